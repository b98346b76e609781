using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace PutTools.Text;

/// <summary>Finds the encoding for a charset name, including older code pages.</summary>
internal static class Charset
{
    /// <summary>
    /// UTF-8 without a byte order mark. It throws on invalid bytes and lone surrogates instead of replacing them.
    /// </summary>
    public static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>ISO 8859-1: one character for each byte, whatever its charset.</summary>
    public static readonly Encoding Octets = Encoding.GetEncoding(28591);

    /// <summary>Returns the encoding, which replaces invalid characters and bytes; null if the name is unknown.</summary>
    public static Encoding? Find(string name) => Find(name, EncoderFallback.ReplacementFallback, new DecoderReplacementFallback("\uFFFD"));

    /// <summary>Returns the encoding, which throws if it lacks a character; null if the name is unknown.</summary>
    public static Encoding? FindExact(string name) => Find(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);

    /// <summary>True if two names mean the same encoding.</summary>
    public static bool AreSame(string one, string other)
        => one.Equals(other, StringComparison.OrdinalIgnoreCase)
            || (Find(one) is { } encoding && encoding.CodePage == Find(other)?.CodePage);

    /// <summary>True if <paramref name="bytes"/> are UTF-8.</summary>
    public static bool IsUtf8(ReadOnlyMemory<byte> bytes)
    {
        var array = MemoryMarshal.TryGetArray(bytes, out var segment) ? segment : new ArraySegment<byte>(bytes.ToArray());
        try
        {
            _ = StrictUtf8.GetCharCount(array.Array!, array.Offset, array.Count);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    /// <summary>True if <paramref name="bytes"/> are the start of a text in UTF-8; its last character may be cut.</summary>
    public static bool IsStartOfUtf8(byte[] bytes)
    {
        try
        {
            _ = StrictUtf8.GetDecoder().GetCharCount(bytes, 0, bytes.Length, flush: false);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    /// <summary>
    /// True if all surrogates in <paramref name="text"/> are pairs: half of a pair is not a character in any charset.
    /// </summary>
    public static bool IsWhole(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text, i))
                i++;
            else if (char.IsSurrogate(text[i]))
                return false;
        }

        return true;
    }

    private static Encoding? Find(string name, EncoderFallback encoder, DecoderFallback decoder)
    {
        // Common names (WHATWG Encoding) that .NET does not know: utf8, iso8859-15, cp1251.
        if (name.Equals("utf8", StringComparison.OrdinalIgnoreCase))
            name = "utf-8";
        else if (name.StartsWith("iso8859-", StringComparison.OrdinalIgnoreCase))
            name = "iso-8859-" + name["iso8859-".Length..];
        // The provider is not registered, because that would change the whole process.
        var provider = CodePagesEncodingProvider.Instance;
        try
        {
            return name.StartsWith("cp", StringComparison.OrdinalIgnoreCase) && int.TryParse(name[2..], NumberStyles.None, CultureInfo.InvariantCulture, out var page)
                ? provider.GetEncoding(page, encoder, decoder) ?? Encoding.GetEncoding(page, encoder, decoder)
                : provider.GetEncoding(name, encoder, decoder) ?? Encoding.GetEncoding(name, encoder, decoder);
        }
        catch (Exception failure) when (failure is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
