namespace PutTools.Text;

/// <summary>Shortens texts that are too long to show.</summary>
internal static class Truncate
{
    /// <summary>
    /// Truncates <paramref name="text"/> with an ellipsis if it is longer than <paramref name="longest"/> characters.
    /// </summary>
    public static string Of(string text, int longest) => text.Length <= longest ? text : Start(text, longest) + "…";

    /// <summary>Shortens the middle and keeps the end, where the problem often is.</summary>
    public static string Middle(string text, int longest)
    {
        if (text.Length <= longest)
            return text;
        var start = Start(text, longest * 2 / 5);
        var end = text.Length - (longest - start.Length);
        return start + "…" + text[(char.IsLowSurrogate(text[end]) ? end + 1 : end)..];
    }

    // Does not split a surrogate pair.
    private static string Start(string text, int longest) => text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)];
}
