using PutTools.Http;
using PutTools.Pipeline;

namespace PutTools.Authentication;

/// <summary>
/// Authenticates each attempt. After a 401 or 403 it sends the request once more if the credentials can be renewed.
/// </summary>
internal sealed class AuthenticationHandler(AuthenticationScheme scheme, bool allowUnencrypted, RequestHandler next) : CredentialHandler(allowUnencrypted, next)
{
    private protected override async ValueTask<HttpResponse> SendWithCredentialsAsync(HttpRequest request, ExchangeContext context, CancellationToken cancellationToken)
    {
        var applied = await scheme.ApplyAsync(request, context, cancellationToken).ConfigureAwait(false);
        var response = await Next.SendAsync(applied, context, cancellationToken).ConfigureAwait(false);
        // RFC 9110 §15.5.2 and §15.5.4: the server refused the request and did not apply it, so this is not a second write.
        if (response.StatusCode is not (401 or 403) || !request.CanReplay
            || !await scheme.TryRenewAsync(applied, response, context, cancellationToken).ConfigureAwait(false))
        {
            return response;
        }

        context.Observer?.Verbose(AuthenticationMessages.CredentialsRenewed(request, response.StatusCode));
        applied = await scheme.ApplyAsync(request, context, cancellationToken).ConfigureAwait(false);
        return await Next.SendAsync(applied, context, cancellationToken).ConfigureAwait(false);
    }
}
