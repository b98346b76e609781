using System;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using PutTools.Text;

namespace PutTools.Http;

/// <summary>
/// Decodes the text of a response. The encoding is, in this order, that of the byte order mark, the charset parameter, the
/// declaration in an XML or HTML document, or UTF-8. Invalid bytes become U+FFFD.
/// </summary>
internal static class TextDecoder
{
    // WHATWG HTML looks for the charset in the first 1024 bytes.
    private const int DeclarationLength = 1024;

    private static readonly Encoding[] Marked = [new UTF32Encoding(), Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode];

    private static readonly Regex XmlDeclaration = new(
        """^\s*<\?xml\s[^>]*?encoding\s*=\s*["']([^"']+)["']""", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    // Both <meta charset=x> and <meta http-equiv="Content-Type" content="text/html; charset=x">.
    private static readonly Regex HtmlDeclaration = new(
        """<meta\s[^>]*?charset\s*=\s*["']?\s*([^\s"'/>;]+)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    private static readonly Regex CssDeclaration = new("""^@charset "([^"]+)";""", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

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
        var declaration = MediaType.IsXml(mediaType) ? XmlDeclaration
            : mediaType is "text/html" ? HtmlDeclaration
            : mediaType is "text/css" ? CssDeclaration
            : null;
        return declaration?.Match(text[..Math.Min(text.Length, DeclarationLength)].TrimStart('\uFEFF')) is { Success: true } found ? found.Groups[1].Value : null;
    }

    /// <summary>Converts text to UTF-8 without a byte order mark. Bytes that are UTF-8 already are not copied.</summary>
    public static ReadOnlyMemory<byte> ToUtf8(ReadOnlyMemory<byte> body, string? contentType)
    {
        var (encoding, skip) = Detect(body.Span, contentType);
        return encoding is UTF8Encoding ? body[skip..] : Encoding.UTF8.GetBytes(Decode(body, contentType));
    }

    private static (Encoding Encoding, int Skip) Detect(ReadOnlySpan<byte> body, string? contentType)
    {
        // The mark is part of the text, so it is right even if the header is wrong.
        foreach (var candidate in Marked)
        {
            var mark = candidate.GetPreamble();
            if (body.StartsWith(mark))
                return (candidate, mark.Length);
        }

        var name = MediaType.Parameter(contentType, "charset") is { Length: > 0 } stated ? stated : Declared(body, MediaType.Of(contentType));
        return (name is null ? Encoding.UTF8 : Charset.Find(name) ?? Encoding.UTF8, 0);
    }

    private static string? Declared(ReadOnlySpan<byte> body, string mediaType)
    {
        var name = Declared(Encoding.ASCII.GetString(body[..Math.Min(body.Length, DeclarationLength)]), mediaType);
        // The declaration was readable as ASCII, so the text can't be UTF-16, whatever it declares.
        return name?.StartsWith("utf-16", StringComparison.OrdinalIgnoreCase) == true ? null : name;
    }
}
