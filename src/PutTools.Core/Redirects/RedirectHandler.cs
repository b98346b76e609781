using PutTools.Cookies;
using PutTools.Http;
using PutTools.Pipeline;
using PutTools.Urls;

namespace PutTools.Redirects;

/// <summary>
/// Follows redirects (RFC 9110 §15.4). Method and body stay the same, so that a write stays that write. Only a 303 is
/// followed with GET, because it means that the write was applied and its result is at another url.
/// </summary>
/// <param name="settings">The limits for redirects.</param>
/// <param name="carriesCookies">
/// True to send cookies that a hop sets to later hops. False if a session stores them anyway.
/// </param>
/// <param name="next">The next policy.</param>
internal sealed class RedirectHandler(RedirectSettings settings, bool carriesCookies, RequestHandler next) : RequestHandler
{
    public override async ValueTask<HttpResponse> SendAsync(HttpRequest request, ExchangeContext context, CancellationToken cancellationToken)
    {
        var response = await next.SendAsync(request, context, cancellationToken).ConfigureAwait(false);
        return Target(response) is null
            ? Finish(response, request, isWrite: !request.IsSafe, context)
            : await FollowAsync(request, response, context, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<HttpResponse> FollowAsync(HttpRequest original, HttpResponse response, ExchangeContext context, CancellationToken cancellationToken)
    {
        List<HttpResponse> history = [];
        var cookies = new CookieJar(context.Clock);
        var request = original;
        while (Target(response) is { } target && !IsResultOutOfReach(request, response, target, history.Count))
        {
            if (history.Count == settings.Maximum)
                throw Failure(ErrorKind.TooManyRedirects, RedirectMessages.TooManyRedirects(request, history.Count), response);
            context.Observer?.Verbose(RedirectMessages.RedirectFollowed(request, response, target));
            history.Add(response);
            request = Follow(request, response, target, context);
            if (carriesCookies)
                CookieHandler.Keep(cookies, response, context);
            request = WithCookies(request, original, response, cookies);
            response = await next.SendAsync(request, context, cancellationToken).ConfigureAwait(false);
        }

        var result = Finish(response, request, isWrite: !original.IsSafe, context) with { History = [.. history] };
        // The server has sent its 303 before it had read the whole write.
        return history.Exists(static step => step.Outcome == ResourceOutcome.Unknown) ? result with { Outcome = ResourceOutcome.Unknown } : result;
    }

    // The caller's cookies but for those that a response has set, and the cookies of the responses.
    private static HttpRequest WithCookies(HttpRequest request, HttpRequest original, HttpResponse response, CookieJar kept)
    {
        request = request with { ReplacedCookies = [.. request.ReplacedCookies, .. CookieHandler.NamesSetBy(response)] };
        if (request.ReplacedCookies.Count == 0)
            return request;
        var ofCaller = (request.IsCrossOrigin ? [] : CookieField.OfHeaders(original)).Select(field => CookieField.Without(field, request.ReplacedCookies));
        var all = CookieField.JoinFields(ofCaller.Append(CookieField.Join(kept.For(request.Uri))));
        var others = request.Headers.Where(static field => !field.Key.Equals("Cookie", StringComparison.OrdinalIgnoreCase));
        return request with { Headers = all.Length == 0 ? [.. others] : [.. others, new("Cookie", all)] };
    }

    private static HttpResponse Finish(HttpResponse response, HttpRequest request, bool isWrite, ExchangeContext context)
    {
        if (LeadsToResult(request, response))
            response = Unfollowed(response, context);
        if (response.IsSuccess && isWrite)
            context.Outcome.Confirmed();
        return response;
    }

    // Null if the redirect is not followed. User information in Location is ignored: the server must not choose the
    // credentials.
    private Uri? Target(HttpResponse response)
        => response.StatusCode is 301 or 302 or 303 or 307 or 308 && settings.Maximum > 0
            && response.Location is { } target && Origin.IsHttp(target)
            ? ExactUri.Create(ExactUri.WithoutUserInformation(target.OriginalString))
            : null;

    private HttpRequest Follow(HttpRequest request, HttpResponse response, Uri target, ExchangeContext context)
    {
        if (IsInsecure(request, target))
            throw Failure(ErrorKind.InsecureRedirect, RedirectMessages.InsecureRedirect(request, target), response);
        var followed = request with { Uri = target };
        if (LeadsToResult(request, response))
        {
            context.Outcome.RedirectedToResult();
            followed = followed.ToRead() with { OutFile = request.OutFile };
        }
        else if (!request.CanReplay)
        {
            throw Failure(ErrorKind.BodyNotReplayable, RedirectMessages.RedirectNotReplayable(request), response);
        }

        return Origin.AreSame(request.Uri, target) || settings.PreserveAuthorization ? followed : WithoutCredentials(followed, context);
    }

    private static HttpRequest WithoutCredentials(HttpRequest followed, ExchangeContext context)
    {
        var harmless = followed.WithoutCredentials();
        var left = Names(followed).Except(Names(harmless), StringComparer.OrdinalIgnoreCase).ToList();
        if (left.Count > 0)
            context.Observer?.Verbose(RedirectMessages.FieldsLeft(followed.Uri, left));
        return harmless;

        static IEnumerable<string> Names(HttpRequest request) => request.Headers.Select(static field => field.Key);
    }

    // True for a write that was applied and whose result must not be read, or not after so many redirects.
    private bool IsResultOutOfReach(HttpRequest request, HttpResponse response, Uri target, int followed)
        => LeadsToResult(request, response) && (followed == settings.Maximum || IsInsecure(request, target));

    private bool IsInsecure(HttpRequest request, Uri target) => Origin.IsDowngrade(request.Uri, target) && !settings.AllowInsecure;

    // A 303 means that the write was applied, even if its result can't or must not be read.
    private static bool LeadsToResult(HttpRequest request, HttpResponse response) => response.StatusCode == 303 && !request.IsSafe;

    private static HttpResponse Unfollowed(HttpResponse response, ExchangeContext context)
    {
        context.Observer?.Verbose(RedirectMessages.NotFollowed(response));
        return response with { IsUnfollowed303 = true, Outcome = response.Outcome == ResourceOutcome.Unknown ? ResourceOutcome.Unknown : ResourceOutcome.Updated };
    }

    private static RequestException Failure(ErrorKind kind, string message, HttpResponse response) => new(kind, message) { Response = response };
}
