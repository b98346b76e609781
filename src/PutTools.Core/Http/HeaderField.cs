using System;
using PutTools.Polyfills;

namespace PutTools.Http;

/// <summary>Checks header fields before anything is sent (RFC 9110 §5).</summary>
internal static class HeaderField
{
    private const string TokenSigns = "!#$%&'*+-.^_`|~";

    /// <summary>Passes a field that can be sent.</summary>
    /// <param name="name">The field's name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="anyText">True if characters outside printable ASCII are let through, to go out as UTF-8.</param>
    /// <param name="what">What the name and value are of, for the error.</param>
    /// <exception cref="RequestException">
    /// InvalidHeader: the name is no token, the value has a character that ends or breaks a field, or it is a transfer
    /// coding that is not done.
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
            if (character is (< ' ' and not '\t') or > '~' && !(anyText && FrameworkFeatures.SendsAnyHeaderText))
                throw new RequestException(ErrorKind.InvalidHeader, HttpMessages.InvalidHeaderValue(name, character, what));
        }

        // RFC 9112 §6.1: how a message is framed. Another coding would be said, and not done.
        if (name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase) && !value.Equals("chunked", StringComparison.OrdinalIgnoreCase))
            throw new RequestException(ErrorKind.InvalidHeader, HttpMessages.UnknownTransferCoding(value));
    }

    /// <summary>True if all characters are those of a token (RFC 9110 §5.6.2).</summary>
    public static bool IsToken(string text)
    {
        foreach (var character in text)
        {
            if (!IsTokenCharacter(character))
                return false;
        }

        return true;
    }

    private static bool IsTokenCharacter(char character)
        => character is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') || TokenSigns.Contains(character);
}
