using System.Runtime.InteropServices;
using System.Text;
using PutTools.Text;

namespace PutTools.Http;

/// <summary>
/// Decodes the text of a response. The encoding is, in this order, that of the byte order mark or of the zero bytes of JSON and XML,
/// the charset parameter, the declaration in an XML or HTML document, or UTF-8. Invalid bytes become U+FFFD.
/// </summary>
internal static class TextDecoder
{
    // WHATWG HTML looks for the charset in the first 1024 bytes.
    private const int DeclarationLength = 1024;

    private const int Ascii = 20127;

    private static readonly Encoding[] Marked =
        [new UTF32Encoding(), new UTF32Encoding(bigEndian: true, byteOrderMark: true), Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode];

    public static string Decode(ReadOnlyMemory<byte> body, string? contentType)
    {
        if (!MemoryMarshal.TryGetArray(body, out var bytes))
            bytes = new ArraySegment<byte>(body.ToArray());
        var (encoding, skip) = Detect(body.Span, contentType);
        return encoding.GetString(bytes.Array!, bytes.Offset + skip, bytes.Count - skip);
    }

    /// <summary>Returns the charset that the text itself declares, as XML, HTML and CSS do; null if it does not.</summary>
    public static string? Declared(string text, string mediaType)
    {
        text = text[..Math.Min(text.Length, DeclarationLength)].TrimStart('\uFEFF');
        return MediaType.IsXml(mediaType) ? OfXml(text.TrimStart())
            : mediaType is MediaType.Html ? OfHtml(text)
            : mediaType is "text/css" && text.StartsWith("@charset \"", StringComparison.Ordinal) ? ValueAt(text, "@charset ".Length)
            : null;
    }

    /// <summary>Returns the encoding of the byte order mark; null if there is none.</summary>
    public static Encoding? MarkOf(ReadOnlySpan<byte> text)
    {
        foreach (var encoding in Marked)
        {
            if (text.StartsWith(encoding.GetPreamble()))
                return encoding;
        }

        return null;
    }

    private static string? OfXml(string text)
        => text.StartsWith("<?xml", StringComparison.Ordinal) && text.IndexOf('>') is > 0 and var end ? Value(text[..end], "encoding", isQuoted: true) : null;

    // Both <meta charset=x> and <meta http-equiv="Content-Type" content="text/html; charset=x">.
    private static string? OfHtml(string text)
    {
        for (var at = 0; text.IndexOf("<meta", at, StringComparison.OrdinalIgnoreCase) is >= 0 and var start; at = start + 1)
        {
            var end = text.IndexOf('>', start);
            if (Value(text[start..(end < 0 ? text.Length : end)], "charset", isQuoted: false) is { } charset)
                return charset;
        }

        return null;
    }

    // What follows the first name that has an equals sign.
    private static string? Value(string text, string name, bool isQuoted)
    {
        for (var at = 0; text.IndexOf(name, at, StringComparison.OrdinalIgnoreCase) is >= 0 and var found; at = found + 1)
        {
            var equals = Scan.PastSpace(text, found + name.Length);
            var value = Scan.PastSpace(text, equals + 1);
            if (equals < text.Length && text[equals] == '=' && (!isQuoted || (value < text.Length && text[value] is '"' or '\'')))
                return ValueAt(text, value);
        }

        return null;
    }

    // The text there, with or without quotes; null if there is none.
    private static string? ValueAt(string text, int start)
    {
        if (start < text.Length && text[start] is '"' or '\'')
            start = Scan.PastSpace(text, start + 1);
        var end = start;
        while (end < text.Length && !char.IsWhiteSpace(text[end]) && text[end] is not ('"' or '\'' or '/' or '>' or ';'))
            end++;
        return end > start ? text[start..end] : null;
    }

    /// <summary>Converts text to UTF-8 without a byte order mark. Bytes that are UTF-8 already are not copied.</summary>
    public static ReadOnlyMemory<byte> ToUtf8(ReadOnlyMemory<byte> body, string? contentType)
    {
        var (encoding, skip) = Detect(body.Span, contentType);
        return WithoutGuard(encoding is UTF8Encoding ? body[skip..] : Encoding.UTF8.GetBytes(Decode(body, contentType)));
    }

    /// <summary>Gerrit and others begin JSON with a line that is not JSON, so that it cannot run as a script in a browser.</summary>
    public static ReadOnlyMemory<byte> WithoutGuard(ReadOnlyMemory<byte> json)
        => json.Span.StartsWith(")]}'"u8) && json.Span.IndexOf((byte)'\n') is >= 0 and var end ? json[(end + 1)..] : json;

    /// <summary>
    /// Returns the text of a field or reason phrase that a server sent in UTF-8, and the runtime decoded as Latin-1, one character per
    /// byte; null if it is not UTF-8.
    /// </summary>
    public static string? FromUtf8(string text)
    {
        // Usually all of it is ASCII.
        if (Encoding.UTF8.GetByteCount(text) == text.Length)
            return text;
        var bytes = new byte[text.Length];
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] > 0xFF)
                return null;
            bytes[i] = (byte)text[i];
        }

        try
        {
            return Charset.StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>
    /// Returns the encoding of JSON or XML without a byte order mark: both begin with characters of ASCII, so zero bytes show UTF-16 and UTF-32 (RFC
    /// 4627 §3, XML appendix F). Null if there are none.
    /// </summary>
    public static Encoding? OfZeros(ReadOnlySpan<byte> text) => text switch
    {
        [not 0, 0, 0, 0, ..] => Marked[0],
        [0, 0, 0, not 0, ..] => Marked[1],
        [not 0, 0, ..] => Encoding.Unicode,
        [0, not 0, ..] => Encoding.BigEndianUnicode,
        _ => null,
    };

    private static (Encoding Encoding, int Skip) Detect(ReadOnlySpan<byte> body, string? contentType)
    {
        // The mark is part of the text, so it is right even if the header is wrong.
        if (MarkOf(body) is { } marked)
            return (marked, marked.GetPreamble().Length);
        var mediaType = MediaType.Of(contentType);
        var beginsWithAscii = MediaType.IsJson(mediaType) || MediaType.IsXml(mediaType);
        if (beginsWithAscii && OfZeros(body) is { } wide)
            return (wide, 0);
        var specified = MediaType.Parameter(contentType, "charset") is { Length: > 0 } parameter ? parameter : null;
        var name = specified ?? Declared(Encoding.ASCII.GetString(body[..Math.Min(body.Length, DeclarationLength)]), mediaType);
        var encoding = name is null ? null : Charset.Find(name);
        // .NET programs that write XML to a string declare UTF-16 and send UTF-8. A declaration that was read as ASCII is as wrong.
        if (encoding is UnicodeEncoding or UTF32Encoding && (beginsWithAscii || specified is null))
            encoding = null;
        // All of ASCII is UTF-8, so this is right for more of what servers send as ASCII.
        return (encoding is { CodePage: not Ascii } ? encoding : Encoding.UTF8, 0);
    }
}
