using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;

namespace PutTools.Testing;

/// <summary>
/// A real HTTP server on loopback: resources with validators, responses of any kind, and faults on its own socket.
/// </summary>
public sealed class ResourceServer : IAsyncDisposable
{
    private readonly ResourceServerOptions _options;
    private readonly WebApplication _application;
    private readonly FaultListener _faults;
    private readonly ResetListener _resets;
    private readonly Socket _refusing;
    private readonly Lazy<UnansweringListener> _unanswering = new(() => new UnansweringListener());
    private readonly TaskCompletionSource _stopRequested = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _connectionCount;

    private ResourceServer(ResourceServerOptions options)
    {
        _options = options;
        Certificate = options.Https ? options.Certificate ?? SelfSignedCertificate.Create() : null;
        _application = Build();
        if (options.JournalFile is { } path) Journal.File = new StreamWriter(path, append: true) { AutoFlush = true };
        _faults = new FaultListener(Store, Attempts);
        _resets = new ResetListener();
        // Bound but not listening: no other program gets the port, and every connection to it is refused.
        _refusing = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _refusing.Bind(new IPEndPoint(IPAddress.Loopback, 0));
    }

    /// <summary>The address of HTTP/1.1.</summary>
    public Uri Uri { get; private set; } = null!;

    /// <summary>The address of HTTP/1.1 and HTTP/2 over TLS, if requested.</summary>
    public Uri? SecureUri { get; private set; }

    /// <summary>The address of HTTP/2 without TLS, if requested.</summary>
    public Uri? Http2Uri { get; private set; }

    /// <summary>
    /// The address at which <c>/{fault}/{resource}</c> fails, see <see cref="FaultTable"/>.
    /// With https the same port accepts a TLS handshake and never answers it.
    /// </summary>
    public Uri FaultUri => _faults.Uri;

    /// <summary>The address at which every connection is reset as soon as it is accepted.</summary>
    public Uri ResetUri => _resets.Uri;

    /// <summary>The address at which every connection is refused.</summary>
    public Uri RefusingUri => LoopbackUri("http", ((IPEndPoint)_refusing.LocalEndPoint!).Port);

    /// <summary>The address at which connecting hangs without a response.</summary>
    public Uri UnansweringUri => _unanswering.Value.Uri;

    /// <summary>The certificate of <see cref="SecureUri"/>.</summary>
    public X509Certificate2? Certificate { get; }

    /// <summary>The resources, the same for all addresses.</summary>
    public ResourceStore Store { get; } = new();

    /// <summary>The writes that were applied through any address.</summary>
    public Journal Journal => Store.Journal;

    /// <summary>The number of accepted connections, without those to the faults.</summary>
    public int ConnectionCount => Volatile.Read(ref _connectionCount);

    /// <summary>The number of faults that occurred.</summary>
    public int FaultCount => _faults.Count;

    /// <summary>The number of connections that the faults' listener accepted.</summary>
    public int FaultConnectionCount => _faults.ConnectionCount;

    /// <summary>The patterns of its endpoints, without the one that makes every other path a resource.</summary>
    public IEnumerable<string> Routes => ((IEndpointRouteBuilder)_application).DataSources
        .SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
        .Select(endpoint => endpoint.RoutePattern.RawText!).Where(pattern => pattern is not "{**path}");

    /// <summary>Completes when a client has sent <c>POST /stop</c>.</summary>
    public Task StopRequested => _stopRequested.Task;

    internal AttemptCounter Attempts { get; } = new();

    /// <summary>Starts a server; it is ready when the task has completed.</summary>
    public static async Task<ResourceServer> StartAsync(ResourceServerOptions? options = null)
    {
        var server = new ResourceServer(options ?? new ResourceServerOptions());
        try
        {
            await server.ListenAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Clears resources, journal and counted attempts; connections stay.</summary>
    public void Reset()
    {
        Store.Reset();
        Attempts.Clear();
    }

    /// <summary>Closes all connections and frees the ports.</summary>
    public async ValueTask DisposeAsync()
    {
        await _faults.DisposeAsync();
        await _resets.DisposeAsync();
        _refusing.Dispose();
        if (_unanswering.IsValueCreated) _unanswering.Value.Dispose();
        using (var atOnce = new CancellationTokenSource())
        {
            await atOnce.CancelAsync();
            await _application.StopAsync(atOnce.Token);
        }

        await _application.DisposeAsync();
        Certificate?.Dispose();
    }

    internal void RequestStop() => _stopRequested.TrySetResult();

    internal static Uri LoopbackUri(string scheme, int port) => new($"{scheme}://127.0.0.1:{port}/");

    private async Task ListenAsync()
    {
        await _application.StartAsync();
        // Addresses are in the order of the listeners.
        var addresses = _application.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>()
            .Features.Get<IServerAddressesFeature>()!.Addresses
            .Where(address => !address.Contains("unix:", StringComparison.Ordinal))
            .Select(address => new Uri(address))
            .Select(address => LoopbackUri(address.Scheme, address.Port)).ToArray();
        Uri = new UriBuilder(addresses[0]) { Host = _options.Address.ToString() }.Uri;
        SecureUri = _options.Https ? addresses[1] : null;
        Http2Uri = _options.Http2 ? addresses[^1] : null;
    }

    private WebApplication Build()
    {
        // The empty builder reads no settings and logs nothing, so that it starts fast and obeys only its options.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.AllowSynchronousIO = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.MaxRequestHeadersTotalSize = 1024 * 1024;
            kestrel.Limits.MaxRequestLineSize = 256 * 1024;
            kestrel.Limits.MaxRequestBufferSize = 1024 * 1024;
            kestrel.Listen(_options.Address, _options.Port, listen => Listen(listen, HttpProtocols.Http1));
            if (Certificate is not null)
            {
                kestrel.Listen(IPAddress.Loopback, 0, listen =>
                {
                    Listen(listen, HttpProtocols.Http1AndHttp2);
                    listen.UseHttps(Certificate, https =>
                    {
                        https.ClientCertificateMode = _options.ClientCertificates
                            ? ClientCertificateMode.AllowCertificate
                            : ClientCertificateMode.NoCertificate;
                        https.AllowAnyClientCertificate();
                    });
                });
            }

            if (_options.Http2)
                kestrel.Listen(IPAddress.Loopback, 0, listen => Listen(listen, HttpProtocols.Http2));
            if (_options.UnixSocket is { } path)
                kestrel.ListenUnixSocket(path, listen => Listen(listen, HttpProtocols.Http1));
        });
        builder.Services.AddRoutingCore();

        var application = builder.Build();
        application.MapServer(this);
        application.MapStatus(Attempts);
        application.MapEcho();
        application.MapDelays();
        application.MapLoad();
        application.MapSink();
        application.MapContent();
        application.MapForm();
        application.MapRedirects();
        application.MapAuthentication();
        application.MapProofs();
        application.MapOperations(new OperationRegistry(Store));
        application.MapResources(Store);
        return application;
    }

    private void Listen(ListenOptions listen, HttpProtocols protocols)
    {
        listen.Protocols = protocols;
        listen.Use(next => connection =>
        {
            Interlocked.Increment(ref _connectionCount);
            return next(connection);
        });
    }
}
