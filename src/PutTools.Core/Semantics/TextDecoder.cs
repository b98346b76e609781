using System;
using System.Text;

namespace PutTools.Semantics;

/// <summary>Turns a reply's bytes into text: charset parameter, then byte order mark, then UTF-8.</summary>
internal static class TextDecoder
{
    public static string Decode(ReadOnlyMemory<byte> body, string? contentType)
    {
        var bytes = body.ToArray();
        var (encoding, skip) = Encoding(bytes, contentType);
        return encoding.GetString(bytes, skip, bytes.Length - skip);
    }

    private static (Encoding Encoding, int Skip) Encoding(byte[] bytes, string? contentType)
    {
        // The byte order mark is of the text itself, so it is right even where the field is not.
        foreach (var candidate in (Encoding[])[new UTF32Encoding(), System.Text.Encoding.UTF8, System.Text.Encoding.Unicode, System.Text.Encoding.BigEndianUnicode])
        {
            var mark = candidate.GetPreamble();
            if (bytes.AsSpan().StartsWith(mark))
                return (candidate, mark.Length);
        }

        try
        {
            return (MediaType.Parameter(contentType, "charset") is { Length: > 0 } name ? System.Text.Encoding.GetEncoding(name) : System.Text.Encoding.UTF8, 0);
        }
        catch (ArgumentException)
        {
            return (System.Text.Encoding.UTF8, 0);
        }
    }
}
