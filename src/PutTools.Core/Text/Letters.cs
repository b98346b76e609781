namespace PutTools.Text;

/// <summary>Names and words in the form in which those of many APIs are compared: taskState, task_state and TASK-STATE are the same.</summary>
internal static class Letters
{
    /// <summary>Returns the letters of a text in lower case.</summary>
    public static string Of(string text) => new([.. text.Where(char.IsLetter).Select(char.ToLowerInvariant)]);
}
