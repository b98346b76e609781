using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
#if NET
using System.Net.Sockets;
#endif
using PutTools.Http;
using PutTools.Pipeline;
#if NET
using PutTools.Text;
#endif

namespace PutTools.Transport;

/// <summary>
/// Creates the runtime's handler for given settings. Features that the engine itself provides are switched off.
/// </summary>
internal static class SocketHandler
{
    // In KiB. The response to a write must not be lost because its header section is long.
    private const int LongestHead = 1024;

    // A body of this size fits the buffers of both sides, so that it is written even if the other side does not read it.
    private const long LongestWithoutExpect = 1 << 16;

#if NET
    /// <summary>Unlimited, because this handler renews its connections itself.</summary>
    public static readonly TimeSpan SetLifetime = TimeSpan.MaxValue;

    private static readonly HttpRequestOptionsKey<KnownHost> UnansweredHost = new("PutTools.Host");

    // Timers take no more milliseconds than an integer.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(24);

    /// <summary>Returns null, because the runtime itself limits the time to connect.</summary>
    public static TimeSpan? WatchedConnectTimeout(HttpRequest request, ConnectionSettings settings) => null;

    /// <summary>True if a request left on a connection that had served an earlier one.</summary>
    public static bool IsOnKeptConnection(StatusLine line, ConnectionSettings settings) => line.IsOnKeptConnection;

    /// <summary>Creates the handler.</summary>
    /// <param name="settings">The settings of the connection.</param>
    /// <param name="connect">Connects a socket; null connects asynchronously.</param>
    /// <exception cref="RequestException">The platform does not support the settings.</exception>
    public static HttpMessageHandler Create(ConnectionSettings settings, SocketConnect? connect = null)
    {
        Platform.Check(settings);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            MaxResponseHeadersLength = LongestHead,
            // New connections resolve names anew, so the lifetime limits how long an old address is used.
            // RFC 9112 §9.6: after "close" a connection takes no other request, even if the server keeps it open.
            PooledConnectionLifetime = settings.DisableKeepAlive ? TimeSpan.Zero : TimeSpan.FromMinutes(2),
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
            ConnectTimeout = settings.ConnectTimeout < LongestTimer ? settings.ConnectTimeout : Timeout.InfiniteTimeSpan,
            EnableMultipleHttp2Connections = true,
            // Cookies and entity tags go back byte for byte. Other values have characters outside ASCII only with
            // -SkipHeaderValidation.
            RequestHeaderEncodingSelector = static (name, _) => name is "Cookie" || EntityTag.IsIn(name) ? Charset.Octets : System.Text.Encoding.UTF8,
            ConnectCallback = async (context, cancellationToken) =>
            {
                var stream = await SocketConnector.ConnectAsync(
                    settings.UnixSocket is { } path ? new UnixDomainSocketEndPoint(path) : context.DnsEndPoint,
                    connect ?? (IsPlain(context.InitialRequestMessage, settings) ? SocketConnector.PlainAsync : SocketConnector.SecureAsync), cancellationToken).ConfigureAwait(false);
                if (context.InitialRequestMessage.Options.TryGetValue(UnansweredHost, out var host))
                    host.Connected();
                return stream;
            },
            // HTTP/2 has no status line, and the response to CONNECT is that of a proxy.
            PlaintextStreamFilter = (context, _) => new(
                context.NegotiatedHttpVersion.Major == 1 && !IsPlain(context.InitialRequestMessage, settings) && context.InitialRequestMessage.Method != HttpMethod.Connect
                    ? new StatusStream(context.PlaintextStream) : context.PlaintextStream),
            // Otherwise the runtime adds a traceparent field.
            ActivityHeadersPropagator = null,
            Credentials = settings.Challenge?.Credentials,
            // Sends Basic credentials preemptively after the first challenge.
            PreAuthenticate = settings.Challenge is { PreAuthenticates: true },
            UseProxy = settings.UnixSocket is null && !settings.Proxy.None,
            Proxy = settings.Proxy.Specified,
            DefaultProxyCredentials = settings.Proxy.Credentials,
        };
        SetTls(handler.SslOptions, settings.Tls);
        return handler;
    }

    /// <summary>Sets the properties of a message that depend on the settings.</summary>
    public static void Prepare(HttpRequestMessage message, ConnectionSettings settings, KnownHost host)
    {
        if (!host.HasAnswered && message.RequestUri!.Scheme == Uri.UriSchemeHttps)
            message.Options.Set(UnansweredHost, host);
        if (settings.HttpVersion is { } version)
        {
            message.Version = version;
            message.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        }

        if (settings.DisableKeepAlive)
            message.Headers.ConnectionClose = true;
        if (IsLong(message) && WaitsForLogin(message, settings, host))
            message.Headers.ExpectContinue ??= true;
    }

    // squid answers 407 before it has read the body, keeps the connection and reads no more, so that the request with the credentials would not get
    // through; and a server that sends a challenge would get the body twice. One that ignores the expectation takes a second for each request
    // that has it, so most have none once the host has answered: credentials of a proxy, and a body that cannot be sent twice, always wait.
    private static bool WaitsForLogin(HttpRequestMessage message, ConnectionSettings settings, KnownHost host)
        => (settings.IsForwarded(message.RequestUri!) && (settings.Proxy.HasCredentials || !host.HasAnswered))
            || (settings.Challenge is not null && (!host.HasAnswered || message.Content is WireContent { CanReplay: false }));

    private static void SetTls(SslClientAuthenticationOptions options, TlsSettings tls)
    {
        // Parsed here, so that a file without certificates fails before anything is sent.
        _ = tls.Authorities?.Certificates;
        options.EnabledSslProtocols = tls.Protocols;
        options.RemoteCertificateValidationCallback = (stream, certificate, chain, errors)
            => CertificateCheck.Validate(tls, ((SslStream)stream).TargetHostName, certificate, chain, errors);
        if (tls.Certificate is { } own)
            options.ClientCertificateContext = SslStreamCertificateContext.Create(own.Certificate, own.Issuers, offline: true);
    }

    /// <summary>True if the bytes of a request's connection are HTTP, and not TLS: neither the server nor a proxy has TLS.</summary>
    public static bool IsPlain(HttpRequestMessage first, ConnectionSettings settings)
        => first.RequestUri!.Scheme == Uri.UriSchemeHttp && first.Method != HttpMethod.Connect && settings.Proxy.On(first.RequestUri)?.Scheme != Uri.UriSchemeHttps;
#else
    /// <summary>Returns the time until the first byte of the content, which shows that there is a connection. A read has no content.</summary>
    public static TimeSpan? WatchedConnectTimeout(HttpRequest request, ConnectionSettings settings) => request.IsSafe ? null : settings.ConnectTimeout;

    /// <summary>Limited, because the older handler keeps a connection, and its address, for as long as it is used.</summary>
    public static readonly TimeSpan SetLifetime = TimeSpan.FromMinutes(2);

    /// <summary>True if a request may have left on a connection that had served an earlier one: this handler does not show it.</summary>
    public static bool IsOnKeptConnection(StatusLine line, ConnectionSettings settings) => line.Host.HasAnswered && !settings.DisableKeepAlive;

    /// <summary>Creates the handler.</summary>
    /// <exception cref="RequestException">The platform does not support the settings.</exception>
    public static HttpMessageHandler Create(ConnectionSettings settings)
    {
        Platform.Check(settings);
        // Parsed here, so that a file without certificates fails before anything is sent.
        _ = settings.Tls.Authorities?.Certificates;
        var handler = new HttpClientHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            MaxResponseHeadersLength = LongestHead,
            // As many as -ThrottleLimit allows: a write that waits for a connection would run into its timeout.
            MaxConnectionsPerServer = 1024,
            Credentials = settings.Challenge?.Credentials,
            PreAuthenticate = settings.Challenge is { PreAuthenticates: true },
            UseProxy = !settings.Proxy.None,
            SslProtocols = settings.Tls.Protocols,
            // The check is looser than the system's only if the caller specifies that.
#pragma warning disable MA0039
            ServerCertificateCustomValidationCallback = (message, certificate, chain, errors)
                => CertificateCheck.Validate(settings.Tls, message.RequestUri!.Host, certificate, chain, errors),
#pragma warning restore MA0039
        };
        if (!settings.Proxy.None)
        {
            handler.Proxy = settings.Proxy.Specified;
            handler.DefaultProxyCredentials = settings.Proxy.Credentials;
        }

        if (settings.Tls.Certificate is { } own)
        {
            handler.ClientCertificateOptions = ClientCertificateOption.Manual;
            handler.ClientCertificates.Add(own.Certificate);
        }

        return handler;
    }

    /// <summary>Sets the properties of a message that depend on the settings.</summary>
    public static void Prepare(HttpRequestMessage message, ConnectionSettings settings, KnownHost host)
    {
        if (settings.HttpVersion is { } version)
            message.Version = version;
        if (settings.DisableKeepAlive)
            message.Headers.ConnectionClose = true;
        // This handler misses the response to an upload that the server refuses and no longer reads, so a long one is
        // sent with Expect: 100-continue.
        if (IsLong(message))
            message.Headers.ExpectContinue ??= true;
    }
#endif

    // HTTP/1.0 has no interim responses.
    private static bool IsLong(HttpRequestMessage message)
        => message.Content is { } content && content.Headers.ContentLength is null or > LongestWithoutExpect && message.Version != HttpVersion.Version10;
}
