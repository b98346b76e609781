using PutTools.Http;

namespace PutTools.Cookies;

/// <summary>Checks cookies before anything is sent (RFC 6265 §4.1.1).</summary>
internal static class CookiePair
{
    /// <summary>Passes a pair that stays one.</summary>
    /// <exception cref="RequestException">Its name is no token, or its value would end it.</exception>
    public static void Check(string name, string value)
    {
        HeaderField.Check(name, value, what: "cookie");
        if (value.Contains(';'))
            throw new RequestException(ErrorKind.InvalidHeader, CookieMessages.SemicolonInCookie(name));
    }
}
