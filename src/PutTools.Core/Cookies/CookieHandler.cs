using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Http;
using PutTools.Pipeline;

namespace PutTools.Cookies;

/// <summary>Sends the cookies that the caller states and those that a session keeps, and keeps what the response sets (RFC 6265).</summary>
internal sealed class CookieHandler(ResourceHandler next) : ResourceHandler
{
    public override Task<HttpResponse> SendAsync(ResourceRequest request, ExchangeContext exchange, CancellationToken cancellationToken)
        => request.Settings is { KeptCookies: null, Cookies.Count: 0 }
            ? next.SendAsync(request, exchange, cancellationToken)
            : SendWithCookiesAsync(request, exchange, cancellationToken);

    private async Task<HttpResponse> SendWithCookiesAsync(
        ResourceRequest request, ExchangeContext exchange, CancellationToken cancellationToken)
    {
        var (kept, stated) = (request.Settings.KeptCookies, request.Settings.Cookies);
        var field = Field(request, kept, stated);
        var response = await next
            .SendAsync(field.Length == 0 ? request : request with { Headers = [.. request.Headers, new("Cookie", field)] }, exchange, cancellationToken)
            .ConfigureAwait(false);
        if (kept is not null)
            Keep(kept, response);
        return response;
    }

    /// <summary>Keeps what <paramref name="response"/> sets.</summary>
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
                // RFC 6265 §5.2: a cookie that is not well-formed is ignored.
            }
        }
    }

    // One field (RFC 6265 §5.4); a cookie that is stated wins over one of its name that is kept.
    private static string Field(ResourceRequest request, CookieContainer? kept, IReadOnlyList<KeyValuePair<string, string>> stated)
    {
        var ofHeaders = request.Settings.Headers
            .Where(static field => field.Key.Equals("Cookie", StringComparison.OrdinalIgnoreCase)).Select(static field => field.Value);
        var ofSession = (kept?.GetCookies(request.Uri).Cast<Cookie>() ?? [])
            .Where(cookie => !stated.Any(pair => pair.Key == cookie.Name))
            .Select(static cookie => $"{cookie.Name}={cookie.Value}");
        return string.Join("; ", ofHeaders.Concat(ofSession).Concat(stated.Select(static pair => $"{pair.Key}={pair.Value}")));
    }
}
