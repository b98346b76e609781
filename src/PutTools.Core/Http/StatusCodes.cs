using System;
using System.Net;
using System.Net.Http;
using System.Text;

namespace PutTools.Http;

/// <summary>The meaning of status codes for a write, beyond their class.</summary>
internal static class StatusCodes
{
    private const int LongestErrorStart = 1024;

    /// <summary>
    /// True if the same request may succeed later. 520 to 524 come from a gateway; 529 means an overloaded service.
    /// </summary>
    public static bool IsTransient(int status) => status is 408 or 425 or 429 or 500 or 502 or 503 or 504 or (>= 520 and <= 524) or 529;

    /// <summary>True if the server applied nothing, and the same request may succeed later.</summary>
    public static bool SaysNotNow(HttpResponse response) => response.StatusCode switch
    {
        408 or 425 or 429 => true,
        503 => !IsOfGateway(response),
        // GitHub's rate limits.
        403 => response.Headers.ContainsKey("Retry-After") || RetryAfter.SaysNoneLeft(response),
        // S3: another conditional write to the same object is in progress.
        409 => ErrorCode(response) is "ConditionalRequestConflict" or "OperationAborted",
        _ => false,
    };

    /// <summary>
    /// True if the server, or one behind it, may have applied the write before it failed. 501, 503, 505, 507 and 511 mean
    /// that it did not. Any other 5xx, and any from a gateway, leaves that open.
    /// </summary>
    public static bool LeavesOutcomeOpen(HttpResponse response) => IsOpen(response.StatusCode) || IsOfGateway(response);

    /// <summary>Decides by the status code alone. A final 1xx tells nothing about the write.</summary>
    public static bool IsOpen(int status) => status < 200 || (status >= 500 && status is not (501 or 503 or 505 or 507 or 511));

    // Varnish and similar gateways also answer 503 after they have forwarded the request. A server that refuses sends
    // Retry-After.
    private static bool IsOfGateway(HttpResponse response)
        => response.StatusCode == 503 && !response.Headers.ContainsKey("Retry-After")
            && (response.Headers.ContainsKey("Via") || response.Headers.ContainsKey("X-Varnish"));

    // Returns the error code of S3 and compatible servers; null if the body is not such a document.
    private static string? ErrorCode(HttpResponse response)
    {
        const string Start = "<Code>";
        var text = Encoding.ASCII.GetString(response.Body[..Math.Min(response.Body.Length, LongestErrorStart)].ToArray());
        var start = text.IndexOf(Start, StringComparison.Ordinal);
        var end = text.IndexOf("</Code>", StringComparison.Ordinal);
        return start >= 0 && end > start ? text[(start + Start.Length)..end] : null;
    }

    /// <summary>Returns the standard reason phrase, which servers such as Tomcat omit; empty if there is none.</summary>
    public static string Phrase(int status)
    {
        using var standard = new HttpResponseMessage((HttpStatusCode)status);
        return standard.ReasonPhrase ?? string.Empty;
    }
}
