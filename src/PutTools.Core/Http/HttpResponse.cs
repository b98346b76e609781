using System.Text.Json;
using PutTools.Json;
using PutTools.Secrets;
using PutTools.Text;
using PutTools.Urls;

namespace PutTools.Http;

/// <summary>A complete response of a server.</summary>
internal sealed record HttpResponse
{
    private readonly string _reasonPhrase;
    private readonly (ReadOnlyMemory<byte>, string?) _sentBody;
    private IReadOnlyList<string>? _sentSecrets;

    public HttpResponse(int statusCode, string reasonPhrase, ResponseHeaders headers)
    {
        StatusCode = statusCode;
        _reasonPhrase = DisplayText.Of(TextDecoder.FromUtf8(reasonPhrase) ?? reasonPhrase) is { Length: > 0 } phrase ? phrase : StatusCodes.Phrase(statusCode);
        Headers = headers;
        Outcome = statusCode switch
        {
            201 => ResourceOutcome.Created,
            202 => ResourceOutcome.Accepted,
            >= 200 and < 300 => ResourceOutcome.Updated,
            _ => ResourceOutcome.Failed,
        };
    }

    /// <summary>Creates the response of a write that did not have to be sent: it has no status and no fields.</summary>
    public static HttpResponse NotSent(HttpMethod method, Uri target, ResourceOutcome outcome = ResourceOutcome.Unchanged) => new(0, string.Empty, ResponseHeaders.From([]))
    {
        Method = method.Method,
        Target = target,
        Outcome = outcome,
    };

    /// <summary>The status code, 200 to 599, or an invalid one of three digits; 0 if nothing had to be sent.</summary>
    public int StatusCode { get; }

    /// <summary>The reason phrase, cut and without secrets; the standard one if the server sent none.</summary>
    public string ReasonPhrase => _reasonPhrase == StatusCodes.Phrase(StatusCode) ? _reasonPhrase : Http.SentSecrets.Mask(RedactedText.Phrase(_reasonPhrase), this);

    /// <summary>True if the status code is 2xx, nothing had to be sent, or <see cref="IsUnfollowed303"/> is true.</summary>
    public bool IsSuccess => StatusCode is >= 200 and < 300 || StatusCode == 0 || IsUnfollowed303;

    /// <summary>True if the body is the whole representation, and could be decoded.</summary>
    public bool IsWhole => StatusCode != 206 && BodyProblem is null;

    /// <summary>True for a 303 that answers a write and is not followed. The write was applied nevertheless.</summary>
    public bool IsUnfollowed303 { get; init; }

    /// <summary>The effect of the write.</summary>
    public ResourceOutcome Outcome { get; init; }

    /// <summary>The header fields that were sent. The server may repeat secrets in them.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> SentHeaders { get; init; } = [];

    /// <summary>The names of the sent fields with tokens and signatures.</summary>
    public IReadOnlyCollection<string> SecretFields { get; init; } = [];

    /// <summary>The content of the request, if it is in memory and the response tells of a failure. The server may repeat it.</summary>
    public (ReadOnlyMemory<byte> Bytes, string? ContentType) SentBody
    {
        get => _sentBody;
        init => (_sentBody, _sentSecrets) = (value, null);
    }

    /// <summary>The request's method.</summary>
    public string Method { get; init; } = string.Empty;

    /// <summary>The url of the request, as it was sent.</summary>
    public Uri? Target { get; init; }

    /// <summary>The header fields.</summary>
    public ResponseHeaders Headers { get; }

    /// <summary>The value of <c>Content-Type</c>; null if there is none.</summary>
    public string? ContentType => Headers.Single("Content-Type");

    /// <summary>The entity tag with its quotes; null if there is none.</summary>
    public string? ETag => Headers.Single("ETag");

    /// <summary>The time of the last change, by the server's clock; null if the server does not send it.</summary>
    public DateTimeOffset? LastModified => HttpDate.Parse(Headers.Single("Last-Modified"));

    /// <summary>The absolute url of <c>Location</c>; null if there is none, or more than one.</summary>
    public Uri? Location => Headers.Url("Location") is { } location && Target is not null
        && Uri.TryCreate(ExactUri.ResolveText(Target, location), UriKind.Absolute, out var absolute)
        && ExactUri.HasEncodableHost(absolute) ? ResourceUri.Of(absolute) : null;

    /// <summary>
    /// The pause that the server requests, relative to the time of the response by its own clock; null if it requests none.
    /// </summary>
    public TimeSpan? RetryAfter => Http.RetryAfter.Of(this, DateTimeOffset.UtcNow) is { } wait ? wait > TimeSpan.Zero ? wait : TimeSpan.Zero : null;

    /// <summary>The time from the start of the first attempt to the last byte of this response.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>The number of times the write was sent; 0 if the resource was only read.</summary>
    public int Attempts { get; init; }

    /// <summary>The redirects that led to this response, oldest first.</summary>
    public IReadOnlyList<HttpResponse> History { get; init; } = [];

    /// <summary>The HTTP version of the response; null if nothing had to be sent.</summary>
    public Version? HttpVersion { get; init; }

    /// <summary>The body after decoding.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>
    /// The reason, in a sentence, why <see cref="Body"/> is incomplete or not decoded; null if it is correct.
    /// </summary>
    public string? BodyProblem { get; init; }

    /// <summary>True if this is a 401 or 407 although there was a login to answer its challenge with.</summary>
    public bool HasLogin { get; init; }

    /// <summary>True if this is a 503 that a proxy, which forwarded the request, may have made itself.</summary>
    public bool MayBeOfProxy { get; init; }

    /// <summary>The full path of the file in which the body was saved; null if it is in memory.</summary>
    public string? OutFile { get; init; }

    /// <summary>The secrets of the request, longest first.</summary>
    public IReadOnlyList<string> SentSecrets => _sentSecrets ??= Http.SentSecrets.Of(SentHeaders, SecretFields, Target, SentBody.Bytes, SentBody.ContentType);

    /// <summary>Returns the body as JSON, in any charset and with or without a byte order mark; null if it is none.</summary>
    /// <remarks>JSON is UTF-8 (RFC 8259 §8.1), whatever charset it declares. Its charset counts only if it is not.</remarks>
    public JsonDocument? ParseJson() => JsonDefaults.TryParse(Body) ?? JsonDefaults.TryParse(TextDecoder.ToUtf8(Body, ContentType));

    /// <summary>The status line. Header fields and body are left out, because they may hold secrets.</summary>
    public override string ToString() => $"{StatusCode} {ReasonPhrase}".TrimEnd();
}
