using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Security.Cryptography.X509Certificates;
using PutTools.Http;
using PutTools.Pipeline;
using PutTools.Secrets;

namespace PutTools;

/// <summary>Messages about credentials, certificates, proxies, redirects and cookies.</summary>
internal static partial class Messages
{
    private const string SubjectAlternativeNames = "2.5.29.17";

    public static string BasicNeedsUser => "-Authentication Basic needs a user name and a password. Give -Credential. Nothing was sent.";

    public static string BearerNeedsToken => "-Authentication Bearer and OAuth need a token. Give -Token. Nothing was sent.";

    public static string ColonInUserName => "A user name with a colon cannot be used with -Authentication Basic (RFC 7617). Use another user, or leave -Authentication out to answer the server's challenge. Nothing was sent.";

    public static string TokenAndCredential => "-Token and -Credential cannot be used together. Drop the one that the server does not expect. Nothing was sent.";

    public static string DefaultAndStatedCredentials => "-UseDefaultCredentials cannot be used with -Credential, -Token or -Authentication. Drop it, or drop those. Nothing was sent.";

    public static string EmptyToken => "The token is empty. Give another one. Nothing was sent.";

    public static string NoServerCertificate => "the server sent no certificate";

    public static string TokenRefused(ResourceRequest request) => $"{Target(request)}: 401; the request is sent again with a new token.";

    public static string RedirectFollowed(ResourceRequest request, HttpResponse response, Uri target)
        => $"{Target(request)}: {Number(response.StatusCode)}, redirects to {RedactedUri.Text(target)}.";

    public static string TooManyRedirects(ResourceRequest request, int maximum)
        => $"{Target(request)} failed: it was redirected more than {Number(maximum)} times.";

    public static string InsecureRedirect(ResourceRequest request, Uri target)
        => $"{Target(request)} failed: the server redirects to {RedactedUri.Text(target)}, from https to plain http. Nothing was sent there.";

    public static string RedirectNotReplayable(ResourceRequest request)
        => $"{Target(request)} failed: the body has to be sent again, and it is a stream that cannot be read again.";

    public static string BodyAlreadySent
        => "The server or the proxy requires authentication, and the body is a stream that cannot be read again. Use -Authentication to send credentials with the first request, or send a file or bytes.";

    public static string UnencryptedAuthentication(ResourceRequest request)
        => $"{Target(request)} failed: credentials would be sent over plain http, where others can read them. Nothing was sent.";

    public static string SemicolonInCookie(string name)
        => $"The value of the cookie '{name}' contains a semicolon, which would end it. Encode it first, for example with [uri]::EscapeDataString(). Nothing was sent.";

    public static string CertificateRejected(IEnumerable<string> faults, X509Certificate2 certificate)
    {
        var names = certificate.Extensions.Cast<X509Extension>()
            .FirstOrDefault(static extension => extension.Oid?.Value == SubjectAlternativeNames)?.Format(multiLine: false) ?? "none";
        return $"the server's certificate is refused ({string.Join("; ", faults)}). It says: subject {certificate.Subject}; names {names}; "
            + $"issuer {certificate.Issuer}; valid from {Day(certificate.NotBefore)} to {Day(certificate.NotAfter)}";
    }

    public static string NoCertificate(string path, string reason) => $"The file '{path}' contains no usable certificate: {reason.TrimEnd('.')}. Give a PEM file, or a certificate in DER. Nothing was sent.";

    public static string CertificateWithoutKey(string name)
        => $"The certificate '{name}' has no private key, so it cannot authenticate you. Give a certificate with its key, or -CertificateKeyPath. Nothing was sent.";

    public static string CertificateUnusable(string path, bool hasPassword, Exception failure)
        => $"The certificate in '{path}' or its key cannot be used: {failure.Message.TrimEnd('.')}. {(hasPassword ? "Check -CertificatePassword." : "If its key is encrypted, give -CertificatePassword.")} Nothing was sent.";

    public static string KeyNeedsPassword(string path) => $"The key of the certificate '{path}' is encrypted. Give -CertificatePassword. Nothing was sent.";

    public static string OldEncryptedKey(string path)
        => $"The key of the certificate '{path}' is encrypted in a format that is not supported. Convert it with: openssl pkcs8 -topk8 -in key.pem -out new.pem. Nothing was sent.";

    public static string KeyPathWithoutPem(string path) => $"'{path}' is not a PEM file, and -CertificateKeyPath is only for PEM. Drop it: a PFX contains its key. Nothing was sent.";

    public static string PemNotSupported(string path) => $"The certificate '{path}' is PEM, and this build cannot read the key of a PEM file. Use a PFX, or PowerShell 7.4 or later. Nothing was sent.";

    public static string CertificateNotInStore(string thumbprint) => $"The certificate '{thumbprint}' is not in the store My of the current user or the machine. Check the thumbprint, or give -CertificatePath. Nothing was sent.";

    public static string UnknownProxyScheme(Uri proxy)
        => $"The proxy '{RedactedUri.Text(proxy)}' has none of the schemes http, https, socks4, socks4a and socks5. Add one, as in http://proxy:8080. Nothing was sent.";

    public static string NotOnPlatform(string what) => $"{what} is not available: this build of the module or this system does not have it. Leave it out, or use PowerShell 7.4 or later on a system that has it. Nothing was sent.";

    private static string Through(ResourceRequest request)
        => request.Settings.Connection.UnixSocket is { } path ? $" through the unix socket '{path}'"
            : request.Settings.Connection.Proxy.On(request.Uri) is { } proxy ? $" through the proxy {RedactedUri.Text(proxy)}"
            : string.Empty;

    private static string Day(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
}
