using System;
using System.Globalization;
using System.Text;

namespace PutTools.Text;

/// <summary>Foreign text as it may be shown in one line of a terminal.</summary>
internal static class DisplayText
{
    private const char ZeroWidthNonJoiner = '\u200C';
    private const char ZeroWidthJoiner = '\u200D';

    /// <summary>
    /// The text without control characters, which would move the cursor or change colours, and without those that
    /// reorder or hide what stands around them; white space, line breaks included, is one space.
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

    // Joiners shape letters and emoji; the other characters of that category only deceive here.
    private static bool IsShown(char character, UnicodeCategory category)
        => character is ZeroWidthJoiner or ZeroWidthNonJoiner || category is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate);
}
