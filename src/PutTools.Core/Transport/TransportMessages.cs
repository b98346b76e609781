using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using PutTools.Content;
using PutTools.Http;
using PutTools.Pipeline;
using PutTools.Secrets;
using PutTools.Text;

namespace PutTools.Transport;

/// <summary>Messages about connections, certificates and proxies.</summary>
internal static class TransportMessages
{
    private const string SubjectAlternativeNames = "2.5.29.17";
    private const string Refused = "the server's certificate is refused";

    public static string NoStatus(HttpRequest request, int status)
        => $"{PipelineMessages.Target(request)} failed: the response has the status {Wording.Number(status)}, which is not an HTTP status code.";

    public static string BodyTooLong => "its body is longer than its Content-Length";

    public static string NoLength => "its Content-Length is not a number, or several contradict each other";

    public static string BodyLost(int status, Exception failure, HttpRequest request, AttemptWatch watch)
        => (status < 400 && !watch.IsUnread ? "The status of the response confirms the write, but the rest" : "The rest") + " of the response is missing: "
            + (watch.ExpiredKind is not null ? $"it stalled for {Wording.Seconds(watch.ExpiredLimit)}"
                : watch.Token.IsCancellationRequested ? "the time of -DeadlineSeconds is over"
                : Quoted(failure, request.FindSecrets())) + ".";

    public static string Unread(HttpRequest request, HttpResponse read)
        => $"{PipelineMessages.Target(request)} was answered with status {Wording.Number(read.StatusCode)}, but the server has not read the whole body. It may have stored a part of it, or nothing: compare the resource with what you sent."
            + (read.HttpVersion is { Major: 1 } && request.Content is { Length: null } ? " Some servers do not understand a body in chunks: send one of known length." : string.Empty);

    // RFC 4007 §11: each interface may have such an address.
    private static string LinkLocal(Uri uri) => IPAddress.TryParse(uri.IdnHost, out var address) && address is { IsIPv6LinkLocal: true, ScopeId: 0 }
        ? " A link-local address needs the network interface, as in http://[fe80::1%eth0]/." : string.Empty;

    public static string AttemptFailed(ErrorKind kind, Exception failure, FailedAttempt attempt, IReadOnlyList<string> secrets)
    {
        var (request, watch) = (attempt.Request, attempt.Watch);
        var (target, host) = (PipelineMessages.Target(request), request.Uri.Authority + Through(attempt));
        // The runtime quotes what it can't read.
        var reason = attempt.Connection.UnixSocket is { } socket && !File.Exists(socket) ? "there is no such socket"
            : RedactedText.Phrase(SentSecrets.Mask(Reason(failure, request.Uri.Authority), secrets));
        var what = kind switch
        {
            // The proxy resolves the name of the host itself, except for SOCKS 4.
            ErrorKind.NameResolutionFailed when ProxyOf(attempt) is { Scheme: not "socks4" } proxy => $"{target} failed: the host name '{proxy.Host}' of the proxy has no address.",
            ErrorKind.NameResolutionFailed => $"{target} failed: the host name '{request.Uri.Host}' has no address.",
            ErrorKind.ConnectionFailed when TransportFailure.IsRefused(failure)
                => $"{target} failed: {host} refused the request unread: {reason}. Over HTTP/1.1 it may say why: leave -HttpVersion out.",
            // The runtime names no cause if the first bytes of the server are not HTTP/2.
            ErrorKind.ConnectionFailed => $"{target} failed: no connection to {host}: {reason}.{(failure.InnerException is null && TransportFailure.ProxyStatus(failure) is null ? OtherVersion(attempt) : string.Empty)}{LinkLocal(request.Uri)}",
            ErrorKind.ConnectionTimeout when attempt.MayBePlain
                => $"{target} failed: {host} accepted the connection, but did not answer the TLS handshake within {Limit()}. If it is a port for plain http, begin the url with http://.",
            ErrorKind.ConnectionTimeout when watch.ExpiredKind is not null || failure is not HttpRequestException
                => $"{target} failed: no connection to {host} within {Limit()}.",
            ErrorKind.ConnectionTimeout => $"{target} failed: no connection to {host}: {reason}.",
            ErrorKind.ConnectionLost => $"{target} failed: the connection to {host} was lost before the response came: {reason}.{OnlyHttp2(attempt)}{(attempt.HasAnswered ? string.Empty : OtherVersion(attempt))}",
            ErrorKind.ResponseTimeout => $"{target} failed: no response from {host} within {Wording.Seconds(watch.ExpiredLimit)}.",
            ErrorKind.OperationTimeout when watch.Phase == AttemptPhase.Receiving
                => $"{target} failed: the response from {host} stalled for {Wording.Seconds(watch.ExpiredLimit)}.",
            ErrorKind.OperationTimeout
                => $"{target} failed: {host} accepted no more data for {Wording.Seconds(watch.ExpiredLimit)}, after {Wording.Bytes(watch.BytesSent)}{(watch.IsUnread ? $"; it had answered with status {Wording.Number(watch.StatusLine!.Status)}" : string.Empty)}.",
            ErrorKind.ProxyAuthenticationRequired => $"{target} failed: no connection to {host}: the proxy {(attempt.Connection.Proxy.HasCredentials ? "did not accept the credentials" : "requires authentication")}{(TransportFailure.ProxyStatus(failure) == 407 ? " (407)" : string.Empty)}.",
            ErrorKind.TlsFailure when reason.StartsWith(Refused, StringComparison.Ordinal) => $"{target} failed: {reason}.",
            ErrorKind.TlsFailure when TransportFailure.IsOfClientCertificate(failure)
                => $"{target} failed: {host} {(attempt.Connection.Tls.Certificate is null ? "requires a client certificate" : "refused the client certificate")}: {reason}.",
            ErrorKind.TlsFailure => $"{target} failed: no secure connection to {host}: {reason}.",
            ErrorKind.SchemeMismatch when attempt.ExpectsTls => $"{target} failed: {host} expects TLS. Begin the url with https://.",
            ErrorKind.SchemeMismatch when ProxyOf(attempt) is { } proxy && proxy.Scheme == Uri.UriSchemeHttps
                => $"{target} failed: {host} does not answer with TLS. Most proxies expect plain http, also for https urls: begin the url of the proxy with http://.",
            ErrorKind.SchemeMismatch when ProxyOf(attempt) is not null
                => $"{target} failed: {host} does not answer with TLS. Perhaps the proxy itself answered. If the url has a port for plain http, begin it with http://.",
            ErrorKind.SchemeMismatch => $"{target} failed: {host} does not answer with TLS. If it is a port for plain http, begin the url with http://.",
            ErrorKind.ProtocolError when failure is InvalidDataException => $"{target} failed: the response from {host} cannot be decoded: {ContentMessages.Undecodable(failure)}.",
            ErrorKind.ProtocolError when watch.Phase == AttemptPhase.Receiving
                => $"{target} failed: the response from {host} is incomplete: {reason}.",
            ErrorKind.ProtocolError when HasTooManyHeaders(failure) => $"{target} failed: the header section of the response from {host} is longer than 1 MiB.{OfOther(attempt)}",
            ErrorKind.ProtocolError when TransportFailure.IsReset(failure) => $"{target} failed: {host} aborted the request: {reason}.",
            ErrorKind.ProtocolError when attempt.HasAnswered => $"{target} failed: the response from {host} is invalid: {reason}.{OfOther(attempt)}",
            ErrorKind.ProtocolError => $"{target} failed: what {host} sent is not an HTTP response: {reason}. Check that the port is that of an HTTP server.{OtherVersion(attempt)}",
            _ => $"{target} failed: {reason}.{OtherVersion(attempt)}",
        };
        return what + (attempt.IsDone ? " The write itself is done." : PipelineMessages.UnknownOutcome(attempt.IsOutcomeUnknown));

        string Limit() => Wording.Seconds(watch.ExpiredKind is null ? attempt.Connection.ConnectTimeout : watch.ExpiredLimit);
    }

    public static string BodyCut(long received, long announced)
        => $"{Wording.Number(received)} of {Wording.Bytes(announced)} of the body arrived";

    public static string Saved(string path) => $"The body of the response was saved as '{path}'.";

    public static string Sending(HttpRequest request) => $"{PipelineMessages.Target(request)}: sending";

    public static string Receiving(HttpRequest request) => $"{PipelineMessages.Target(request)}: receiving";

    public static string TransferStatus(long moved, long? total, double bytesPerSecond)
        => Wording.Size(moved) + (total is { } all ? " of " + Wording.Size(all) : string.Empty) + ", " + Wording.Size(bytesPerSecond) + "/s";

    public static string TracedRequest(int number, HttpRequest request, int attempts, bool isWhole)
        => $"Request {Wording.Number(number)}{(request.IsSafe ? string.Empty : $", attempt {Wording.Number(attempts)} of the write")}{(isWhole ? string.Empty : ", which was not sent completely")}:";

    public static string TracedResponse(int number, TimeSpan sent, TimeSpan headers, TimeSpan complete)
        => $"Response {Wording.Number(number)}: sent after {Milliseconds(sent)}, answered after {Milliseconds(headers)}, complete after {Milliseconds(complete)}:";

    public static string TracedFailure(int number, TimeSpan elapsed, Exception failure, IReadOnlyList<string> secrets)
        => $"Request {Wording.Number(number)} failed after {Milliseconds(elapsed)}: {Quoted(failure, secrets)}.";

    public static string TracedBytes(long length, string hash) => $"({Wording.Bytes(length)}, SHA-256 {hash})";

    public static string TracedCut(long length, string hash) => $"… (cut here; {Wording.Bytes(length)} in all, SHA-256 {hash})";

    private static string Quoted(Exception failure, IReadOnlyList<string> secrets) => RedactedText.Phrase(SentSecrets.Mask(Wording.Innermost(failure), secrets));

    private static string Milliseconds(TimeSpan time) => time.TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture) + " ms";

    // The runtime ends all requests on a connection of HTTP/2 if the response to one of them is invalid.
    private static string OfOther(FailedAttempt attempt)
        => attempt.Line.IsOfHttp1 ? string.Empty : " It may be the response to another request on the same connection.";

    private static string OtherVersion(FailedAttempt attempt)
        => attempt.Connection.HttpVersion is { Major: > 1 } version
            ? attempt.Connection.IsForwarded(attempt.Request.Uri) ? " Through a proxy, HTTP/2 needs an https url: leave -HttpVersion out, or give -NoProxy."
            : $" -HttpVersion {version} asks for exactly that version; leave it out if the server may not have it."
            : string.Empty;

    // Such a server closes the connection when it gets HTTP/1.1, or answers with bytes of HTTP/2.
    private static string OnlyHttp2(FailedAttempt attempt)
        => attempt is { HasAnswered: false, Connection.HttpVersion: null } && Platform.HasHttp2 ? " If the server has only HTTP/2, give -HttpVersion 2.0." : string.Empty;

    // A socket repeats the address of the url after the reason.
    private static string Reason(Exception failure, string authority)
    {
        var reason = Wording.Innermost(failure);
        // The runtime's words for a request of HTTP/2 that ends while its body waits for the interim response (Expect: 100-continue).
        if (failure.GetBaseException() is OperationCanceledException)
            return "the server ended the request";
        if (TransportFailure.ProxyStatus(failure) is { } status)
            return $"the proxy answered CONNECT with {Wording.Number(status)}{(status is >= 400 and < 500 ? "; ask whoever runs it to allow this, or give -NoProxy if the host can be reached without it" : string.Empty)}";
        if (failure.GetBaseException() is not SocketException)
            return reason;
        return reason.EndsWith($" ({authority})", StringComparison.Ordinal) || reason.EndsWith(" " + authority, StringComparison.Ordinal)
            ? reason[..reason.LastIndexOf(' ')]
            : reason;
    }

#if NET
    private static bool HasTooManyHeaders(Exception failure) => failure.GetBaseException() is HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded };
#else
    private static bool HasTooManyHeaders(Exception failure) => failure.GetBaseException() is WebException { Status: WebExceptionStatus.MessageLengthLimitExceeded };
#endif

    public static string NoServerCertificate => "the server sent no certificate";

    public static string BodyAlreadySent(HttpRequest request, StatusLine line)
        => $"{PipelineMessages.Target(request)} failed: "
            + (line.IsOfHttp1 ? "the server or the proxy requires authentication" : line.AnswersChallenges ? "the server requires authentication, or refused the request unread" : "the server refused the request unread")
            + ", and the body is a stream that cannot be read again. "
            + (line.IsOfHttp1 || line.AnswersChallenges ? "Use -Authentication to send credentials with the first request, or send a file or bytes." : "Send a file or bytes.");

    // The names and the dates only if they are at fault, because a message should fit three lines.
    public static string CertificateRejected(IReadOnlyCollection<string> faults, X509Certificate2 certificate)
    {
        var names = certificate.Extensions.Cast<X509Extension>()
            .FirstOrDefault(static extension => extension.Oid?.Value == SubjectAlternativeNames)?.Format(multiLine: false) ?? "none";
        return $"{Refused} ({string.Join("; ", faults)}). Its subject is {certificate.Subject}; issuer {certificate.Issuer}"
            + (Has("name") ? $"; its names are {names}" : string.Empty)
            + (Has("date") ? $"; valid from {Day(certificate.NotBefore)} to {Day(certificate.NotAfter)}" : string.Empty);

        bool Has(string fault) => faults.Any(each => each.StartsWith(fault, StringComparison.Ordinal));
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

    // The characters that end the authority of a url.
    public static string EscapeUser => @"has a character that must be escaped: write / as %2F, ? as %3F, # as %23 and \ as %5C. Nothing was sent.";

    public static string InvalidProxyVariable(string name, string value)
        => RedactedUri.IsCutByUser(value) ? $"The environment variable {name} is not a valid url: the user name or password before '{RedactedUri.Text(value)}' {EscapeUser}"
            : $"The environment variable {name} is '{RedactedUri.Text(value)}', which is not a proxy. Write it as in http://proxy:8080, with one of the schemes http, https, socks4, socks4a, socks5 and socks5h; or remove it, or give -NoProxy. Nothing was sent.";

    public static string NotOnPlatform(string what) => $"{what} is not available: this build of the module or this system does not have it. Leave it out, or use PowerShell 7.4 or later on a system that has it. Nothing was sent.";

    private static string Through(FailedAttempt attempt)
        => attempt.Connection.UnixSocket is { } path ? $" through the unix socket '{path}'"
            : ProxyOf(attempt) is { } proxy ? $" through the proxy {RedactedUri.Text(proxy)}"
            : string.Empty;

    private static Uri? ProxyOf(FailedAttempt attempt)
        => attempt.Connection.UnixSocket is null ? attempt.Connection.Proxy.On(attempt.Request.Uri) : null;

    private static string Day(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
}
