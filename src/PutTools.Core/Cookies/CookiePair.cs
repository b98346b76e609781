using PutTools.Http;

namespace PutTools.Cookies;

/// <summary>Checks cookies before anything is sent (RFC 6265 §4.1.1).</summary>
internal static class CookiePair
{
    /// <summary>Throws if a pair can't be sent as one cookie.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The value.</param>
    /// <param name="anyText">True to allow characters outside printable ASCII, which are sent in UTF-8.</param>
    /// <exception cref="RequestException">The name is not a token, or the value would end the cookie.</exception>
    public static void Check(string name, string value, bool anyText)
    {
        HeaderField.Check(name, value, anyText, what: "cookie");
        if (value.Contains(';'))
            throw new RequestException(ErrorKind.InvalidHeader, CookieMessages.SemicolonInCookie(name));
    }
}
