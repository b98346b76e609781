using PutTools.Authentication;

namespace PutTools.Transport;

/// <summary>The settings of a connection. Requests with equal settings share connections; others never do.</summary>
internal sealed record ConnectionSettings
{
    /// <summary>The proxy. Default: that of the environment or the system.</summary>
    public ProxySettings Proxy { get; init; } = new();

    /// <summary>The settings of TLS. Default: those of the system.</summary>
    public TlsSettings Tls { get; init; } = new();

    /// <summary>The exact version of HTTP. Default: 1.1, or what the system negotiates instead.</summary>
    public Version? HttpVersion { get; init; }

    /// <summary>The path of a unix socket to connect to instead of host and port. Default: none.</summary>
    public string? UnixSocket { get; init; }

    /// <summary>The timeout for host name, connection and TLS together. Default: that of the attempt.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.MaxValue;

    /// <summary>True to close the connection after each response. Default: false, it is kept for the next request.</summary>
    public bool DisableKeepAlive { get; init; }

    /// <summary>
    /// Credentials that answer a challenge on the connection; null if there are none. Those in a header field don't belong
    /// here.
    /// </summary>
    internal ChallengeAuthentication? Challenge { get; init; }

    /// <summary>True if a proxy forwards the request itself. It forwards https as bytes, and SOCKS always does.</summary>
    internal bool IsForwarded(Uri target) => target.Scheme == Uri.UriSchemeHttp && UnixSocket is null && Proxy.On(target)?.Scheme is "http" or "https";

    /// <summary>Returns the same settings without credentials and client certificate, for another origin.</summary>
    internal ConnectionSettings WithoutCredentials()
        => Challenge is null && Tls.Certificate is null ? this : this with { Challenge = null, Tls = Tls with { Certificate = null } };

    /// <summary>Returns the type's name only: some values are secret.</summary>
    public override string ToString() => nameof(ConnectionSettings);
}
