using System.Net;
using PutTools.Authentication;
using PutTools.Http;
using PutTools.Secrets;

namespace PutTools.Transport;

/// <summary>The proxy to use. Default: that of the environment or the system.</summary>
internal sealed record ProxySettings
{
    /// <summary>The proxy's url: http, https, socks4, socks4a or socks5. Default: null, the system's.</summary>
    public Uri? Address { get; init; }

    /// <summary>A proxy object of the caller; it takes precedence over <see cref="Address"/>. Default: none.</summary>
    public IWebProxy? Given { get; init; }

    /// <summary>The proxy of the environment when the call began; the variables may change between two calls. Default: none.</summary>
    public IWebProxy? Environment { get; init; }

    /// <summary>The credentials for the proxy. Default: none.</summary>
    public Login? Login { get; init; }

    /// <summary>True to authenticate to the proxy as the user of the process. Default: false.</summary>
    public bool UseDefaultCredentials { get; init; }

    /// <summary>True to use no proxy, not even the system's. Default: false.</summary>
    public bool None { get; init; }

    internal ICredentials? Credentials => Login?.Credentials ?? (UseDefaultCredentials ? CredentialCache.DefaultCredentials : null);

    /// <summary>True if there are credentials for the proxy, of whatever origin.</summary>
    internal bool HasCredentials => Credentials is not null || Specified?.Credentials is not null;

    /// <summary>The proxy to use; null for the system's.</summary>
    internal IWebProxy? Specified => Given ?? (Address is null ? Environment : new WebProxy(Address) { Credentials = Credentials });

    /// <summary>
    /// Returns the url of the proxy for <paramref name="target"/>, including the system's; null if there is none.
    /// </summary>
    internal Uri? On(Uri target)
    {
        if (None)
            return null;
        if (Given is null && Address is not null)
            return Address;
        var proxy = Given ?? Environment ?? Platform.SystemProxy;
        return proxy?.IsBypassed(target) == false ? proxy.GetProxy(target) : null;
    }

    /// <summary>Throws if a variable of the environment names a malformed proxy for <paramref name="target"/>.</summary>
    /// <exception cref="RequestException">InvalidParameter: it does.</exception>
    internal void Check(Uri target)
    {
#if NET
        if (!None && Given is null && Address is null && Environment is EnvironmentProxy proxy)
            proxy.Check(target);
#endif
    }

    /// <summary>
    /// Returns the url of a proxy as the runtime takes it: SOCKS with its port (RFC 1928), and socks5h as socks5, with which the
    /// runtime already lets the proxy resolve names.
    /// </summary>
    internal static Uri Normalize(Uri proxy) => !proxy.Scheme.StartsWith("socks", StringComparison.Ordinal) ? proxy : new UriBuilder(proxy)
    {
        Scheme = proxy.Scheme == "socks5h" ? "socks5" : proxy.Scheme,
        Port = proxy.Port < 0 ? 1080 : proxy.Port,
    }.Uri;

    /// <summary>Describes the proxy without credentials.</summary>
    public override string ToString()
        => None ? "none" : Given is not null ? "of the web session" : Address is null ? "system" : RedactedUri.Text(Address);
}
