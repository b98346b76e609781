using System.Net;

namespace PutTools.Http;

/// <summary>The meaning of status codes for a write, beyond their class.</summary>
internal static class StatusCodes
{
    /// <summary>
    /// True if the same request may succeed later. 520 to 524 come from a gateway; 529 means an overloaded service.
    /// </summary>
    public static bool IsTransient(int status) => status is 408 or 421 or 425 or 429 or 449 or 500 or 502 or 503 or 504 or (>= 520 and <= 524) or 529;

    /// <summary>True if the same request may succeed later, by the status, or because the response says when.</summary>
    public static bool IsTransient(HttpResponse response)
        => IsTransient(response.StatusCode) || SaysNotNow(response) || (response.StatusCode >= 500 && response.Headers.ContainsKey("Retry-After"));

    /// <summary>True if the server applied nothing, and the same request may succeed later.</summary>
    public static bool SaysNotNow(HttpResponse response) => response.StatusCode switch
    {
        // 421: this connection leads to the wrong server. 449: Cosmos DB met a concurrent operation.
        408 or 421 or 425 or 429 or 449 => true,
        503 => !IsOfGateway(response),
        // Repeating refused credentials may lock an account, and a state that is not current will not be so again.
        401 or 407 or 412 => false,
        // RFC 9110 §15.5.14 and others: what is refused until then is not refused for good.
        >= 400 and < 500 => response.Headers.ContainsKey("Retry-After") || IsExhausted(response) || RefusalCode.IsForNow(response),
        _ => false,
    };

    /// <summary>True if the server has too many requests, so that others should wait, too.</summary>
    public static bool SaysTooMany(HttpResponse response) => response.StatusCode is 429 or 503 || (response.StatusCode == 403 && SaysNotNow(response));

    /// <summary>
    /// True if the server, or one behind it, may have applied the write before it failed. 501, 503, 505, 507 and 511 mean
    /// that it did not. Any other 5xx or invalid status, and any from a gateway, leaves that open.
    /// </summary>
    public static bool LeavesOutcomeOpen(HttpResponse response) => LeavesOutcomeOpen(response.StatusCode) || IsOfGateway(response);

    /// <summary>Decides by the status code alone. A final 1xx tells nothing about the write.</summary>
    public static bool LeavesOutcomeOpen(int status) => status < 200 || (status >= 500 && status is not (501 or 503 or 505 or 507 or 511));

    // GitHub's limits.
    private static bool IsExhausted(HttpResponse response) => response.StatusCode == 403 && RetryAfter.SaysNoneLeft(response);

    // Varnish, tinyproxy and similar gateways also answer 503 after they have forwarded the request. A server that refuses sends
    // Retry-After. Envoy marks the responses of the server behind it with the time that it took.
    private static bool IsOfGateway(HttpResponse response)
        => response.StatusCode == 503
            && (IsOwnOfGateway(response)
                || (!response.Headers.ContainsKey("Retry-After")
                    && (response.MayBeOfProxy || response.Headers.ContainsKey("Via") || response.Headers.ContainsKey("X-Varnish")
                        || (response.Headers.Single("Server")?.EndsWith("envoy", StringComparison.OrdinalIgnoreCase) == true && !response.Headers.ContainsKey("x-envoy-upstream-service-time")))));

    // Server names who made the response; Via, or a field such as X-Varnish, names who forwarded it. Varnish sends Retry-After with each 503 of
    // its own, whether it has forwarded the request or not.
    private static bool IsOwnOfGateway(HttpResponse response)
        => response.Headers.Single("Server")?.Split('/', ' ') is [{ Length: > 0 } product, ..]
            && (response.Headers.ContainsKey($"X-{product}") || response.Headers.Single("Via")?.IndexOf(product, StringComparison.OrdinalIgnoreCase) >= 0);

    /// <summary>Returns the standard reason phrase, which servers such as Tomcat omit; empty if there is none.</summary>
    public static string Phrase(int status)
    {
        using var standard = new HttpResponseMessage((HttpStatusCode)status);
        return standard.ReasonPhrase ?? string.Empty;
    }
}
