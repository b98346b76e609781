using PutTools.Http;
using PutTools.Secrets;
using PutTools.Text;
using PutTools.Urls;

namespace PutTools.Pipeline;

/// <summary>Messages about requests and their outcome.</summary>
internal static class PipelineMessages
{
    private const int LongestUri = 500;

    private const int UriEnd = 100;

    private static readonly string[] Answered = ["Basic", "Digest", "NTLM", "Negotiate"];

    public static string StatusFailure(HttpRequest request, HttpResponse response)
        => $"{Target(request)} failed: {HttpMessages.Status(response).TrimEnd('.')}.{Refused(request, response)}{Allowed(response)}{Accepted(request, response)}{Compressed(request, response)}{Unusable(response)}{Redirected(request, response)}"
            + (StatusCodes.IsTransient(response) ? NotReplayable(request) : string.Empty);

    // The remedy for refused credentials differs from that for missing ones.
    private static string Refused(HttpRequest request, HttpResponse response)
    {
        if (response is { StatusCode: 407, HasLogin: true })
            return " The proxy did not accept the credentials.";
        if (response.StatusCode != 401 || IsWithheld(request, response))
            return string.Empty;
        var sent = HeaderField.Last(response.SentHeaders, "Authorization");
        if (sent is null)
            return response.SentHeaders.Any(static field => SecretName.Is(field.Key)) ? " The credentials in the headers were refused. Give valid ones." : NoneSent(response);
        if (sent.IndexOf(' ') is not (> 0 and var space))
            return " The Authorization header was refused: it has no scheme, as in 'Bearer <token>'.";
        return sent[space..].Trim().Length > 0
            ? $" The credentials ({sent[..space]}) were refused. Give valid ones with -Token or -Credential."
            : $" The Authorization header has nothing after '{sent[..space]}', perhaps because a variable is empty.";
    }

    // -Credential alone waits for a challenge.
    private static string NoneSent(HttpResponse response) => response.Headers.TryGetValue("WWW-Authenticate", out var challenges)
        && Array.Exists(challenges, static challenge => Array.Exists(Answered, scheme => challenge.IndexOf(scheme, StringComparison.OrdinalIgnoreCase) >= 0))
        ? response.HasLogin
            // They authenticate a connection, which the requests of HTTP/2 share.
            ? response.HttpVersion is { Major: > 1 } && Array.Exists(challenges, static challenge => challenge.StartsWith("Negotiate", StringComparison.OrdinalIgnoreCase) || challenge.StartsWith("NTLM", StringComparison.OrdinalIgnoreCase))
                ? " No credentials were sent: NTLM and Negotiate need HTTP/1.1. Leave -HttpVersion out."
                : " No credentials were sent: this system cannot answer the server's challenge. If the server takes Basic, add -Authentication Basic."
            : " No credentials were sent: give -Token or -Credential."
        : " No credentials were sent: give -Token, or -Credential with -Authentication Basic.";

    // RFC 9110 §15.5.6: a 405 response lists the methods that the resource supports.
    private static string Allowed(HttpResponse response)
        => response.StatusCode == 405 && response.Headers.Single("Allow") is { Length: > 0 } methods ? $" The resource supports {RedactedText.Phrase(methods)}." : string.Empty;

    // RFC 5789 §2.2 and RFC 9110 §12.5.1: a 415 response may list the types that the resource accepts.
    private static string Accepted(HttpRequest request, HttpResponse response)
    {
        if (response.StatusCode != 415)
            return string.Empty;
        // The boundary of a form is of no use to the reader.
        var sent = request.Content?.ContentType is { Length: > 0 } type
            ? $" The body was sent as {RedactedText.Phrase(MediaType.Of(type) is var mediaType && MediaType.IsMultipart(mediaType) ? mediaType : type)}." : " The body was sent without a type.";
        return (response.Headers.TryGetValue("Accept-Patch", out var types) && request.IsPatch) || response.Headers.TryGetValue("Accept", out types)
            ? $"{sent} The resource accepts {RedactedText.Phrase(string.Join(", ", types))}." : sent;
    }

    // RFC 9110 §15.5.16 has 415 for it; a server that does not look at the field finds no JSON in the body.
    private static string Compressed(HttpRequest request, HttpResponse response)
        => response.StatusCode is 400 or 415 && HeaderField.Last(request.Headers, "Content-Encoding") is { Length: > 0 } coding
            ? $" The body was compressed ({RedactedText.Phrase(coding)}), which not every server understands: try without -ContentEncoding." : string.Empty;

    private static string Unusable(HttpResponse response) => response switch
    {
        not { StatusCode: 301 or 302 or 307 or 308 } => string.Empty,
        { Location: { } target } when Origin.IsHttp(target) => string.Empty,
        _ => response.Headers.ContainsKey("Location") ? " Its Location is not a single http or https url, so it cannot be followed." : " It has no Location that could be followed.",
    };

    private static string Redirected(HttpRequest request, HttpResponse response) => response.History switch
    {
        [] => string.Empty,
        var hops when hops.Any(static hop => hop.StatusCode == 303)
            => $" The write itself was answered with 303; the GET of its target {Shown(response.Target)} failed.",
        _ => $" It was redirected to {Shown(response.Target)}."
            + (IsWithheld(request, response) ? " No credentials are sent to another origin: write to that url itself, or add -PreserveAuthorizationOnRedirect." : string.Empty),
    };

    // For example http to https of the same host.
    private static bool IsWithheld(HttpRequest request, HttpResponse response)
        => response.StatusCode is 401 or 403 && response.Target is { } target && !Origin.AreSame(request.Uri, target)
            && !response.SentHeaders.Any(static field => SecretName.Is(field.Key));

    public static string Shown(Uri? uri) => uri is null ? string.Empty : Shortened(RedactedUri.Text(uri));

    public static string RetryActivity(string target) => $"Waiting to retry {target}";

    public static string DeadlineExceeded(string target, TimeSpan deadline, TimeSpan? wait, WriteOutcome outcome)
        => $"{target} did not finish within its deadline of {Wording.Seconds(deadline)}"
            + (wait is { } time ? $": it would have to wait {Wording.Seconds(time)} more." : ".")
            + (outcome.Operation is { } operation ? $" The operation continues at {Shown(operation)}."
                : outcome.Attempts == 0 ? " Nothing was written."
                : UnknownOutcome(outcome.IsUnknown));

    public static string OperationGoesOn(RequestException failure, Uri operation)
        => $"{failure.Message} The server has accepted the write. Its operation can be polled again at {Shown(operation)}.";

    public static string NotReplayable(HttpRequest request)
        => request.Content is { CanReplay: false } ? " It was not retried, because the body is a stream that can be read only once." : string.Empty;

    public static string Target(HttpRequest request) => Target(request.Method, request.Uri);

    public static string Target(HttpMethod method, Uri uri) => $"{method.Method} {Shortened(RedactedUri.Text(uri))}";

    // A long url would hide the message; its two ends identify it.
    private static string Shortened(string uri) => uri.Length <= LongestUri ? uri : uri[..(LongestUri - UriEnd)] + "…" + uri[^UriEnd..];

    public static string UnknownOutcome(bool mayHaveBeenApplied)
        => mayHaveBeenApplied ? " The write may have been applied: sending had begun." : string.Empty;
}
