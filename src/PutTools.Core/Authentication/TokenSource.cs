using System;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Http;
using PutTools.Pipeline;

namespace PutTools.Authentication;

/// <summary>
/// A source of tokens. The token is requested on first use, cached, and requested again before it expires and after a server
/// refuses it. Concurrent requests share one call. Thread-safe.
/// </summary>
internal sealed class TokenSource
{
    // A token is renewed at most this long before it expires, because the request takes time and clocks differ.
    private static readonly TimeSpan LongestMargin = TimeSpan.FromSeconds(30);

    // A 403 may mean that the token has expired, or that its owner may not do this. If a new token does not help, no
    // other one is requested for this time.
    private static readonly TimeSpan BetweenForbidden = TimeSpan.FromMinutes(1);

    private readonly Func<CancellationToken, Task<AccessToken>>? _getToken;
    private readonly Cache _cache;

    /// <summary>Creates a source that always returns this token.</summary>
    /// <exception cref="RequestException">
    /// InvalidParameter: the token is empty. InvalidHeader: a header can't contain it.
    /// </exception>
    public TokenSource(string token)
        : this(AccessToken.Parse(token))
    {
    }

    /// <summary>Creates a source that always returns this token.</summary>
    public TokenSource(AccessToken token)
        : this(null, new Cache { Current = new(token, RenewAt: null) })
    {
    }

    /// <summary>Creates a source that gets tokens from <paramref name="getToken"/>, one call at a time.</summary>
    public TokenSource(Func<CancellationToken, Task<AccessToken>> getToken)
        : this(getToken, new Cache())
    {
    }

    private TokenSource(Func<CancellationToken, Task<AccessToken>>? getToken, Cache cache)
    {
        _getToken = getToken;
        _cache = cache;
    }

    /// <summary>True if the token is known, and began with a scheme other than Bearer.</summary>
    public bool HasOtherScheme => _cache.Current is { Token.HasOtherScheme: true };

    /// <summary>Returns the type's name, never the token.</summary>
    public override string ToString() => nameof(TokenSource);

    /// <summary>
    /// Creates a source that shares this one's cached token and gets new tokens from <paramref name="getToken"/>.
    /// </summary>
    internal TokenSource RenewedBy(Func<CancellationToken, Task<AccessToken>> getToken) => new(getToken, _cache);

    /// <summary>Returns the cached token, or gets one if there is none or it is about to expire.</summary>
    /// <exception cref="RequestException">The new token is empty, or a header can't contain it.</exception>
    internal async Task<AccessToken> GetAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        if (_cache.Current is { } known && !known.IsDue(clock))
            return known.Token;
        await _cache.Turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return (_cache.Current is { } meanwhile && !meanwhile.IsDue(clock) ? meanwhile : await RequestAsync(clock, cancellationToken).ConfigureAwait(false)).Token;
        }
        finally
        {
            _cache.Turn.Release();
        }
    }

    /// <summary>Makes sure that the cached token is not the one that was refused.</summary>
    /// <param name="refused">The request that the server refused.</param>
    /// <param name="isForbidden">True after a 403, which may have other reasons than the token.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>True if there is another token, which another request may have got.</returns>
    internal async Task<bool> TryRenewAsync(HttpRequest refused, bool isForbidden, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (_getToken is null)
            return false;
        await _cache.Turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_cache.Current?.Token.IsIn(refused) == false)
                return true;
            if (isForbidden && clock.GetUtcNow() < _cache.NextForbidden)
                return false;
            if (isForbidden)
                _cache.NextForbidden = clock.GetUtcNow() + BetweenForbidden;
            await RequestAsync(clock, cancellationToken).ConfigureAwait(false);
            return true;
        }
        finally
        {
            _cache.Turn.Release();
        }
    }

    private async Task<CachedToken> RequestAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        var token = await _getToken!(cancellationToken).ConfigureAwait(false);
        var lifetime = token.ExpiresAt - clock.GetUtcNow() ?? TimeSpan.Zero;
        var margin = TimeSpan.FromTicks(Math.Min(lifetime.Ticks / 10, LongestMargin.Ticks));
        // If a new token seems to have expired already, the clocks differ: the server decides.
        return _cache.Current = new CachedToken(token, lifetime > TimeSpan.Zero ? token.ExpiresAt - margin : null);
    }

    private sealed record CachedToken(AccessToken Token, DateTimeOffset? RenewAt)
    {
        public bool IsDue(TimeProvider clock) => RenewAt is { } at && clock.GetUtcNow() >= at;

        public override string ToString() => nameof(CachedToken);
    }

    private sealed class Cache
    {
        private volatile CachedToken? _current;

        public SemaphoreSlim Turn { get; } = new(1);

        public DateTimeOffset NextForbidden { get; set; }

        public CachedToken? Current
        {
            get => _current;
            set => _current = value;
        }
    }
}
