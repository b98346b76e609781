namespace PutTools.Text;

/// <summary>The beginning of a text that is too long to be shown whole.</summary>
internal static class Truncate
{
    /// <summary><paramref name="text"/>, cut with an ellipsis where it is longer than <paramref name="longest"/> characters.</summary>
    public static string Of(string text, int longest)
    {
        if (text.Length <= longest)
            return text;
        // Not between the halves of a surrogate pair.
        return text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)] + "…";
    }
}
