using System.Globalization;
using System.Net;
using PutTools.Pipeline;

namespace PutTools.Transport;

/// <summary>Where the body of a response ends (RFC 9112 §6.3).</summary>
/// <param name="Length">The announced length; 0 if there is no body, null if it is unknown.</param>
/// <param name="IsRead">True if a body may follow on the connection.</param>
/// <param name="IsEndless">True if nothing marks the end of the body on a connection that stays open.</param>
internal readonly record struct BodyFraming(long? Length, bool IsRead, bool IsEndless)
{
    public static BodyFraming Of(HttpResponseMessage response, HttpRequest request, ResponseHeaders headers)
    {
        var length = AnnouncedLength(response, request, headers);
        // After an unrequested 101 another protocol follows, which nothing here reads.
        var isRead = (int)response.StatusCode >= 200 && !IsReset(response, length);
        var isEndless = length is null && headers.ContainsKey("Content-Length") && !headers.ContainsKey("Transfer-Encoding") && response.Headers.ConnectionClose != true;
        return new(length, isRead, isEndless);
    }

    private static long? AnnouncedLength(HttpResponseMessage response, HttpRequest request, ResponseHeaders headers)
        => !HasBody(response, request) ? 0
            // Chunks mark the end of the body themselves, whatever Content-Length says.
            : response.Headers.TransferEncodingChunked == true ? null
            : (headers.TryGetValue("Content-Length", out var lines) && lines.Length > 1 ? null : response.Content?.Headers.ContentLength) ?? RepeatedLength(headers);

    // RFC 9110 §8.6: here Content-Length is that of another response's body.
    private static bool HasBody(HttpResponseMessage response, HttpRequest request)
        => request.Method != HttpMethod.Head && response.StatusCode is not (HttpStatusCode.NoContent or HttpStatusCode.NotModified) && (int)response.StatusCode >= 200;

    // RFC 9110 §15.3.6: a 205 has no body. Some servers send one without a length, and keep the connection open.
    private static bool IsReset(HttpResponseMessage response, long? announced)
        => response.StatusCode == HttpStatusCode.ResetContent && announced is null && response.Headers.TransferEncodingChunked != true;

    // Equal values in a list are one. The runtime would read up to the end of the connection, and take the first of several lines.
    private static long? RepeatedLength(ResponseHeaders headers)
        => headers.Single("Content-Length") is { } list && list.Split(',').Select(static value => value.Trim()).Distinct(StringComparer.Ordinal).ToList() is [var only]
            && long.TryParse(only, NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : null;
}
