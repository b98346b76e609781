using System.Globalization;
using System.Text;

namespace PutTools.Text;

/// <summary>Makes untrusted text safe to show in one line of a terminal.</summary>
internal static class DisplayText
{
    private const char ZeroWidthNonJoiner = '\u200C';
    private const char ZeroWidthJoiner = '\u200D';

    /// <summary>
    /// Removes control characters, which could move the cursor or change colours, and characters that reorder or hide the
    /// text around them. A run of white space, including line breaks, becomes one space.
    /// </summary>
    public static string Of(string text)
    {
        var shown = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var category = CharUnicodeInfo.GetUnicodeCategory(text, i);
            if (char.IsWhiteSpace(text[i]))
            {
                if (shown.Length > 0 && shown[^1] != ' ')
                    shown.Append(' ');
            }
            else if (char.IsSurrogatePair(text, i))
            {
                if (category != UnicodeCategory.Format)
                    shown.Append(text, i, 2);
                i++;
            }
            else if (IsShown(text[i], category))
            {
                shown.Append(text[i]);
            }
        }

        return shown.ToString().TrimEnd();
    }

    /// <summary>The same for each line of <paramref name="text"/>; its line breaks and tabs stay.</summary>
    public static string OfLines(string text)
    {
        if (IsHarmless(text))
            return text;
        var shown = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var category = CharUnicodeInfo.GetUnicodeCategory(text, i);
            if (char.IsSurrogatePair(text, i))
            {
                if (category != UnicodeCategory.Format)
                    shown.Append(text, i, 2);
                i++;
            }
            else if (IsLineBreak(text, i) || text[i] == '\t' || IsShown(text[i], category))
            {
                shown.Append(text[i]);
            }
        }

        return shown.ToString();
    }

    /// <summary>True if a character shows nothing and shapes nothing, such as a zero-width space or a byte order mark.</summary>
    public static bool IsInvisible(char character) => character > '\x9F' && !IsShown(character, CharUnicodeInfo.GetUnicodeCategory(character)) && !char.IsSurrogate(character);

    // True for most texts: they have only printable ASCII and line breaks.
    private static bool IsHarmless(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is (< ' ' or > '~') && !IsLineBreak(text, i))
                return false;
        }

        return true;
    }

    // A carriage return alone would let text overwrite its line.
    private static bool IsLineBreak(string text, int at) => text[at] == '\n' || (text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n');

    // Joiners shape letters and emoji; other characters of that category can only deceive here.
    private static bool IsShown(char character, UnicodeCategory category)
        => character is ZeroWidthJoiner or ZeroWidthNonJoiner || category is not (UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.Surrogate or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
