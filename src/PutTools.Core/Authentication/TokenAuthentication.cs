using PutTools.Http;
using PutTools.Pipeline;

namespace PutTools.Authentication;

/// <summary>
/// Sends a token with each request. It gets a new one before the token expires, and after the server refuses it, if the
/// source can supply one.
/// </summary>
/// <param name="source">The source of the tokens.</param>
/// <param name="isBearer">True if a token with another scheme is an error.</param>
internal sealed class TokenAuthentication(TokenSource source, bool isBearer) : AuthenticationScheme
{
    public override async Task<HttpRequest> ApplyAsync(HttpRequest request, ExchangeContext context, CancellationToken cancellationToken)
    {
        var token = await source.GetAsync(context.Clock, cancellationToken).ConfigureAwait(false);
        if (isBearer && token.HasOtherScheme)
            throw new RequestException(ErrorKind.InvalidParameter, AuthenticationMessages.NoBearerToken);
        return request.With(token.Header, token.Field) with { SecretFields = [token.Header] };
    }

    public override Task<bool> TryRenewAsync(HttpRequest refused, HttpResponse response, ExchangeContext context, CancellationToken cancellationToken)
        => source.TryRenewAsync(refused, isForbidden: response.StatusCode == 403, context.Clock, cancellationToken);
}
