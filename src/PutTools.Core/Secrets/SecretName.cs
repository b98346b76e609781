using System.Text.RegularExpressions;

namespace PutTools.Secrets;

/// <summary>Names whose values are secrets: of header fields, query parameters and members of bodies. docs/trust.md has the table.</summary>
internal static class SecretName
{
    /// <summary>What is shown in the place of a secret.</summary>
    public const string Mask = "***";

    // Compared without dashes, underscores and dots, and without a leading "x-". The whole name must match: status_code,
    // sortkey and nextPageToken merely contain one of these.
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "accesstokens", "refreshtokens", "apitokens", "apikeys", "secrets", "passwords", "idtokenhint", "bearer", "jwt", "jws", "auth", "authorization", "authentication", "credential", "credentials", "assertion",
        "clientassertion", "samlrequest", "samlresponse", "ticket", "otp", "totp", "pin", "passcode", "accesscode",
        "key", "appkey", "accesskeyid", "awsaccesskeyid", "googleaccessid", "psk", "storagekey", "functionskey",
        "clientkey", "userkey", "authkey", "licensekey", "sessionkey",
        "code", "authcode", "authorizationcode", "codeverifier", "devicecode", "usercode",
        "pass", "userpass", "dbpass", "smtppass", "passwort", "passwordconfirm", "passwordconfirmation", "passwordhash", "secretstring", "secretvalue", "stringdata",
        "sid", "sessionid", "sessid", "session", "phpsessid", "jsessionid", "aspsessionid", "sessiondata",
        "sig", "signature", "oauthsignature", "hmac", "amzsignature", "amzcredential", "googsignature", "googcredential",
        "dpop", "proxyauthorization", "xsrf", "csrf",
    };

    // A name that ends with one of these is that of a secret, whatever stands before it, or a number after it: adminPassword, db_password2.
    private static readonly string[] Endings =
    [
        "password", "passwd", "passphrase", "pwd", "secret", "token", "apikey", "privatekey", "secretkey", "accesskey", "accountkey", "sharedkey", "masterkey", "signingkey",
        "encryptionkey", "subscriptionkey", "connectionstring",
    ];

    // Tokens that tell a place in a list: nextPageToken, $skiptoken.
    private static readonly string[] Places = ["page", "pagination", "next", "continuation", "skip", "delta", "sync", "cursor", "resume"];

    private static readonly char[] Digits = [.. "0123456789"];

    // A header field holds a secret if its name contains one of these anywhere, because they have no other meaning
    // there.
    private static readonly string[] HeaderParts = ["authorization", "cookie", "token", "signature", "password", "secret", "credential", "apikey"];

    // It also holds a secret if one of these is a word of its name, as in X-Session-Id and X-Signing-Key.
    private static readonly HashSet<string> HeaderWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "auth", "key", "sig", "pass", "passwd", "passphrase", "pwd", "pin", "otp", "totp", "jwt", "jws", "dpop", "bearer", "session", "sessionid", "sid",
        "ticket", "assertion", "saml", "csrf", "xsrf", "hmac",
    };

    // Keys that are not secrets.
    private static readonly HashSet<string> HarmlessHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "Idempotency-Key", "Surrogate-Key", "Cache-Key", "X-Cache-Key", "Sec-WebSocket-Key",
    };

    // In a body, "code" is often an error code, "key" the name of an entry, and a ticket or session is business data.
    private static readonly HashSet<string> HarmlessMembers = new(StringComparer.OrdinalIgnoreCase)
    {
        "key", "code", "ticket", "session", "signature", "auth", "authentication", "authorization",
    };

    /// <summary>True if the header field of this name holds a secret.</summary>
    public static bool Is(string name)
        => !HarmlessHeaders.Contains(name)
            && (Array.Exists(HeaderParts, part => name.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0)
                || name.Split('-', '_', '.').Any(HeaderWords.Contains)
                || IsOfSecret(name));

    /// <summary>True if the query parameter of this name holds a secret. The name may be percent-encoded.</summary>
    public static bool IsOfQuery(string name)
    {
        if (name.Contains('%') || name.Contains('+'))
            name = Uri.UnescapeDataString(name.Replace('+', ' '));
        return IsOfSecret(name.Trim());
    }

    /// <summary>
    /// True if a member of a JSON text, a field of a form or an element of XML with this name holds a secret. The name may have the
    /// escapes of JSON.
    /// </summary>
    public static bool IsOfMember(string name) => Unescape(name) is var plain && !HarmlessMembers.Contains(plain) && IsOfQuery(plain);

    /// <summary>True if a segment of a path, such as that of a JSON Patch, is the name of a secret. What stands under such a name is one.</summary>
    public static bool IsOfPath(string path) => path.Split('/').Any(IsOfMember);

    private static string Unescape(string name)
    {
        try
        {
            return name.Contains('\\') ? Regex.Unescape(name) : name;
        }
        catch (ArgumentException)
        {
            return name;
        }
    }

    private static bool IsOfSecret(string name)
    {
        if (name.StartsWith("x-", StringComparison.OrdinalIgnoreCase) || name.StartsWith("x_", StringComparison.OrdinalIgnoreCase))
            name = name[2..];
        name = new string([.. name.Where(static character => character is not ('-' or '_' or '.'))]);
        var stem = name.TrimEnd(Digits);
        return Names.Contains(name) || (Array.Exists(Endings, ending => stem.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) && !IsPlace(stem));
    }

    private static bool IsPlace(string name)
        => name.EndsWith("token", StringComparison.OrdinalIgnoreCase) && Array.Exists(Places, place => name.IndexOf(place, StringComparison.OrdinalIgnoreCase) >= 0);
}
