using System;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Http;
using PutTools.Pipeline;
using PutTools.Transport;

namespace PutTools.Authentication;

/// <summary>Says who sends a request, never over plain http unasked, and gets another token when one is refused.</summary>
internal sealed class AuthenticationHandler(ResourceHandler next) : ResourceHandler
{
    public override Task<HttpResponse> SendAsync(ResourceRequest request, ExchangeContext exchange, CancellationToken cancellationToken)
        => request.Settings.Identity is { IsAnonymous: false } identity
            ? SendAsync(request, identity, exchange, cancellationToken)
            : next.SendAsync(request, exchange, cancellationToken);

    private async Task<HttpResponse> SendAsync(
        ResourceRequest request, AuthenticationSettings identity, ExchangeContext exchange, CancellationToken cancellationToken)
    {
        identity.Check();
        if (request.Uri.Scheme == Uri.UriSchemeHttp && !request.Settings.AllowUnencryptedAuthentication)
            throw new RequestException(ErrorKind.UnencryptedAuthentication, Messages.UnencryptedAuthentication(request)) { Attempts = exchange.Attempts };
        if (identity.Token is not { } source)
            return await next.SendAsync(With(request, Prove(request.Settings.Connection, identity)), exchange, cancellationToken).ConfigureAwait(false);

        var token = await source.GetAsync(cancellationToken).ConfigureAwait(false);
        var response = await next.SendAsync(WithToken(request, token), exchange, cancellationToken).ConfigureAwait(false);
        // RFC 9110 §15.5.2: a 401 was not applied, so it is no second write.
        if (response.StatusCode != 401 || !source.CanRenew || request.Content is { CanReplay: false })
            return response;
        exchange.Observer?.Verbose(Messages.TokenRefused(request));
        token = await source.RenewAsync(token, cancellationToken).ConfigureAwait(false);
        return await next.SendAsync(WithToken(request, token), exchange, cancellationToken).ConfigureAwait(false);
    }

    private static ConnectionSettings Prove(ConnectionSettings connection, AuthenticationSettings identity)
        => identity.Authentication == WebAuthenticationType.Basic
            ? connection with { Authorization = identity.Login!.ToBasic() }
            : connection with { Login = identity.Login, UseDefaultCredentials = identity.UseDefaultCredentials };

    private static ResourceRequest WithToken(ResourceRequest request, string token)
        => With(request, request.Settings.Connection with { Authorization = "Bearer " + token });

    private static ResourceRequest With(ResourceRequest request, ConnectionSettings connection)
        => request with { Settings = request.Settings with { Connection = connection } };
}
