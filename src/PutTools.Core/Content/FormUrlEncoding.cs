using System.Text;
using PutTools.Text;
using PutTools.Urls;

namespace PutTools.Content;

/// <summary>
/// Encodes form fields like browsers: the <c>application/x-www-form-urlencoded</c> serializer of the WHATWG URL standard.
/// </summary>
internal static class FormUrlEncoding
{
    /// <summary>Encodes the fields as ASCII.</summary>
    /// <exception cref="EncoderFallbackException">A name or value has a lone surrogate.</exception>
    public static byte[] Encode(IEnumerable<KeyValuePair<string, string>> fields)
    {
        var text = new StringBuilder();
        foreach (var field in fields)
        {
            if (text.Length > 0)
                text.Append('&');
            Append(text, field.Key);
            text.Append('=');
            Append(text, field.Value);
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private static void Append(StringBuilder text, string value)
    {
        foreach (var b in Charset.StrictUtf8.GetBytes(value))
        {
            if (b == ' ')
                text.Append('+');
            else if (IsKept(b))
                text.Append((char)b);
            else
                PercentEncoding.Append(text, b);
        }
    }

    private static bool IsKept(byte b)
        => b is (>= (byte)'a' and <= (byte)'z') or (>= (byte)'A' and <= (byte)'Z') or (>= (byte)'0' and <= (byte)'9')
            or (byte)'*' or (byte)'-' or (byte)'.' or (byte)'_';
}
