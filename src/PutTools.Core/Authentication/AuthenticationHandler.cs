using PutTools.Http;
using PutTools.Pipeline;

namespace PutTools.Authentication;

/// <summary>
/// Authenticates each attempt. Refuses to send credentials over plain http unless that is allowed. After a 401 or 403 it
/// sends the request once more if the credentials can be renewed.
/// </summary>
internal sealed class AuthenticationHandler(AuthenticationScheme scheme, bool allowUnencrypted, RequestHandler next) : RequestHandler
{
    public override ValueTask<HttpResponse> SendAsync(HttpRequest request, ExchangeContext context, CancellationToken cancellationToken)
        => request.IsCrossOrigin
            ? next.SendAsync(request, context, cancellationToken)
            : SendAuthenticatedAsync(request, context, cancellationToken);

    private async ValueTask<HttpResponse> SendAuthenticatedAsync(HttpRequest request, ExchangeContext context, CancellationToken cancellationToken)
    {
        if (request.Uri.Scheme == Uri.UriSchemeHttp && !allowUnencrypted)
            throw new RequestException(ErrorKind.UnencryptedAuthentication, AuthenticationMessages.UnencryptedAuthentication(request));
        var applied = await scheme.ApplyAsync(request, context, cancellationToken).ConfigureAwait(false);
        var response = await next.SendAsync(applied, context, cancellationToken).ConfigureAwait(false);
        // RFC 9110 §15.5.2 and §15.5.4: the server refused the request and did not apply it, so this is not a second write.
        if (response.StatusCode is not (401 or 403) || !request.CanReplay
            || !await scheme.TryRenewAsync(applied, response, context, cancellationToken).ConfigureAwait(false))
        {
            return response;
        }

        context.Observer?.Verbose(AuthenticationMessages.CredentialsRenewed(request, response.StatusCode));
        applied = await scheme.ApplyAsync(request, context, cancellationToken).ConfigureAwait(false);
        return await next.SendAsync(applied, context, cancellationToken).ConfigureAwait(false);
    }
}
