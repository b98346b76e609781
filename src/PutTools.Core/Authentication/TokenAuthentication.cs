using PutTools.Http;
using PutTools.Pipeline;

namespace PutTools.Authentication;

/// <summary>
/// Sends a token with each request. It gets a new one before the token expires, and after the server refuses it, if the
/// source can supply one.
/// </summary>
internal sealed class TokenAuthentication(TokenSource source) : AuthenticationScheme
{
    public override async Task<HttpRequest> ApplyAsync(HttpRequest request, ExchangeContext context, CancellationToken cancellationToken)
    {
        var token = await source.GetAsync(context.Clock, cancellationToken).ConfigureAwait(false);
        return request.With(token.Header, token.Field) with { SecretFields = [token.Header] };
    }

    public override Task<bool> TryRenewAsync(HttpRequest refused, HttpResponse response, ExchangeContext context, CancellationToken cancellationToken)
        => source.TryRenewAsync(refused, isForbidden: response.StatusCode == 403, context.Clock, cancellationToken);
}
