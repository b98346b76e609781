using System.Net;

namespace PutTools.Cookies;

/// <summary>The cookies of a session of Invoke-RestMethod, with .NET's rules and limits.</summary>
internal sealed class SharedCookies : ICookieStore
{
    private const int LongestCookie = 1 << 16;

    private readonly CookieContainer _container;

    public SharedCookies(CookieContainer container)
    {
        _container = container;
        // RFC 6265 §6.1; .NET keeps 20 of a host, 300 in all, and none with a value of more than 4096 characters.
        container.Capacity = Math.Max(container.Capacity, 3000);
        container.PerDomainCapacity = Math.Max(container.PerDomainCapacity, 50);
        container.MaxCookieSize = Math.Max(container.MaxCookieSize, LongestCookie);
    }

    public int Count => _container.Count;

    public bool TryKeep(SetCookie cookie, Uri origin)
    {
        if (cookie.ToCookie(origin, isForContainer: true) is not { } known)
            return false;
        try
        {
            _container.Add(origin, known);
            return true;
        }
        catch (CookieException)
        {
            // .NET can't store a comma. Any other refused cookie is one that the origin may not set.
            return !cookie.Value.Contains(',') && cookie.Value.Length <= LongestCookie;
        }
    }

    public IReadOnlyList<KeyValuePair<string, string>> For(Uri uri)
        => [.. _container.GetCookies(uri).Cast<Cookie>().Select(static cookie => new KeyValuePair<string, string>(cookie.Name, cookie.Value))];
}
