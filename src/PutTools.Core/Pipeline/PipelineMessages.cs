using System;
using System.Linq;
using System.Net.Http;
using PutTools.Http;
using PutTools.Secrets;
using PutTools.Text;

namespace PutTools.Pipeline;

/// <summary>Messages about requests and their outcome.</summary>
internal static class PipelineMessages
{
    private const int LongestUri = 500;

    private const int UriEnd = 100;

    public static string StatusFailure(HttpRequest request, HttpResponse response)
        => $"{Target(request)} failed: {HttpMessages.Status(response)}.{Refused(response)}{Allowed(response)}{Redirected(response)}"
            + (StatusCodes.IsTransient(response) ? NotReplayable(request) : string.Empty);

    // The remedy for refused credentials differs from that for missing ones.
    private static string Refused(HttpResponse response)
    {
        if (response.StatusCode != 401)
            return string.Empty;
        var sent = response.SentHeaders.LastOrDefault(static field => field.Key.Equals("Authorization", StringComparison.OrdinalIgnoreCase)).Value;
        const string Others = "were refused. Give valid ones with -Token or -Credential.";
        return sent is null ? response.SentHeaders.Any(static field => SecretName.Is(field.Key)) ? " The credentials in the headers were refused. Give valid ones." : " No credentials were sent: give -Token or -Credential."
            : sent.IndexOf(' ') is > 0 and var space ? $" The credentials ({sent[..space]}) {Others}"
            : " The Authorization header was refused: it has no scheme, as in 'Bearer <token>'.";
    }

    // RFC 9110 §15.5.6: a 405 response lists the methods that the resource supports.
    private static string Allowed(HttpResponse response)
        => response.StatusCode == 405 && response.Headers.Single("Allow") is { Length: > 0 } methods ? $" The resource supports {methods}." : string.Empty;

    private static string Redirected(HttpResponse response) => response.History switch
    {
        [] => string.Empty,
        var hops when hops.Any(static hop => hop.StatusCode == 303)
            => $" The write itself was answered with 303; the GET of its target {Shown(response.Target)} failed.",
        _ => $" It was redirected to {Shown(response.Target)}.",
    };

    public static string Shown(Uri? uri) => uri is null ? string.Empty : RedactedUri.Text(uri);

    public static string RetryActivity(HttpRequest request) => $"Waiting to retry {Target(request)}";

    public static string DeadlineExceeded(string target, TimeSpan deadline, TimeSpan? wait, WriteOutcome outcome)
        => $"{target} did not finish within its deadline of {Wording.Seconds(deadline)}"
            + (wait is { } time ? $": it would have to wait {Wording.Seconds(time)} more." : ".")
            + (outcome.Operation is { } operation ? $" The operation continues at {RedactedUri.Text(operation)}."
                : outcome.Attempts == 0 ? " Nothing was written."
                : UnknownOutcome(outcome.IsUnknown));

    public static string OperationGoesOn(RequestException failure, Uri operation)
        => $"{failure.Message} The server has accepted the write. Its operation can be polled again at {RedactedUri.Text(operation)}.";

    public static string NotReplayable(HttpRequest request)
        => request.Content is { CanReplay: false } ? " It was not retried, because the body is a stream that can be read only once." : string.Empty;

    public static string Target(HttpRequest request) => Target(request.Method, request.Uri);

    public static string Target(HttpMethod method, Uri uri) => $"{method.Method} {Shortened(RedactedUri.Text(uri))}";

    // A long url would hide the message; its two ends identify it.
    private static string Shortened(string uri) => uri.Length <= LongestUri ? uri : uri[..(LongestUri - UriEnd)] + "…" + uri[^UriEnd..];

    public static string UnknownOutcome(bool mayHaveBeenApplied)
        => mayHaveBeenApplied ? " The write may have been applied: sending had begun." : string.Empty;
}
