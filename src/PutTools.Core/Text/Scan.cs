namespace PutTools.Text;

/// <summary>Moves through text by its indexes, up to its end.</summary>
internal static class Scan
{
    /// <summary>Returns the index of the first of the characters from <paramref name="start"/> on; the length of the text if there is none.</summary>
    public static int ToAny(string text, char[] characters, int start) => text.IndexOfAny(characters, start) is >= 0 and var found ? found : text.Length;

    /// <summary>Returns the index of the first character that is not white space; the length of the text if there is none.</summary>
    public static int PastSpace(string text, int start)
    {
        while (start < text.Length && char.IsWhiteSpace(text[start]))
            start++;
        return Math.Min(start, text.Length);
    }
}
