namespace PutTools.Cookies;

/// <summary>Stores cookies by the rules of RFC 6265 §5.3 and §5.4.</summary>
/// <param name="clock">The clock that ends cookies.</param>
internal sealed class CookieJar(TimeProvider clock) : ICookieStore
{
    // RFC 6265 §6.1 requires at least 50 and 3,000.
    private const int MostOfDomain = 200;
    private const int MostOfAll = 5000;

    private readonly object _gate = new();
    private readonly List<Kept> _cookies = [];

    public int Count
    {
        get
        {
            lock (_gate)
            {
                RemoveEnded();
                return _cookies.Count;
            }
        }
    }

    public bool TryKeep(SetCookie cookie, Uri origin)
    {
        var host = Host(origin);
        var domain = cookie.Domain ?? host;
        // A host may not set cookies of another host, or of a whole top-level domain.
        if (!IsWithin(host, domain) || (domain != host && !domain.Contains('.')))
            return true;
        // RFC 6265 §5.3: such a domain means the host alone, if the host names itself.
        var kept = new Kept(cookie, domain, IsOfHost: cookie.Domain is null || !domain.Contains('.'), cookie.Path ?? SetCookie.DefaultPath(origin));
        lock (_gate)
        {
            // A cookie that is set again keeps its place in the order.
            if (_cookies.FindIndex(kept.IsSameAs) is >= 0 and var at)
                _cookies[at] = kept;
            else
                _cookies.Add(kept);
            RemoveEnded();
            RemoveOldest(other => other.Domain == domain, MostOfDomain);
            RemoveOldest(static _ => true, MostOfAll);
        }

        return true;
    }

    public IReadOnlyList<KeyValuePair<string, string>> For(Uri uri)
    {
        lock (_gate)
        {
            RemoveEnded();
            // Longer paths come first; among equal lengths, the older cookies.
            return [.. _cookies.Where(cookie => cookie.IsFor(uri)).OrderByDescending(static cookie => cookie.Path.Length)
                .Select(static cookie => new KeyValuePair<string, string>(cookie.Cookie.Name, cookie.Cookie.Value))];
        }
    }

    private void RemoveEnded()
    {
        var now = clock.GetUtcNow();
        _cookies.RemoveAll(cookie => cookie.Cookie.Expires <= now);
    }

    private void RemoveOldest(Predicate<Kept> isCounted, int most)
    {
        for (var excess = _cookies.Count(cookie => isCounted(cookie)) - most; excess > 0; excess--)
            _cookies.RemoveAt(_cookies.FindIndex(isCounted));
    }

    private static string Host(Uri uri) => uri.IdnHost.ToLowerInvariant();

    // RFC 6265 §5.1.3
    private static bool IsWithin(string host, string domain)
        => host == domain || (host.EndsWith("." + domain, StringComparison.Ordinal) && Uri.CheckHostName(host) == UriHostNameType.Dns);

    private sealed record Kept(SetCookie Cookie, string Domain, bool IsOfHost, string Path)
    {
        public bool IsSameAs(Kept other) => other.Cookie.Name == Cookie.Name && other.Domain == Domain && other.Path == Path;

        public bool IsFor(Uri uri)
            => (IsOfHost ? Host(uri) == Domain : IsWithin(Host(uri), Domain)) && IsOnPath(uri.AbsolutePath)
                && (!Cookie.IsSecure || uri.Scheme == Uri.UriSchemeHttps);

        // RFC 6265 §5.1.4
        private bool IsOnPath(string path)
            => path.StartsWith(Path, StringComparison.Ordinal) && (path.Length == Path.Length || Path.EndsWith('/') || path[Path.Length] == '/');
    }
}
