using System.Text;

namespace PutTools.Cookies;

/// <summary>
/// The text of a Cookie field, with one character for each byte. Stored cookies are sent back byte for byte, whatever their
/// charset; text of the user is sent in UTF-8.
/// </summary>
internal static class CookieOctets
{
    /// <summary>The encoding of the field.</summary>
    public static readonly Encoding Encoding = Encoding.GetEncoding(28591);

    /// <summary>Returns the bytes of a text in UTF-8, one character for each.</summary>
    public static string Of(string text) => text.All(static character => character < '\x80') ? text : Encoding.GetString(System.Text.Encoding.UTF8.GetBytes(text));
}
