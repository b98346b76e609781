using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using PutTools.Text;

namespace PutTools.Json;

/// <summary>Reads strings and names of a document. Not <c>GetString()</c>, because that throws on lone surrogates.</summary>
internal static class JsonString
{
    /// <summary>Returns the text of a string.</summary>
    public static string Of(JsonElement text)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text.GetRawText()));
        reader.Read();
        return Read(ref reader);
    }

    /// <summary>Returns the name of a member.</summary>
    public static string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            // It has a lone surrogate.
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes($"{{{member}}}"));
            reader.Read();
            reader.Read();
            return Read(ref reader);
        }
    }

    /// <summary>Reads the string or name at the reader's position.</summary>
    /// <exception cref="DecoderFallbackException">The bytes are not UTF-8.</exception>
    [MethodImpl(Jit.Optimize)]
    public static string Read(ref Utf8JsonReader reader)
    {
        var text = Charset.StrictUtf8.GetString(reader.ValueSpan);
        return reader.ValueIsEscaped ? Unescape(text) : text;
    }

    // The reader has already validated the escapes.
    private static string Unescape(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                plain.Append(text[i]);
                continue;
            }

            var letter = text[++i];
            plain.Append(letter switch
            {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'b' => '\b',
                'f' => '\f',
                'u' => (char)ushort.Parse(text.Substring(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
                _ => letter,
            });
            if (letter == 'u')
                i += 4;
        }

        return plain.ToString();
    }
}
