using PutTools.Polyfills;
using PutTools.Text;

namespace PutTools.Http;

/// <summary>Checks header fields before anything is sent (RFC 9110 §5).</summary>
internal static class HeaderField
{
    private const string TokenSymbols = "!#$%&'*+-.^_`|~";

    /// <summary>Throws if a field can't be sent.</summary>
    /// <param name="name">The field's name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="anyText">True to allow characters outside printable ASCII, which are sent as UTF-8.</param>
    /// <param name="what">The kind of field, for the error message.</param>
    /// <exception cref="RequestException">
    /// InvalidHeader: the name is not a token; or the value has a character that would end or break the field, is the text of
    /// an object, names a transfer coding that is not supported, or is not a host.
    /// </exception>
    public static void Check(string name, string value, bool anyText = false, string what = "header")
    {
        if (name.Length == 0)
            throw new RequestException(ErrorKind.InvalidHeader, HttpMessages.EmptyHeaderName(what));
        if (!IsToken(name))
            throw new RequestException(ErrorKind.InvalidHeader, HttpMessages.InvalidHeaderName(name, what));

        foreach (var character in value)
        {
            if (character is '\r' or '\n' or '\0')
                throw new RequestException(ErrorKind.InvalidHeader, HttpMessages.HeaderLineBreak(name, what));
            if (character is (< ' ' and not '\t') or > '~' && !((anyText || IsOfTag(name, character)) && FrameworkFeatures.SendsAnyHeaderText))
                throw new RequestException(ErrorKind.InvalidHeader, HttpMessages.InvalidHeaderValue(name, character, what));
        }

        if (!Charset.IsWhole(value))
            throw new RequestException(ErrorKind.InvalidHeader, HttpMessages.HalfPairInHeader(name, what));
        if (!anyText && PrintedObject.IsIn(value))
            throw new RequestException(ErrorKind.InvalidHeader, HttpMessages.ObjectInHeader(name, what));
        // RFC 9112 §6.1: the field describes the framing of the message. Any coding but chunked would be announced and not
        // applied.
        if (name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase) && !value.Equals("chunked", StringComparison.OrdinalIgnoreCase))
            throw new RequestException(ErrorKind.InvalidHeader, HttpMessages.UnknownTransferCoding(value));
        if (name.Equals("Host", StringComparison.OrdinalIgnoreCase) && !IsHost(value))
            throw new RequestException(ErrorKind.InvalidHeader, HttpMessages.InvalidHost(value));
        if (!anyText && name.Equals("Accept", StringComparison.OrdinalIgnoreCase) && value.IndexOf('"') < 0 && Array.Find(value.Split(','), IsNoMediaRange) is { } range)
            throw new RequestException(ErrorKind.InvalidHeader, HttpMessages.InvalidMediaRange(range.Trim()));
    }

    /// <summary>Returns the value of the last line of the field <paramref name="name"/>; null if there is none.</summary>
    public static string? Last(IReadOnlyList<KeyValuePair<string, string>> fields, string name)
    {
        for (var i = fields.Count - 1; i >= 0; i--)
        {
            if (fields[i].Key.Equals(name, StringComparison.OrdinalIgnoreCase))
                return fields[i].Value;
        }

        return null;
    }

    /// <summary>Returns the fields with one line for the field <paramref name="name"/>.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> With(IReadOnlyList<KeyValuePair<string, string>> fields, string name, string value)
        => [.. fields.Where(field => !field.Key.Equals(name, StringComparison.OrdinalIgnoreCase)), new(name, value)];

    /// <summary>True if all characters may be part of a token (RFC 9110 §5.6.2).</summary>
    public static bool IsToken(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            if (!IsTokenCharacter(character))
                return false;
        }

        return true;
    }

    // The runtime sends a value that is not a host in a second Host field, beside its own.
    private static bool IsHost(string value)
    {
        using var request = new HttpRequestMessage();
        return request.Headers.TryAddWithoutValidation("Host", value) && request.Headers.Host is not null;
    }

    // RFC 9110 §12.5.1; Java sends "*" as well.
    private static bool IsNoMediaRange(string range) => range.Split(';')[0].Trim() is { Length: > 0 } type && type != "*" && IsToken(type);

    // RFC 9110 §8.8.3: entity tags may have any byte from 0x80 on.
    private static bool IsOfTag(string name, char character) => character is >= '\x80' and <= '\xFF' && EntityTag.IsIn(name);

    private static bool IsTokenCharacter(char character)
        => character is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') || TokenSymbols.Contains(character);
}
