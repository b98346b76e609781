using System.Net;
using PutTools.Http;

namespace PutTools.Transport;

/// <summary>Checks what this platform supports.</summary>
internal static class Platform
{
    /// <summary>Throws if the platform does not support the settings.</summary>
    /// <exception cref="RequestException">The platform does not support a setting.</exception>
    public static void Check(ConnectionSettings settings)
    {
        if (settings.Proxy.Address is { } proxy)
            CheckProxy(proxy);
        if (settings.UnixSocket is not null && !HasUnixSockets)
            throw Lacks("-UnixSocket");
        if (settings.HttpVersion is { } version && !Has(version))
            throw Lacks($"-HttpVersion {version}");
    }

    private static void CheckProxy(Uri proxy)
    {
        if (proxy.Scheme is not ("http" or "https" or "socks4" or "socks4a" or "socks5"))
            throw new RequestException(ErrorKind.InvalidParameter, TransportMessages.UnknownProxyScheme(proxy));
        if (proxy.Scheme != "http" && !HasOtherProxies)
            throw Lacks($"A proxy with the scheme {proxy.Scheme}");
    }

    private static RequestException Lacks(string what) => new(ErrorKind.NotSupported, TransportMessages.NotOnPlatform(what));

#if NET
    /// <summary>The proxy of the environment; null if its variables name none, or if the system's proxy covers them.</summary>
    public static IWebProxy? EnvironmentProxy => Transport.EnvironmentProxy.Create();

    /// <summary>The proxy of the system.</summary>
    public static IWebProxy? SystemProxy => System.Net.Http.HttpClient.DefaultProxy;

    /// <summary>True if there is HTTP/2.</summary>
    public static bool HasHttp2 => true;

    private static bool HasOtherProxies => true;

    private static bool HasUnixSockets => System.Net.Sockets.Socket.OSSupportsUnixDomainSockets;

    private static bool Has(Version version)
        => version == new Version(1, 0) || version == new Version(1, 1) || version == new Version(2, 0) || (version == new Version(3, 0) && HasQuic);

#pragma warning disable CA2252, CA1416 // QuicConnection.IsSupported is itself a preview API in .NET 8.
    private static bool HasQuic => System.Net.Quic.QuicConnection.IsSupported;
#pragma warning restore CA2252, CA1416
#else
    /// <summary>The proxy of the environment; null, because the system's covers it.</summary>
    public static IWebProxy? EnvironmentProxy => null;

    /// <summary>The proxy of the system.</summary>
    public static IWebProxy? SystemProxy => WebRequest.DefaultWebProxy;

    /// <summary>False, because the older handler has no HTTP/2.</summary>
    public static bool HasHttp2 => false;

    private static bool HasOtherProxies => false;

    private static bool HasUnixSockets => false;

    private static bool Has(Version version) => version == new Version(1, 0) || version == new Version(1, 1);
#endif
}
