using System;
using PutTools.Authentication;

namespace PutTools.Transport;

/// <summary>How a connection is made. Requests with equal settings share connections; unequal ones never do.</summary>
internal sealed record ConnectionSettings
{
    /// <summary>The way through a proxy. Default: that of the system and of the environment.</summary>
    public ProxySettings Proxy { get; init; } = new();

    /// <summary>How it is secured. Default: as the system does it.</summary>
    public TlsSettings Tls { get; init; } = new();

    /// <summary>The version of HTTP, exactly. Default: 1.1, or what the system chooses in its place.</summary>
    public Version? HttpVersion { get; init; }

    /// <summary>The path of a unix socket that stands in for host and port. Default: none.</summary>
    public string? UnixSocket { get; init; }

    /// <summary>True if the connection is closed after each response. Default: it is kept for the next request.</summary>
    public bool DisableKeepAlive { get; init; }

    /// <summary>
    /// Credentials that answer a challenge on the connection itself; null without. Those in a header field make no other
    /// connection.
    /// </summary>
    internal ChallengeAuthentication? Challenge { get; init; }

    /// <summary>The same connection without credentials and client certificate, for another origin.</summary>
    internal ConnectionSettings WithoutCredentials()
        => Challenge is null && Tls.Certificate is null ? this : this with { Challenge = null, Tls = Tls with { Certificate = null } };

    /// <summary>Without its values: some are secrets.</summary>
    public override string ToString() => nameof(ConnectionSettings);
}
