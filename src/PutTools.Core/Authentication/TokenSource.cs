using PutTools.Http;
using PutTools.Pipeline;

namespace PutTools.Authentication;

/// <summary>
/// A source of tokens. The token is requested on first use, cached, and requested again before it expires and after a server
/// refuses it. Concurrent requests share one call. Thread-safe.
/// </summary>
/// <remarks>
/// A source that several pipelines share has a function for each, which waits for the thread of its pipeline. That thread may itself wait for
/// another pipeline, which waits for the token. So no pipeline waits for the thread of another one: each that waits for a token calls its
/// function, and the first whose thread is free claims the request.
/// </remarks>
internal sealed class TokenSource
{
    // A token is renewed at most this long before it expires, because the request takes time and clocks differ.
    private static readonly TimeSpan LongestMargin = TimeSpan.FromSeconds(30);

    // A 403 may mean that the token has expired, or that its owner may not do this. If a new token does not help, no
    // other one is requested for this time.
    private static readonly TimeSpan BetweenForbidden = TimeSpan.FromMinutes(1);

    private readonly Func<Func<bool>, CancellationToken, Task<AccessToken?>>? _getToken;
    private readonly Cache _cache;

    /// <summary>Creates a source that always returns this token.</summary>
    public TokenSource(AccessToken token)
        : this(null, new Cache { Current = new(token, RenewAt: null) })
    {
    }

    /// <summary>Creates a source that gets tokens from <paramref name="getToken"/>, one call at a time.</summary>
    /// <param name="getToken">Calls the function that it gets just before it gets a token; if that returns false, it returns null.</param>
    public TokenSource(Func<Func<bool>, CancellationToken, Task<AccessToken?>> getToken)
        : this(getToken, new Cache())
    {
    }

    private TokenSource(Func<Func<bool>, CancellationToken, Task<AccessToken?>>? getToken, Cache cache)
    {
        _getToken = getToken;
        _cache = cache;
    }

    /// <summary>True if the token is known, and began with a scheme other than Bearer.</summary>
    public bool HasOtherScheme => _cache.Current is { Token.HasOtherScheme: true };

    /// <summary>Returns the type's name, never the token.</summary>
    public override string ToString() => nameof(TokenSource);

    /// <summary>Creates a source that shares this one's cached token and gets new tokens from <paramref name="getToken"/>.</summary>
    internal TokenSource RenewedBy(Func<Func<bool>, CancellationToken, Task<AccessToken?>> getToken) => new(getToken, _cache);

    /// <summary>Returns the cached token, or gets one if there is none or it is about to expire.</summary>
    /// <exception cref="RequestException">The new token is empty, or a header can't contain it.</exception>
    internal async Task<AccessToken> GetAsync(TimeProvider clock, CancellationToken cancellationToken)
        => _cache.Current is { } known && !known.IsDue(clock) ? known.Token
            : (await RequestAsync(token => !token.IsDue(clock), isForbidden: false, clock, cancellationToken).ConfigureAwait(false))!.Token;

    /// <summary>Makes sure that the cached token is not the one that was refused.</summary>
    /// <param name="refused">The request that the server refused.</param>
    /// <param name="isForbidden">True after a 403, which may have other reasons than the token.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>True if there is another token, which another request may have got.</returns>
    internal async Task<bool> TryRenewAsync(HttpRequest refused, bool isForbidden, TimeProvider clock, CancellationToken cancellationToken)
        => _getToken is not null && await RequestAsync(token => !token.Token.IsIn(refused), isForbidden, clock, cancellationToken).ConfigureAwait(false) is not null;

    // Returns the cached token if it is good by now, or a new one; null if none may be requested.
    private async Task<CachedToken?> RequestAsync(Func<CachedToken, bool> isGood, bool isForbidden, TimeProvider clock, CancellationToken cancellationToken)
    {
        while (true)
        {
            Request request;
            lock (_cache)
            {
                if (_cache.Current is { } known && isGood(known))
                    return known;
                if (_cache.Request is null && isForbidden && !_cache.TakeForbidden(clock.GetUtcNow()))
                    return null;
                request = _cache.Request ??= new();
            }

            // If the pipeline that claimed the request has failed, this one tries.
            if (await TryGetAsync(request, clock, cancellationToken).ConfigureAwait(false) is { } token)
                return token;
        }
    }

    // Returns null if another pipeline has claimed the request and ended it.
    private async Task<CachedToken?> TryGetAsync(Request request, TimeProvider clock, CancellationToken cancellationToken)
    {
        var isMine = false;
        CachedToken? found = null;
        try
        {
            var own = _getToken!(() => isMine = request.TryClaim(), cancellationToken);
            if (await Task.WhenAny(own, request.Ended).ConfigureAwait(false) == own && await own.ConfigureAwait(false) is { } token)
                return found = CachedToken.Of(token, clock.GetUtcNow());
            await request.Ended.WaitAsync(cancellationToken).ConfigureAwait(false);
            return null;
        }
        finally
        {
            if (isMine)
                End(request, found);
        }
    }

    private void End(Request request, CachedToken? found)
    {
        lock (_cache)
        {
            _cache.Current = found ?? _cache.Current;
            _cache.Request = null;
        }

        request.End();
    }

    private sealed record CachedToken(AccessToken Token, DateTimeOffset? RenewAt)
    {
        public static CachedToken Of(AccessToken token, DateTimeOffset now)
        {
            var lifetime = token.ExpiresAt - now ?? TimeSpan.Zero;
            var margin = TimeSpan.FromTicks(Math.Min(lifetime.Ticks / 10, LongestMargin.Ticks));
            // If a new token seems to have expired already, the clocks differ: the server decides.
            return new(token, lifetime > TimeSpan.Zero ? token.ExpiresAt - margin : null);
        }

        public bool IsDue(TimeProvider clock) => RenewAt is { } at && clock.GetUtcNow() >= at;

        public override string ToString() => nameof(CachedToken);
    }

    // A request for a token. The first pipeline whose thread is free makes it.
    private sealed class Request
    {
        private readonly TaskCompletionSource<bool> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _isClaimed;

        public Task<bool> Ended => _ended.Task;

        public bool TryClaim() => Interlocked.Exchange(ref _isClaimed, 1) == 0;

        public void End() => _ended.SetResult(true);
    }

    // Its lock guards all but the reading of the current token.
    private sealed class Cache
    {
        private volatile CachedToken? _current;
        private DateTimeOffset _nextForbidden;

        public CachedToken? Current
        {
            get => _current;
            set => _current = value;
        }

        public Request? Request { get; set; }

        public bool TakeForbidden(DateTimeOffset now)
        {
            if (now < _nextForbidden)
                return false;
            _nextForbidden = now + BetweenForbidden;
            return true;
        }
    }
}
