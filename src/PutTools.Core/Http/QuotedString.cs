using System.Text;

namespace PutTools.Http;

/// <summary>Quoted strings in header fields (RFC 9110 §5.6.4).</summary>
internal static class QuotedString
{
    /// <summary>Returns the text without its quotes and backslashes. One whose end is missing reaches to the end of the field.</summary>
    /// <param name="field">The field's value.</param>
    /// <param name="at">The index of the opening quote; afterwards that after the closing one.</param>
    public static string Read(string field, ref int at)
    {
        var text = new StringBuilder();
        for (at++; at < field.Length && field[at] != '"'; at++)
        {
            if (field[at] == '\\' && at + 1 < field.Length)
                at++;
            text.Append(field[at]);
        }

        at = Math.Min(at + 1, field.Length);
        return text.ToString();
    }
}
