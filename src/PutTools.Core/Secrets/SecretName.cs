using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace PutTools.Secrets;

/// <summary>Names of header fields and query parameters whose values are secrets.</summary>
internal static class SecretName
{
    private static readonly Regex Pattern = new(
        "^(?!Idempotency-Key$).*(?:authorization|cookie|token|key|sig$|signature|password|secret|credential)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        TimeSpan.FromSeconds(1));

    // Compared without dashes, underscores and dots, and without a leading "x-". The whole name must match: status_code,
    // sortkey and max_tokens merely contain one of these.
    private static readonly HashSet<string> QueryNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "token", "accesstoken", "refreshtoken", "idtoken", "authtoken", "apitoken", "usertoken", "sessiontoken", "securitytoken",
        "bearertoken", "sastoken", "csrftoken", "xsrftoken", "verificationtoken", "resettoken", "invitetoken", "oauthtoken", "privatetoken",
        "idtokenhint", "bearer", "jwt", "jws", "auth", "authorization", "authentication", "credential", "credentials", "assertion",
        "clientassertion", "samlrequest", "samlresponse", "ticket", "otp", "totp", "pin", "passcode",
        "key", "apikey", "appkey", "accesskey", "accesskeyid", "awsaccesskeyid", "googleaccessid", "secretkey", "secretaccesskey", "privatekey",
        "sharedkey", "sharedaccesskey", "accountkey", "storagekey", "masterkey", "subscriptionkey", "ocpapimsubscriptionkey", "functionskey",
        "clientkey", "userkey", "authkey", "licensekey", "encryptionkey", "signingkey", "sessionkey",
        "code", "authcode", "authorizationcode", "codeverifier", "devicecode", "usercode",
        "secret", "clientsecret", "appsecret", "consumersecret", "sharedsecret", "apisecret", "oauthtokensecret",
        "password", "passwd", "passphrase", "pass", "pwd", "userpassword", "newpassword", "oldpassword", "userpass",
        "sid", "sessionid", "sessid", "session", "phpsessid", "jsessionid", "aspsessionid", "sessiondata",
        "sig", "signature", "oauthsignature", "hmac", "amzsignature", "amzcredential", "amzsecuritytoken", "googsignature", "googcredential",
    };

    public static bool Is(string name) => Pattern.IsMatch(name);

    /// <summary>True if the query parameter of this name holds a secret. The name may be percent-encoded.</summary>
    public static bool IsOfQuery(string name)
    {
        if (name.Contains('%') || name.Contains('+'))
            name = Uri.UnescapeDataString(name.Replace('+', ' '));
        name = name.Trim();
        if (name.StartsWith("x-", StringComparison.OrdinalIgnoreCase) || name.StartsWith("x_", StringComparison.OrdinalIgnoreCase))
            name = name[2..];
        return QueryNames.Contains(new string([.. name.Where(static sign => sign is not ('-' or '_' or '.'))]));
    }

    /// <summary>Whether a member of a JSON text, a field of a form or an element of XML with this name holds a secret.</summary>
    /// <remarks>There <c>code</c> says what went wrong, <c>key</c> names an entry, and tickets and sessions are things of the trade.</remarks>
    public static bool IsOfMember(string name)
        => name.ToUpperInvariant() is not ("KEY" or "CODE" or "TICKET" or "SESSION" or "SIGNATURE" or "AUTH" or "AUTHENTICATION" or "AUTHORIZATION") && IsOfQuery(name);
}
