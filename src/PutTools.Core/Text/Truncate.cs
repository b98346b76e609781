namespace PutTools.Text;

/// <summary>Texts that are too long to be shown whole.</summary>
internal static class Truncate
{
    /// <summary><paramref name="text"/>, cut with an ellipsis where it is longer than <paramref name="longest"/> characters.</summary>
    public static string Of(string text, int longest) => text.Length <= longest ? text : Start(text, longest) + "…";

    /// <summary>The same, but with the end kept as well: what is wrong often stands there.</summary>
    public static string Middle(string text, int longest)
    {
        if (text.Length <= longest)
            return text;
        var start = Start(text, longest * 2 / 5);
        var end = text.Length - (longest - start.Length);
        return start + "…" + text[(char.IsLowSurrogate(text[end]) ? end + 1 : end)..];
    }

    // Not between the halves of a surrogate pair.
    private static string Start(string text, int longest) => text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)];
}
