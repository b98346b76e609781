using System.Text;

namespace PutTools.Urls;

/// <summary>Percent-encoded characters (RFC 3986 §2.1).</summary>
internal static class PercentEncoding
{
    /// <summary>The characters that never need it (§2.3).</summary>
    public const string Unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    private const string Digits = "0123456789ABCDEF";

    /// <summary>True if a percent-encoded character, such as %2F, begins at this index.</summary>
    public static bool Is(string text, int at)
        => text[at] == '%' && at + 2 < text.Length && Uri.IsHexDigit(text[at + 1]) && Uri.IsHexDigit(text[at + 2]);

    /// <summary>Appends one byte.</summary>
    public static void Append(StringBuilder encoded, byte octet) => encoded.Append('%').Append(Digits[octet >> 4]).Append(Digits[octet & 0xF]);

    /// <summary>Appends the character at an index, which may be a surrogate pair, and moves the index to its end.</summary>
    public static void Append(StringBuilder encoded, string text, ref int at, Encoding utf8)
    {
        var length = char.IsSurrogatePair(text, at) ? 2 : 1;
        foreach (var octet in utf8.GetBytes(text.Substring(at, length)))
            Append(encoded, octet);
        at += length - 1;
    }
}
