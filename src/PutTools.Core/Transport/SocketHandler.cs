using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
#if NET
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
#endif
using PutTools.Http;

namespace PutTools.Transport;

/// <summary>Makes the runtime's handler for given settings. All that we do ourselves is switched off there.</summary>
internal static class SocketHandler
{
#if NET
    /// <summary>The runtime itself renews connections.</summary>
    public static readonly TimeSpan SetLifetime = TimeSpan.MaxValue;

    /// <summary>Makes the handler.</summary>
    /// <param name="settings">What makes a connection.</param>
    /// <param name="connect">Connects a socket; null does so asynchronously.</param>
    /// <exception cref="RequestException">The platform lacks what the settings ask for.</exception>
    public static HttpMessageHandler Create(ConnectionSettings settings, Func<Socket, EndPoint, CancellationToken, Task<Stream>>? connect = null)
    {
        Platform.Check(settings);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            // In KiB. What says that a write is done must not be lost for the length of its header section.
            MaxResponseHeadersLength = 1024,
            // Names are resolved anew for new connections; this bounds how long an old address is used.
            // RFC 9112 §9.6: after "close" a connection takes no other request, even where the server leaves it open.
            PooledConnectionLifetime = settings.DisableKeepAlive ? TimeSpan.Zero : TimeSpan.FromMinutes(2),
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
            EnableMultipleHttp2Connections = true,
            // Characters outside ASCII get here with -SkipHeaderValidation alone.
            RequestHeaderEncodingSelector = static (_, _) => System.Text.Encoding.UTF8,
            ConnectCallback = (context, cancellationToken) => ConnectAsync(
                settings.UnixSocket is { } path ? new UnixDomainSocketEndPoint(path) : context.DnsEndPoint, connect ?? ConnectAsync, cancellationToken),
            // No traceparent field that nobody asked for.
            ActivityHeadersPropagator = null,
            Credentials = settings.Challenge?.Credentials,
            // Send Basic credentials preemptively after the first challenge.
            PreAuthenticate = settings.Challenge is { PreAuthenticates: true },
            UseProxy = settings.UnixSocket is null && !settings.Proxy.None,
            Proxy = settings.Proxy.Stated ?? EnvironmentProxy.Create(),
            DefaultProxyCredentials = settings.Proxy.Credentials,
        };
        Secure(handler.SslOptions, settings.Tls);
        return handler;
    }

    /// <summary>Sets what belongs to each message.</summary>
    public static void Prepare(HttpRequestMessage message, ConnectionSettings settings)
    {
        if (settings.HttpVersion is { } version)
        {
            message.Version = version;
            message.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        }

        if (settings.DisableKeepAlive)
            message.Headers.ConnectionClose = true;
    }

    private static void Secure(SslClientAuthenticationOptions options, TlsSettings tls)
    {
        // Read now, so that a file that is no bundle fails before anything is sent.
        _ = tls.Authorities?.Certificates;
        options.EnabledSslProtocols = tls.Protocols;
        options.RemoteCertificateValidationCallback = (stream, certificate, chain, errors)
            => CertificateCheck.Pass(tls, ((SslStream)stream).TargetHostName, certificate, chain, errors);
        if (tls.Certificate is { } own)
            options.ClientCertificateContext = SslStreamCertificateContext.Create(own.Certificate, own.Issuers, offline: true);
    }

    private static async ValueTask<Stream> ConnectAsync(
        EndPoint server, Func<Socket, EndPoint, CancellationToken, Task<Stream>> connect, CancellationToken cancellationToken)
    {
        var socket = server is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            return await connect(socket, server, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<Stream> ConnectAsync(Socket socket, EndPoint server, CancellationToken cancellationToken)
    {
        await socket.ConnectAsync(server, cancellationToken).ConfigureAwait(false);
        return new EarlyResponseStream(socket);
    }
#else
    /// <summary>The older handler keeps a connection, and so an address, for as long as it is used.</summary>
    public static readonly TimeSpan SetLifetime = TimeSpan.FromMinutes(2);

    /// <summary>Makes the handler.</summary>
    /// <exception cref="RequestException">The platform lacks what the settings ask for.</exception>
    public static HttpMessageHandler Create(ConnectionSettings settings)
    {
        Platform.Check(settings);
        // Read now, so that a file that is no bundle fails before anything is sent.
        _ = settings.Tls.Authorities?.Certificates;
        var handler = new HttpClientHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            MaxConnectionsPerServer = 256,
            Credentials = settings.Challenge?.Credentials,
            PreAuthenticate = settings.Challenge is { PreAuthenticates: true },
            UseProxy = !settings.Proxy.None,
            SslProtocols = settings.Tls.Protocols,
            // Stricter than none and looser than the system's by what the caller states only.
#pragma warning disable MA0039
            ServerCertificateCustomValidationCallback = (message, certificate, chain, errors)
                => CertificateCheck.Pass(settings.Tls, message.RequestUri!.Host, certificate, chain, errors),
#pragma warning restore MA0039
        };
        if (!settings.Proxy.None)
        {
            handler.Proxy = settings.Proxy.Stated;
            handler.DefaultProxyCredentials = settings.Proxy.Credentials;
        }

        if (settings.Tls.Certificate is { } own)
        {
            handler.ClientCertificateOptions = ClientCertificateOption.Manual;
            handler.ClientCertificates.Add(own.Certificate);
        }

        return handler;
    }

    /// <summary>Sets what belongs to each message.</summary>
    public static void Prepare(HttpRequestMessage message, ConnectionSettings settings)
    {
        if (settings.HttpVersion is { } version)
            message.Version = version;
        if (settings.DisableKeepAlive)
            message.Headers.ConnectionClose = true;
    }
#endif
}
