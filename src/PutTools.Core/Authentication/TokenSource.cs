using System;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Http;

namespace PutTools.Authentication;

/// <summary>
/// A source of bearer tokens. The token is requested on first use, cached, and requested again after a server refuses it.
/// Concurrent requests share one call. Thread-safe.
/// </summary>
internal sealed class TokenSource
{
    private readonly Func<CancellationToken, Task<string>>? _ask;
    private readonly Kept _kept;

    /// <summary>Creates a source that always returns this token.</summary>
    /// <exception cref="RequestException">
    /// InvalidParameter: the token is empty. InvalidHeader: a header can't contain it.
    /// </exception>
    public TokenSource(string token)
        : this(null, new Kept { Token = Checked(token) })
    {
    }

    /// <summary>Creates a source that gets tokens from <paramref name="ask"/>, one call at a time.</summary>
    public TokenSource(Func<CancellationToken, Task<string>> ask)
        : this(ask, new Kept())
    {
    }

    private TokenSource(Func<CancellationToken, Task<string>>? ask, Kept kept)
    {
        _ask = ask;
        _kept = kept;
    }

    /// <summary>True if the source can supply another token.</summary>
    internal bool CanRenew => _ask is not null;

    /// <summary>Returns the type's name, never the token.</summary>
    public override string ToString() => nameof(TokenSource);

    /// <summary>
    /// Creates a source that shares this one's cached token and gets new tokens from <paramref name="ask"/>.
    /// </summary>
    internal TokenSource RenewedBy(Func<CancellationToken, Task<string>> ask) => new(ask, _kept);

    /// <summary>Returns the cached token, or gets one.</summary>
    /// <exception cref="RequestException">The new token is empty, or a header can't contain it.</exception>
    internal Task<string> GetAsync(CancellationToken cancellationToken) => RenewAsync(refused: null, cancellationToken);

    /// <summary>
    /// Returns a token other than <paramref name="refused"/>. Another request may have renewed it already.
    /// </summary>
    internal async Task<string> RenewAsync(string? refused, CancellationToken cancellationToken)
    {
        if (_kept.Token is { } known && known != refused)
            return known;
        await _kept.Turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_kept.Token is { } meanwhile && meanwhile != refused)
                return meanwhile;
            return _kept.Token = Checked(await _ask!(cancellationToken).ConfigureAwait(false));
        }
        finally
        {
            _kept.Turn.Release();
        }
    }

    private static string Checked(string token)
    {
        // A file with the token has a line break at its end, and what is copied from a header has the scheme before it.
        token = token.Trim();
        if (token.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            token = token["Bearer ".Length..].TrimStart();
        if (token.Length == 0)
            throw new RequestException(ErrorKind.InvalidParameter, AuthenticationMessages.EmptyToken);
        HeaderField.Check("Authorization", token);
        if (token.Contains(' '))
            throw new RequestException(ErrorKind.InvalidParameter, AuthenticationMessages.TokenWithSpace);
        return token;
    }

    private sealed class Kept
    {
        private volatile string? _token;

        public SemaphoreSlim Turn { get; } = new(1);

        public string? Token
        {
            get => _token;
            set => _token = value;
        }
    }
}
