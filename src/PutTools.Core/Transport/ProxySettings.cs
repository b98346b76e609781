using System;
using System.Net;
using PutTools.Authentication;
using PutTools.Secrets;

namespace PutTools.Transport;

/// <summary>Which proxy is used. By default that of the system and of the environment.</summary>
internal sealed record ProxySettings
{
    /// <summary>The proxy's url: http, https, socks4, socks4a or socks5. Default: null, the system's.</summary>
    public Uri? Address { get; init; }

    /// <summary>A proxy that the caller has made; wins over <see cref="Address"/>. Default: none.</summary>
    public IWebProxy? Given { get; init; }

    /// <summary>Who logs in to the proxy. Default: nobody.</summary>
    public Login? Login { get; init; }

    /// <summary>True if the process's own user logs in to the proxy. Default: false.</summary>
    public bool UseDefaultCredentials { get; init; }

    /// <summary>True if no proxy is used, not even the system's. Default: false.</summary>
    public bool None { get; init; }

    internal ICredentials? Credentials => Login?.Credentials ?? (UseDefaultCredentials ? CredentialCache.DefaultCredentials : null);

    internal IWebProxy? Stated => Given ?? (Address is null ? null : new WebProxy(Address) { Credentials = Credentials });

    /// <summary>
    /// The url of the proxy on the way to <paramref name="target"/>, the system's too; null where there is none.
    /// </summary>
    internal Uri? On(Uri target)
    {
        if (None)
            return null;
        if (Given is null && Address is not null)
            return Address;
        var proxy = Given ?? Platform.SystemProxy;
        return proxy?.IsBypassed(target) == false ? proxy.GetProxy(target) : null;
    }

    /// <summary>Says nothing of credentials.</summary>
    public override string ToString()
        => None ? "none" : Given is not null ? "of the web session" : Address is null ? "system" : RedactedUri.Text(Address);
}
