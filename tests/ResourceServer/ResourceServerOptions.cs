using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace PutTools.Testing;

/// <summary>The options of a server besides HTTP/1.1 on a free loopback port.</summary>
public sealed record ResourceServerOptions
{
    /// <summary>The address of <see cref="ResourceServer.Uri"/>, by default 127.0.0.1. Another one is for hosts that tests make.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port of <see cref="ResourceServer.Uri"/>; 0, the default, is a free one.</summary>
    public int Port { get; init; }

    /// <summary>True to listen with TLS too, HTTP/1.1 and HTTP/2.</summary>
    public bool Https { get; init; }

    /// <summary>The certificate of TLS; by default a new one. It is disposed with the server.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>True to request a client certificate with TLS; any is accepted, and none is required.</summary>
    public bool ClientCertificates { get; init; }

    /// <summary>True to listen for HTTP/2 without TLS too (h2c, prior knowledge).</summary>
    public bool Http2 { get; init; }

    /// <summary>A file that gets a line with the path of each applied write; none by default.</summary>
    public string? JournalFile { get; init; }

    /// <summary>The path of a unix socket to listen on too; none by default.</summary>
    public string? UnixSocket { get; init; }
}
