namespace PutTools.Cookies;

/// <summary>Messages about cookies.</summary>
internal static class CookieMessages
{
    public static string SemicolonInCookie(string name)
        => $"The value of the cookie '{name}' contains a semicolon, which would end it. Encode it first, for example with [uri]::EscapeDataString(). Nothing was sent.";

    public static string NotKept(string name)
        => $"The cookie '{name}' has a comma, which a session of Invoke-RestMethod cannot keep. A session of New-ResourceSession can.";
}
