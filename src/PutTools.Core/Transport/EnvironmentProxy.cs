#if NET
using System.Globalization;
using System.Net;
using PutTools.Authentication;
using PutTools.Http;
using PutTools.Urls;

namespace PutTools.Transport;

/// <summary>
/// The proxies of <c>http_proxy</c>, <c>https_proxy</c> and <c>all_proxy</c>. <c>no_proxy</c> is read as curl and Python do.
/// The runtime's own class supports neither <c>*</c>, ports, networks nor parent domains there, and ignores socks5h.
/// </summary>
internal sealed class EnvironmentProxy : IWebProxy
{
    private readonly Uri? _http;
    private readonly Uri? _https;
    private readonly string[] _bypassed;

    // The variables whose value is not a proxy, and the value.
    private (string Name, string Value)? _httpFault;
    private (string Name, string Value)? _httpsFault;

    // Connections with equal values are shared.
    private readonly (string? Http, string? Https, string? Bypassed) _values;

    private EnvironmentProxy(Uri? http, Uri? https, string? bypassed)
    {
        (_http, _https, _values) = (http, https, (http?.OriginalString, https?.OriginalString, bypassed));
        _bypassed = (bypassed ?? string.Empty).Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var logins = new CredentialCache();
        foreach (var proxy in new[] { http, https }.OfType<Uri>().Distinct())
        {
            if (UserInformation.Split(proxy) is not (var address, { Credentials: NetworkCredential login }))
                continue;
            foreach (var scheme in (string[])["Basic", "Digest", "NTLM", "Negotiate"])
                logins.Add(address, scheme, login);
            Credentials = logins;
        }
    }

    /// <summary>The credentials in the urls of the variables; null if there are none.</summary>
    public ICredentials? Credentials { get; set; }

    /// <summary>Reads the current variables; null if they name no proxy.</summary>
    public static EnvironmentProxy? Create() => Create(Environment.GetEnvironmentVariable);

    /// <summary>Reads the variables through <paramref name="variable"/>; null if they name no proxy.</summary>
    public static EnvironmentProxy? Create(Func<string, string?> variable)
    {
        // A CGI server sets HTTP_PROXY from a request's Proxy header (CVE-2016-5385).
        var isCgi = variable("GATEWAY_INTERFACE") is not null;
        var (http, httpFault) = Find(variable, "http_proxy", isCgi ? "http_proxy" : "HTTP_PROXY");
        var (https, httpsFault) = Find(variable, "https_proxy", "HTTPS_PROXY");
        return (http, https, httpFault, httpsFault) is (null, null, null, null) ? null
            : new EnvironmentProxy(http, https, variable(Given(variable, "no_proxy", "NO_PROXY") ?? "no_proxy")) { _httpFault = httpFault, _httpsFault = httpsFault };
    }

    /// <summary>Throws if the proxy for <paramref name="target"/> is malformed. The runtime would use none.</summary>
    /// <exception cref="RequestException">InvalidParameter: it is.</exception>
    public void Check(Uri target)
    {
        if ((target.Scheme == Uri.UriSchemeHttps ? _httpsFault : _httpFault) is { } fault && !IsExcluded(target))
            throw new RequestException(ErrorKind.InvalidParameter, TransportMessages.InvalidProxyVariable(fault.Name, fault.Value));
    }

    public override bool Equals(object? obj) => obj is EnvironmentProxy other && _values == other._values;

    public override int GetHashCode() => _values.GetHashCode();

    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null
        : (destination.Scheme == Uri.UriSchemeHttps ? _https : _http) is { } proxy ? UserInformation.Split(proxy).Uri
        : null;

    public bool IsBypassed(Uri host) => (host.Scheme == Uri.UriSchemeHttps ? _https : _http) is null || IsExcluded(host);

    private bool IsExcluded(Uri host) => Array.Exists(_bypassed, entry => Covers(entry, host));

    private static bool Covers(string entry, Uri url)
    {
        // The dot at the end of an absolute host name makes no difference.
        var host = url.HostNameType == UriHostNameType.IPv6 ? url.DnsSafeHost : url.IdnHost.TrimEnd('.');
        if (entry == "*")
            return true;
        if (entry.Contains('/', StringComparison.Ordinal))
            return IPNetwork.TryParse(entry, out var network) && IPAddress.TryParse(host, out var address) && network.Contains(address);
        if (IPAddress.TryParse(entry.Trim('[', ']'), out var single))
            return IPAddress.TryParse(host, out var other) && other.Equals(single);
        var colon = entry.LastIndexOf(':');
        if (colon > 0 && int.TryParse(entry[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            if (port != url.Port)
                return false;
            entry = entry[..colon].Trim('[', ']');
        }

        // example.com, .example.com and *.example.com mean the domain and its subdomains.
        var domain = entry.TrimStart('*').Trim('.');
        return host.Equals(domain, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase);
    }

    private static (Uri? Proxy, (string Name, string Value)? Fault) Find(Func<string, string?> variable, params string[] names)
    {
        if (Given(variable, [.. names, "all_proxy", "ALL_PROXY"]) is not { } name)
            return (null, null);
        var text = variable(name)!.Trim();
        return Parse(text) is { } proxy ? (proxy, null) : (null, (name, text));
    }

    // The first variable with a value. An empty one is none, as for curl and the runtime.
    private static string? Given(Func<string, string?> variable, params string[] names)
        => Array.Find(names, name => !string.IsNullOrWhiteSpace(variable(name)));

    private static Uri? Parse(string text)
    {
        // http:/proxy lacks a slash, and not its scheme.
        if (!text.Contains(":/", StringComparison.Ordinal))
            text = "http://" + text;
        return Uri.TryCreate(ExactUri.EscapeUser(text), UriKind.Absolute, out var proxy) && proxy.Scheme is "http" or "https" or "socks4" or "socks4a" or "socks5" or "socks5h"
            && ExactUri.HasEncodableHost(proxy)
            ? ProxySettings.Normalize(proxy) : null;
    }
}
#endif
