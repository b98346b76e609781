using System;
using System.Collections.Generic;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Cookies;
using PutTools.Http;
using PutTools.Pipeline;
using PutTools.Urls;
using PutTools.Writes;

namespace PutTools.Redirects;

/// <summary>
/// Follows redirects (RFC 9110 §15.4). Verb and body stay what they are, so that a write stays that write; only a 303
/// is followed with GET, as it says that the write is done and its outcome stands elsewhere.
/// </summary>
internal sealed class RedirectHandler(ResourceHandler next) : ResourceHandler
{
    public override async Task<HttpResponse> SendAsync(
        ResourceRequest request, ExchangeContext exchange, CancellationToken cancellationToken)
    {
        List<HttpResponse> history = [];
        var wasDoubtful = exchange.MayHaveBeenApplied;
        while (true)
        {
            var response = await next.SendAsync(request, exchange, cancellationToken).ConfigureAwait(false);
            if (Target(request, response) is not { } target)
            {
                if (response.IsSuccess)
                    exchange.MayHaveBeenApplied = wasDoubtful;
                return history.Count == 0 ? response : response with { History = [.. history] };
            }

            if (history.Count == request.Settings.Redirects.Maximum)
                throw Failure(ErrorKind.TooManyRedirects, Messages.TooManyRedirects(request, history.Count), response, exchange);
            exchange.Observer?.Verbose(Messages.RedirectFollowed(request, response, target));
            history.Add(response);
            request = Follow(request, response, target, exchange);
        }
    }

    // Null where the response is the answer.
    private static Uri? Target(ResourceRequest request, HttpResponse response)
        => response.StatusCode is 301 or 302 or 303 or 307 or 308 && request.Settings.Redirects.Maximum > 0
            && response.Location is { } target && Origin.IsHttp(target)
            // Who we are is not for the server to say.
            ? ExactUri.Create(ExactUri.WithoutUserInformation(target.OriginalString))
            : null;

    private static ResourceRequest Follow(ResourceRequest request, HttpResponse response, Uri target, ExchangeContext exchange)
    {
        if (request.Uri.Scheme == Uri.UriSchemeHttps && target.Scheme == Uri.UriSchemeHttp && !request.Settings.Redirects.AllowInsecure)
            throw Failure(ErrorKind.InsecureRedirect, Messages.InsecureRedirect(request, target), response, exchange);
        var followed = request with { Uri = target, Settings = WithCookies(request.Settings, response) };
        if (response.StatusCode == 303 && !request.IsSafe)
        {
            // The write is done; what fails from here on does not undo it.
            exchange.MayHaveBeenApplied = true;
            followed = followed.ToRead() with { OutFile = request.OutFile };
        }
        else if (request.Content is { CanReplay: false })
        {
            throw Failure(ErrorKind.BodyNotReplayable, Messages.RedirectNotReplayable(request), response, exchange);
        }

        return Origin.AreSame(request.Uri, target) || request.Settings.Redirects.PreserveAuthorization ? followed : followed.WithoutIdentity();
    }

    // Within one call, what a hop sets is for the hops after it, session or not.
    private static ResourceSettings WithCookies(ResourceSettings settings, HttpResponse response)
    {
        if (settings.KeptCookies is not null || !response.Headers.ContainsKey("Set-Cookie"))
            return settings;
        var kept = new CookieContainer();
        CookieHandler.Keep(kept, response);
        return settings with { KeptCookies = kept };
    }

    private static RequestException Failure(ErrorKind kind, string message, HttpResponse response, ExchangeContext exchange)
        => new(kind, message) { Response = response, Attempts = exchange.Attempts, OutcomeUnknown = exchange.MayHaveBeenApplied };
}
