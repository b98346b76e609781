using System;
using System.Net;
using System.Net.Http;
using System.Text;

namespace PutTools.Http;

/// <summary>What a status code says of the write, beyond its class.</summary>
internal static class StatusCodes
{
    private const int LongestErrorStart = 1024;

    /// <summary>
    /// True if the same request may well succeed later. 520 to 524 are a gateway's, 529 says that the service is overloaded.
    /// </summary>
    public static bool IsTransient(int status) => status is 408 or 425 or 429 or 500 or 502 or 503 or 504 or (>= 520 and <= 524) or 529;

    /// <summary>
    /// True if the response says that the server did nothing, and that the same request may succeed later.
    /// </summary>
    public static bool SaysNotNow(HttpResponse response) => response.StatusCode switch
    {
        408 or 425 or 429 => true,
        503 => !IsOfGateway(response),
        // GitHub's limits.
        403 => response.Headers.ContainsKey("Retry-After") || RetryAfter.SaysNoneLeft(response),
        // S3: another conditional write to the same object is under way.
        409 => ErrorCode(response) is "ConditionalRequestConflict" or "OperationAborted",
        _ => false,
    };

    /// <summary>
    /// True if the server, or one behind it, may have applied the write before it failed. 501, 503, 505, 507 and 511 say
    /// that it did not; any other 5xx, and any of a gateway, says nothing of it.
    /// </summary>
    public static bool LeavesOutcomeOpen(HttpResponse response) => IsOpen(response.StatusCode) || IsOfGateway(response);

    /// <summary>The same by the status alone. A 1xx at the end says nothing of the write.</summary>
    public static bool IsOpen(int status) => status < 200 || (status >= 500 && status is not (501 or 503 or 505 or 507 or 511));

    // Varnish and its like answer 503 also after they have passed the request on. A server that refuses says when to come
    // back.
    private static bool IsOfGateway(HttpResponse response)
        => response.StatusCode == 503 && !response.Headers.ContainsKey("Retry-After")
            && (response.Headers.ContainsKey("Via") || response.Headers.ContainsKey("X-Varnish"));

    // The error code of S3 and its like; null where the body is no such document.
    private static string? ErrorCode(HttpResponse response)
    {
        const string Start = "<Code>";
        var text = Encoding.ASCII.GetString(response.Body[..Math.Min(response.Body.Length, LongestErrorStart)].ToArray());
        var start = text.IndexOf(Start, StringComparison.Ordinal);
        var end = text.IndexOf("</Code>", StringComparison.Ordinal);
        return start >= 0 && end > start ? text[(start + Start.Length)..end] : null;
    }

    /// <summary>The standard reason phrase, which servers such as Tomcat leave out; empty where there is none.</summary>
    public static string Phrase(int status)
    {
        using var standard = new HttpResponseMessage((HttpStatusCode)status);
        return standard.ReasonPhrase ?? string.Empty;
    }
}
