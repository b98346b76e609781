using PutTools.Http;
using PutTools.Pipeline;

namespace PutTools.Cookies;

/// <summary>Sends the caller's and the session's cookies, and stores the cookies that a response sets (RFC 6265).</summary>
/// <param name="cookies">The caller's cookies, for the origin of the caller's url.</param>
/// <param name="kept">The session's cookies; null without a session.</param>
/// <param name="next">The next policy.</param>
internal sealed class CookieHandler(IReadOnlyList<KeyValuePair<string, string>> cookies, ICookieStore? kept, RequestHandler next) : RequestHandler
{
    public override async ValueTask<HttpResponse> SendAsync(HttpRequest request, ExchangeContext context, CancellationToken cancellationToken)
    {
        var field = Field(request);
        var response = await next.SendAsync(field.Length == 0 ? request : request.With("Cookie", field), context, cancellationToken).ConfigureAwait(false);
        if (kept is not null)
            Keep(kept, response, context);
        return response;
    }

    /// <summary>Stores the cookies that <paramref name="response"/> sets.</summary>
    public static void Keep(ICookieStore kept, HttpResponse response, ExchangeContext context)
    {
        if (!response.Headers.TryGetValue("Set-Cookie", out var lines))
            return;
        foreach (var line in lines)
        {
            if (SetCookie.Parse(line, context.Clock.GetUtcNow()) is { } cookie && !kept.TryKeep(cookie, response.Target!))
                context.Observer?.Warning(CookieMessages.NotKept(cookie.Name));
        }
    }

    /// <summary>Returns the names of the cookies that <paramref name="response"/> sets.</summary>
    public static IEnumerable<string> NamesSetBy(HttpResponse response)
        => response.Headers.TryGetValue("Set-Cookie", out var lines) ? lines.Select(static line => SetCookie.Parse(line, default)?.Name).OfType<string>() : [];

    // One field (RFC 6265 §5.4) with the Cookie headers, the session's cookies and the caller's. For equal names the
    // caller's wins, unless a redirect has set another value since.
    private string Field(HttpRequest request)
    {
        var own = request.IsCrossOrigin ? [] : cookies.Where(cookie => !request.ReplacedCookies.Contains(cookie.Key, StringComparer.Ordinal)).ToList();
        var ofSession = kept?.For(request.Uri).Where(cookie => !own.Exists(pair => pair.Key == cookie.Key)) ?? [];
        var ofCaller = own.Select(static pair => new KeyValuePair<string, string>(pair.Key, CookieField.Octets(pair.Value)));
        return CookieField.JoinFields(CookieField.OfHeaders(request).Append(CookieField.Join(ofSession.Concat(ofCaller))));
    }
}
