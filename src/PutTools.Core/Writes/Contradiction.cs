using PutTools.Content;
using PutTools.Http;
using PutTools.Pipeline;
using PutTools.ServerMessages;

namespace PutTools.Writes;

/// <summary>Finds what the content of a response says against its success status.</summary>
internal static class Contradiction
{
    /// <summary>Returns it as a warning; null if there is none.</summary>
    /// <param name="response">The response.</param>
    /// <param name="request">The request.</param>
    /// <param name="sent">The content that was sent, or the state that it leads to: the server may return it.</param>
    /// <param name="observer">Receives the failure to read the response.</param>
    /// <remarks>
    /// A response whose text cannot be read, in a charset whose provider fails, for example, is still the answer to the write.
    /// </remarks>
    public static string? In(HttpResponse response, ResourceRequest request, RequestContent? sent, IExchangeObserver? observer)
    {
        // If nothing was written, it is the state that was read.
        if (!response.IsSuccess || response.Outcome == ResourceOutcome.Unchanged)
            return null;
        try
        {
            return IsPage(response, sent) ? WriteMessages.Page(request, response)
                : MultiStatus.Of(response, sent?.Representation) is var parts && Array.Exists(parts, static status => status >= 400) ? WriteMessages.FailedParts(request, parts)
                : ReportsFailure(response, sent) ? WriteMessages.ErrorWithSuccess(request, response, Reason(response))
                : null;
        }
        catch (Exception failure)
        {
            observer?.Verbose(WriteMessages.UnreadText(request, failure));
            return null;
        }
    }

    /// <summary>True if the content of a success says that the write failed.</summary>
    public static bool ReportsFailure(HttpResponse response, RequestContent? sent) => IsError(response, sent) || ReportedFailure.IsIn(response, sent?.Representation);

    /// <summary>
    /// True for a login page: a proxy or an expired session redirects to it, and Azure DevOps answers a token that has expired with 203 and
    /// one. An API that takes JSON has no other pages, but for the one by which Apache confirms that a file was created.
    /// </summary>
    public static bool IsPage(HttpResponse response, RequestContent? sent)
        => response.IsSuccess && MediaType.Of(response.ContentType) == MediaType.Html && MediaType.Of(sent?.ContentType) is var type && type != MediaType.Html
            && (IsRedirected(response) || (response.StatusCode != 201 && MediaType.IsJson(type) && HtmlText.IsPage(Start(response))));

    /// <summary>True if a redirect that an expired session may have caused led to the response.</summary>
    public static bool IsRedirected(HttpResponse response) => response.History.Any(static hop => hop.StatusCode is 301 or 302);

    // Without its text, the failure is reported all the same.
    private static string Reason(HttpResponse response)
    {
        try
        {
            return string.Join("; ", (ServerMessage.Of(response) ?? string.Empty).Split('\n').Select(static line => line.Trim().TrimEnd('.')));
        }
        catch (Exception)
        {
            return string.Empty;
        }
    }

    private static string Start(HttpResponse response)
        => TextDecoder.Decode(response.Body[..Math.Min(response.Body.Length, 1000)], response.ContentType).TrimStart();

    // S3 sends 200 before it copies an object, and may have to end that response with an error.
    private static bool IsError(HttpResponse response, RequestContent? sent)
        => MediaType.IsXml(MediaType.Of(response.ContentType)) && !MediaType.IsXml(MediaType.Of(sent?.ContentType))
            && ReportedFailure.IsInXml(TextDecoder.Decode(response.Body, response.ContentType));
}
