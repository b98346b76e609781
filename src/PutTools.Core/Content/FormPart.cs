using System.Text;

namespace PutTools.Content;

/// <summary>One field or file of a <see cref="MultipartFormContent"/>.</summary>
/// <param name="Name">The field's name.</param>
/// <param name="Content">The content. Its content type, if any, is sent with it.</param>
/// <param name="FileName">The name of the file; null for a field that is not a file.</param>
internal sealed record FormPart(string Name, RequestContent Content, string? FileName = null)
{
    /// <summary>Returns the header section of the part (RFC 7578 §4).</summary>
    internal byte[] Head(string boundary)
    {
        var head = new StringBuilder()
            .Append("--").Append(boundary)
            .Append("\r\nContent-Disposition: form-data; name=\"").Append(Quote(Name)).Append('"');
        if (FileName is { } fileName)
        {
            head.Append("; filename=\"").Append(Quote(fileName)).Append('"');
            if (!IsPlain(fileName))
                head.Append("; filename*=UTF-8''").Append(Escape(fileName));
        }

        if (Content.ContentType is { } contentType)
            head.Append("\r\nContent-Type: ").Append(contentType);
        return EncodedText.Encode(head.Append("\r\n\r\n").ToString(), "utf-8");
    }

    // Like browsers (WHATWG HTML, "multipart/form-data encoding algorithm"): UTF-8, in which only the characters that would
    // end the quoted text are percent-encoded.
    private static string Quote(string text)
        => text.Replace("\"", "%22", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);

    // RFC 8187 §3.2.1 allows a few more characters than EscapeDataString leaves; escaping those is allowed, too.
    private static string Escape(string text)
        => Uri.EscapeDataString(text).Replace("'", "%27", StringComparison.Ordinal).Replace("(", "%28", StringComparison.Ordinal)
            .Replace(")", "%29", StringComparison.Ordinal).Replace("*", "%2A", StringComparison.Ordinal);

    // True if every parser reads the quoted name correctly.
    private static bool IsPlain(string text) => text.All(static character => character is >= ' ' and <= '~' and not ('"' or '\\' or '%'));
}
