using PutTools.Http;
using PutTools.Pipeline;

namespace PutTools.Authentication;

/// <summary>
/// Adds what must stay secret to an attempt. Another origin does not get it, and plain http only if that is allowed.
/// </summary>
internal abstract class CredentialHandler(bool allowUnencrypted, RequestHandler next) : RequestHandler
{
    private protected RequestHandler Next => next;

    public sealed override ValueTask<HttpResponse> SendAsync(HttpRequest request, ExchangeContext context, CancellationToken cancellationToken)
    {
        if (request.IsCrossOrigin)
            return next.SendAsync(request, context, cancellationToken);
        if (request.Uri.Scheme == Uri.UriSchemeHttp && !allowUnencrypted)
            throw new RequestException(ErrorKind.UnencryptedAuthentication, AuthenticationMessages.UnencryptedAuthentication(request));
        return SendWithCredentialsAsync(request, context, cancellationToken);
    }

    private protected abstract ValueTask<HttpResponse> SendWithCredentialsAsync(HttpRequest request, ExchangeContext context, CancellationToken cancellationToken);
}
