using System.Text;
using PutTools.Http;
using PutTools.Text;

namespace PutTools.Content;

/// <summary>Encodes text for sending.</summary>
internal static class EncodedText
{
    /// <summary>Encodes <paramref name="text"/> in a charset, without loss.</summary>
    /// <exception cref="RequestException">InvalidPayload: the charset is unknown, or lacks a character.</exception>
    public static byte[] Encode(string text, string charset)
    {
        var encoding = Charset.FindExact(charset) ?? throw new RequestException(ErrorKind.InvalidPayload, ContentMessages.UnknownCharset(charset));
        try
        {
            var bytes = encoding.GetBytes(text);
            // RFC 2781 §4.3: without a byte order mark, "utf-16" means big-endian. The names with a byte order have no mark.
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
