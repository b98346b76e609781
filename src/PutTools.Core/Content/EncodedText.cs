using System.Text;
using PutTools.Http;
using PutTools.Text;

namespace PutTools.Content;

/// <summary>Text as it is sent.</summary>
internal static class EncodedText
{
    /// <summary>The bytes of <paramref name="text"/> in a charset, all of them.</summary>
    /// <exception cref="RequestException">InvalidPayload: the charset is not known, or lacks a character.</exception>
    public static byte[] Encode(string text, string charset)
    {
        var encoding = Charset.FindExact(charset) ?? throw new RequestException(ErrorKind.InvalidPayload, ContentMessages.UnknownCharset(charset));
        try
        {
            var bytes = encoding.GetBytes(text);
            // RFC 2781 §4.3: without a mark "utf-16" is big-endian; those that say their order have none.
            return text is not ['\uFEFF', ..] && charset.ToUpperInvariant() is "UTF-16" or "UTF-32"
                ? [.. encoding.GetPreamble(), .. bytes]
                : bytes;
        }
        catch (EncoderFallbackException failure)
        {
            throw new RequestException(ErrorKind.InvalidPayload, ContentMessages.NotInCharset(charset, failure), failure);
        }
    }
}
