using System.Threading;
using System.Threading.Tasks;
using PutTools.Pipeline;

namespace PutTools.Authentication;

/// <summary>
/// Sends a token with each request (RFC 6750). After a 401 it gets a new token if the source can supply one.
/// </summary>
internal sealed class BearerAuthentication(TokenSource source) : AuthenticationScheme
{
    private const string Prefix = "Bearer ";

    public override async Task<HttpRequest> ApplyAsync(HttpRequest request, ExchangeContext context, CancellationToken cancellationToken)
        => request.With("Authorization", Prefix + await source.GetAsync(cancellationToken).ConfigureAwait(false));

    public override async Task<bool> TryRenewAsync(HttpRequest refused, CancellationToken cancellationToken)
    {
        if (!source.CanRenew)
            return false;
        await source.RenewAsync(refused.Field("Authorization")![Prefix.Length..], cancellationToken).ConfigureAwait(false);
        return true;
    }
}
