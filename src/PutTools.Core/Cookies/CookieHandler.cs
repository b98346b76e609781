using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Http;
using PutTools.Pipeline;

namespace PutTools.Cookies;

/// <summary>Sends the caller's and the session's cookies, and stores the cookies that a response sets (RFC 6265).</summary>
/// <param name="cookies">The caller's cookies, for the origin of the caller's url.</param>
/// <param name="kept">The session's cookies; null without a session.</param>
/// <param name="next">The next policy.</param>
internal sealed class CookieHandler(IReadOnlyList<KeyValuePair<string, string>> cookies, CookieContainer? kept, RequestHandler next) : RequestHandler
{
    public override async Task<HttpResponse> SendAsync(HttpRequest request, ExchangeContext context, CancellationToken cancellationToken)
    {
        var field = Field(request);
        var response = await next.SendAsync(field.Length == 0 ? request : request.With("Cookie", field), context, cancellationToken).ConfigureAwait(false);
        if (kept is not null)
            Keep(kept, response);
        return response;
    }

    /// <summary>Stores the cookies that <paramref name="response"/> sets.</summary>
    public static void Keep(CookieContainer kept, HttpResponse response)
    {
        if (!response.Headers.TryGetValue("Set-Cookie", out var lines))
            return;
        foreach (var line in lines)
        {
            try
            {
                kept.SetCookies(response.Target!, line);
            }
            catch (CookieException)
            {
                // RFC 6265 §5.2: a malformed cookie is ignored.
            }
        }
    }

    // One field (RFC 6265 §5.4) with the Cookie headers, the session's cookies and the caller's. For equal names the
    // caller's wins.
    private string Field(HttpRequest request)
    {
        IReadOnlyList<KeyValuePair<string, string>> own = request.IsCrossOrigin ? [] : cookies;
        var ofHeaders = request.Headers
            .Where(static field => field.Key.Equals("Cookie", StringComparison.OrdinalIgnoreCase)).Select(static field => field.Value);
        var ofSession = (kept?.GetCookies(request.Uri).Cast<Cookie>() ?? [])
            .Where(cookie => !own.Any(pair => pair.Key == cookie.Name))
            .Select(static cookie => $"{cookie.Name}={cookie.Value}");
        return string.Join("; ", ofHeaders.Concat(ofSession).Concat(own.Select(static pair => $"{pair.Key}={pair.Value}")));
    }
}
