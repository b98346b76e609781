using System;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Http;

namespace PutTools.Authentication;

/// <summary>
/// Where a bearer token comes from. It is asked for when first needed, kept, and asked for anew when a server refuses
/// it; many requests at once ask once. Safe to use from many threads.
/// </summary>
internal sealed class TokenSource
{
    private readonly Func<CancellationToken, Task<string>>? _ask;
    private readonly Kept _kept;

    /// <summary>A token that is known.</summary>
    /// <exception cref="RequestException">InvalidParameter: it is empty. InvalidHeader: it has a character that no header may have.</exception>
    public TokenSource(string token)
        : this(null, new Kept { Token = Checked(token) })
    {
    }

    /// <summary>A token that <paramref name="ask"/> gets, one call at a time.</summary>
    public TokenSource(Func<CancellationToken, Task<string>> ask)
        : this(ask, new Kept())
    {
    }

    private TokenSource(Func<CancellationToken, Task<string>>? ask, Kept kept)
    {
        _ask = ask;
        _kept = kept;
    }

    /// <summary>Whether there is a way to get another token.</summary>
    internal bool CanRenew => _ask is not null;

    /// <summary>Says nothing of the token.</summary>
    public override string ToString() => nameof(TokenSource);

    /// <summary>The same token, kept together, got by another way.</summary>
    internal TokenSource AskedBy(Func<CancellationToken, Task<string>> ask) => new(ask, _kept);

    /// <summary>The token.</summary>
    /// <exception cref="RequestException">What was got is empty, or no header may have it.</exception>
    internal Task<string> GetAsync(CancellationToken cancellationToken) => RenewAsync(refused: null, cancellationToken);

    /// <summary>Another token than <paramref name="refused"/>, which others may have got meanwhile.</summary>
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
        if (token.Length == 0)
            throw new RequestException(ErrorKind.InvalidParameter, AuthenticationMessages.EmptyToken);
        HeaderField.Check("Authorization", token);
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
