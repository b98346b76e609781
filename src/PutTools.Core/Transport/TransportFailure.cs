using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using PutTools.Http;
using PutTools.Pipeline;

namespace PutTools.Transport;

/// <summary>Classifies failures of the runtime, of the operating system and of timeouts.</summary>
internal static class TransportFailure
{
    public static RequestException ToException(Exception failure, FailedAttempt attempt)
    {
        // The content or the response's file failed, and not the connection. Its exception has its kind already.
        if (Chain(failure).OfType<RequestException>().FirstOrDefault() is { } own)
            return own;

        var watch = attempt.Watch;
        var wasSent = WasSent(watch, failure);
        var kind = watch.ExpiredKind ?? (attempt.ExpectsTls || IsWithoutTls(failure) ? ErrorKind.SchemeMismatch : Classify(failure, watch.Phase, wasSent));
        var secrets = attempt.Request.FindSecrets();
        var isTransient = !attempt.IsDone && IsTransient(kind, failure);
        var message = TransportMessages.AttemptFailed(kind, failure, attempt, secrets) + (isTransient ? PipelineMessages.NotReplayable(attempt.Request) : string.Empty);
        return new RequestException(kind, message, failure)
        {
            SentSecrets = secrets,
            IsTransient = isTransient,
            WasSent = wasSent,
            IsOfKeptConnection = attempt.IsOnKeptConnection && kind == ErrorKind.ConnectionLost,
            IsRefusedByUnknownHost = (kind == ErrorKind.ConnectionTimeout && attempt.MayBePlain)
                || (kind == ErrorKind.ConnectionFailed && !attempt.HasAnswered && (SocketErrorOf(failure) == SocketError.ConnectionRefused || IsOfHandshake(failure)
                    || (attempt.Connection.UnixSocket is { } socket && !File.Exists(socket)))),
        };
    }

    /// <summary>True if a port of plain http may expect TLS: nothing has answered there. A probe then finds out.</summary>
    public static bool MayExpectTls(Exception failure, FailedAttempt attempt)
        => attempt is { HasAnswered: false, Line: { IsText: false, Host.IsPlain: false }, Connection.UnixSocket: null, Watch: { Phase: < AttemptPhase.Receiving, ExpiredKind: null } }
            && attempt.Request.Uri.Scheme == Uri.UriSchemeHttp && attempt.Connection.Proxy.On(attempt.Request.Uri) is null
            && WasSent(attempt.Watch, failure) && !Chain(failure).Any(static link => link is RequestException or OperationCanceledException);

    // The runtime reads the bytes of plain HTTP as a TLS frame of an impossible size.
    private static bool IsWithoutTls(Exception failure) => Chain(failure).Any(static link => link.Message.Contains("frame size", StringComparison.Ordinal));

    /// <summary>True if a part of the request may have reached the server.</summary>
    public static bool WasSent(AttemptWatch watch, Exception failure)
        => !IsRefused(failure) && (watch.Phase > AttemptPhase.Connecting || watch.HasHeadLeft
            || (watch.HeadLeavesFirst && watch.ExpiredKind is null && !IsOfConnecting(Chain(failure).ToList())));

    /// <summary>
    /// True if the server refused the request unread: its certificate (RFC 8446 §4.4.2.4) or its stream (RFC 9113 §8.7, §6.8).
    /// </summary>
    public static bool IsRefused(Exception failure)
        => IsOfClosedConnection(failure) || Chain(failure).Any(static link => IsOfCertificate(link) || IsRefusedStream(link));

    /// <summary>True if a kept connection turned out to be closed before anything of the request left on it.</summary>
    public static bool IsOfClosedConnection(Exception failure) => Chain(failure).Any(static link => link is ConnectionClosedException);

    /// <summary>True if the server requires a client certificate, or refused the given one. Only these alerts of a server are about certificates.</summary>
    public static bool IsOfClientCertificate(Exception failure) => Chain(failure).Any(IsOfCertificate);

    // Under TLS 1.3 the client ends the handshake before the server has checked the client certificate.
    private static bool IsOfCertificate(Exception link)
        => link.Message.Contains("alert", StringComparison.OrdinalIgnoreCase)
            && (link.Message.Contains("certificate", StringComparison.OrdinalIgnoreCase) || link.Message.Contains("unknown ca", StringComparison.OrdinalIgnoreCase));

#if NET
    private const long RefusedStream = 7;
    private const long Http11Required = 13;

    // The runtime hides the reason behind a message of its own if the server has not processed the stream: RFC 9113 §6.8.
    private static bool IsRefusedStream(Exception link) => link is HttpProtocolException { ErrorCode: RefusedStream or Http11Required }
        || (link is HttpRequestException { InnerException: HttpProtocolException reason } && link.Message != reason.Message);

    private static bool IsOfVersion(Exception link) => link is HttpProtocolException { ErrorCode: Http11Required };

    /// <summary>True if a server of HTTP/2 aborted the request. What the runtime itself finds wrong may not be HTTP/2 at all.</summary>
    public static bool IsReset(Exception failure) => Chain(failure).Any(static link => link is HttpProtocolException && !link.Message.Contains("invalid data", StringComparison.Ordinal));
#else
    public static bool IsReset(Exception failure) => false;

    private static bool IsRefusedStream(Exception link) => false;

    private static bool IsOfVersion(Exception link) => false;
#endif

    // A SOCKS proxy that takes none of the ways to log in, or refuses the login. The type of the exception is the runtime's own.
    private static bool IsOfSocksLogin(Exception link)
        => link.Message.Contains("SOCKS server", StringComparison.Ordinal) && link.Message.Contains("authenticat", StringComparison.Ordinal);

    // A failure that recurs each time is not transient. A name server that does not answer now may answer later.
    private static bool IsTransient(ErrorKind kind, Exception failure) => kind switch
    {
        ErrorKind.TlsFailure or ErrorKind.SchemeMismatch or ErrorKind.NotSupported or ErrorKind.ProxyAuthenticationRequired => false,
        ErrorKind.NameResolutionFailed => SocketErrorOf(failure) == SocketError.TryAgain,
        // A proxy that refuses CONNECT, such as with 403, will refuse it again.
        _ => ProxyStatus(failure) is not { } status || StatusCodes.IsTransient(status),
    };

    /// <summary>Returns the status with which a proxy refused CONNECT; null if there is none. The runtime has it only in a message.</summary>
    public static int? ProxyStatus(Exception failure)
        => Chain(failure).Where(static link => link is HttpRequestException or WebException && link.Message.Contains("proxy", StringComparison.OrdinalIgnoreCase))
            .SelectMany(static link => link.Message.Split('\'', '(', ')')).Where(static part => part.Length == 3 && part.All(char.IsDigit))
            .Select(static part => (int?)int.Parse(part, CultureInfo.InvariantCulture)).FirstOrDefault();

    private static SocketError? SocketErrorOf(Exception failure) => Chain(failure).OfType<SocketException>().FirstOrDefault()?.SocketErrorCode;

    private static ErrorKind Classify(Exception failure, AttemptPhase phase, bool wasSent)
    {
        var chain = Chain(failure).ToList();
        if (phase == AttemptPhase.Receiving)
            return ErrorKind.ProtocolError;
        if (chain.OfType<AuthenticationException>().Any() || chain.Exists(IsOfCertificate))
            return ErrorKind.TlsFailure;
        if (chain.Exists(IsOfVersion))
            return ErrorKind.NotSupported;
        if (chain.Exists(IsRefusedStream))
            return ErrorKind.ConnectionFailed;
        if (ProxyStatus(failure) == 407 || chain.Exists(IsOfSocksLogin))
            return ErrorKind.ProxyAuthenticationRequired;
        // A connection that breaks before any byte of the request, such as a proxy's tunnel, was never made.
        if (OfRuntime(chain) is { } kind)
            return kind == ErrorKind.ConnectionLost && !wasSent ? ErrorKind.ConnectionFailed : kind;
        if (chain.OfType<TimeoutException>().Any() && !wasSent)
            return ErrorKind.ConnectionTimeout;
        if (chain.OfType<SocketException>().FirstOrDefault() is { } socket)
            return OfSocket(socket, wasSent);
        return !wasSent ? ErrorKind.ConnectionFailed : chain.Exists(static link => link is IOException or OperationCanceledException) ? ErrorKind.ConnectionLost : ErrorKind.ProtocolError;
    }

    private static ErrorKind OfSocket(SocketException failure, bool wasSent) => failure.SocketErrorCode switch
    {
        SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData or SocketError.NoRecovery => ErrorKind.NameResolutionFailed,
        SocketError.TimedOut when !wasSent => ErrorKind.ConnectionTimeout,
        _ => wasSent ? ErrorKind.ConnectionLost : ErrorKind.ConnectionFailed,
    };

#if NET
    private static bool IsOfConnecting(List<Exception> chain)
        => chain.OfType<HttpRequestException>().FirstOrDefault()?.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
            or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError or HttpRequestError.VersionNegotiationError
            || chain.OfType<TimeoutException>().Any();

    private static bool IsOfHandshake(Exception failure) => Chain(failure).Any(static link => link is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError });

    private static ErrorKind? OfRuntime(List<Exception> chain)
        // What is wrong with a response of HTTP/2 is behind an exception that says only that the request was aborted.
        => chain.OfType<HttpRequestException>().Select(static link => link.HttpRequestError).FirstOrDefault(static error => error != HttpRequestError.Unknown) switch
        {
            HttpRequestError.NameResolutionError => ErrorKind.NameResolutionFailed,
            HttpRequestError.ProxyTunnelError => ErrorKind.ConnectionFailed,
            HttpRequestError.UserAuthenticationError => ErrorKind.Unauthorized,
            // A server that closes during the handshake may restart; only what it says about TLS is final.
            HttpRequestError.SecureConnectionError => chain.OfType<AuthenticationException>().Any() ? ErrorKind.TlsFailure : ErrorKind.ConnectionFailed,
            // The runtime also says so of a connection of HTTP/2 that ends before the server's first bytes.
            HttpRequestError.InvalidResponse when chain.Exists(static link => link is SocketException or HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded })
                => ErrorKind.ConnectionLost,
            HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError
                or HttpRequestError.ConfigurationLimitExceeded => ErrorKind.ProtocolError,
            HttpRequestError.ResponseEnded => ErrorKind.ConnectionLost,
            HttpRequestError.VersionNegotiationError => ErrorKind.NotSupported,
            _ => null,
        };
#else
    // A connection that is lost later fails while it is read or written, with an IOException around the socket's failure.
    private static bool IsOfConnecting(List<Exception> chain)
        => chain.OfType<WebException>().FirstOrDefault() is { } failure
            ? failure.Status is WebExceptionStatus.ConnectFailure or WebExceptionStatus.NameResolutionFailure or WebExceptionStatus.ProxyNameResolutionFailure
                or WebExceptionStatus.SecureChannelFailure or WebExceptionStatus.TrustFailure
            : chain.OfType<AuthenticationException>().Any() || !chain.OfType<IOException>().Any();

    private static bool IsOfHandshake(Exception failure) => false;

    private static ErrorKind? OfRuntime(List<Exception> chain)
        => (chain.OfType<WebException>().FirstOrDefault()?.Status) switch
        {
            WebExceptionStatus.NameResolutionFailure or WebExceptionStatus.ProxyNameResolutionFailure => ErrorKind.NameResolutionFailed,
            WebExceptionStatus.TrustFailure or WebExceptionStatus.SecureChannelFailure => ErrorKind.TlsFailure,
            WebExceptionStatus.ConnectFailure => ErrorKind.ConnectionFailed,
            WebExceptionStatus.ServerProtocolViolation or WebExceptionStatus.MessageLengthLimitExceeded => ErrorKind.ProtocolError,
            WebExceptionStatus.ReceiveFailure or WebExceptionStatus.SendFailure or WebExceptionStatus.ConnectionClosed
                or WebExceptionStatus.KeepAliveFailure or WebExceptionStatus.PipelineFailure => ErrorKind.ConnectionLost,
            _ => null,
        };
#endif

    private static IEnumerable<Exception> Chain(Exception failure)
    {
        for (Exception? link = failure; link is not null; link = link.InnerException)
            yield return link;
    }
}
