using System;
using PutTools.Authentication;

namespace PutTools.Transport;

/// <summary>What makes a connection. Requests with equal settings share their connections; unequal ones never do.</summary>
public sealed record ConnectionSettings
{
    /// <summary>The way through a proxy. Default: that of the system and of the environment.</summary>
    public ProxySettings Proxy { get; init; } = new();

    /// <summary>How it is secured. Default: as the system does it.</summary>
    public TlsSettings Tls { get; init; } = new();

    /// <summary>The version of HTTP, exactly. Default: 1.1, or what the system chooses in its place.</summary>
    public Version? HttpVersion { get; init; }

    /// <summary>The path of a unix socket that stands in for host and port. Default: none.</summary>
    public string? UnixSocket { get; init; }

    /// <summary>Whether the connection is closed after each response. Default: it is kept for the next request.</summary>
    public bool DisableKeepAlive { get; init; }

    /// <summary>Who answers a server's challenge (Basic, Digest, NTLM, Negotiate).</summary>
    internal Login? Login { get; init; }

    /// <summary>Whether the process's own user answers a challenge.</summary>
    internal bool UseDefaultCredentials { get; init; }

    /// <summary>The Authorization field that goes with each request. Part of the key: two identities never share a connection.</summary>
    internal string? Authorization { get; init; }

    /// <summary>Says nothing of what it holds.</summary>
    public override string ToString() => nameof(ConnectionSettings);
}
