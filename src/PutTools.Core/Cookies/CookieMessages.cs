namespace PutTools.Cookies;

/// <summary>Messages about cookies.</summary>
internal static class CookieMessages
{
    public static string SemicolonInCookie(string name)
        => $"The value of the cookie '{name}' contains a semicolon, which would end it. Encode it first, for example with [uri]::EscapeDataString(). Nothing was sent.";

    public static string NotKept(string name)
        => $"A session of Invoke-RestMethod cannot keep the cookie '{name}', because of a comma, a name such as $a, or its length. A session of New-ResourceSession can.";
}
