using System;
using System.Collections.Generic;
using System.Net.Http;
using PutTools.Urls;

namespace PutTools.Http;

/// <summary>What a write did, as far as the response says. Users see the names.</summary>
internal enum ResourceOutcome
{
    /// <summary>The status means failure.</summary>
    Failed,

    /// <summary>The status means failure, but an earlier attempt, or this one, may have been applied.</summary>
    Unknown,

    /// <summary>201: the resource did not exist before.</summary>
    Created,

    /// <summary>The resource was changed.</summary>
    Updated,

    /// <summary>202: accepted, not done yet.</summary>
    Accepted,

    /// <summary>Nothing was written, because nothing differed.</summary>
    Unchanged,
}

/// <summary>A server's response to one request, read whole.</summary>
internal sealed record HttpResponse
{
    public HttpResponse(int statusCode, string reasonPhrase, ResponseHeaders headers)
    {
        StatusCode = statusCode;
        ReasonPhrase = reasonPhrase.Length > 0 ? reasonPhrase : StatusCodes.Phrase(statusCode);
        Headers = headers;
        Outcome = statusCode switch
        {
            201 => ResourceOutcome.Created,
            202 => ResourceOutcome.Accepted,
            >= 200 and < 300 => ResourceOutcome.Updated,
            _ => ResourceOutcome.Failed,
        };
    }

    /// <summary>
    /// What stands for a response where a write would change nothing and was not sent: no status, no fields.
    /// </summary>
    public static HttpResponse NotSent(HttpMethod method, Uri target) => new(0, string.Empty, ResponseHeaders.From([]))
    {
        Method = method.Method,
        Target = target,
        Outcome = ResourceOutcome.Unchanged,
    };

    /// <summary>The status code, 200 to 599; 0 where nothing had to be sent.</summary>
    public int StatusCode { get; }

    /// <summary>The reason phrase; the standard one where the server sent none.</summary>
    public string ReasonPhrase { get; }

    /// <summary>True if the status code is 2xx, or nothing had to be sent.</summary>
    public bool IsSuccess => StatusCode is >= 200 and < 300 || StatusCode == 0 || IsUnfollowed303;

    /// <summary>True if it is a 303 that answers a write and leads nowhere: the write was applied all the same.</summary>
    public bool IsUnfollowed303 { get; init; }

    /// <summary>What the write did.</summary>
    public ResourceOutcome Outcome { get; init; }

    /// <summary>The header fields of the request, as they were sent: the server may repeat what is secret in them.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> SentHeaders { get; init; } = [];

    /// <summary>The request's method.</summary>
    public string Method { get; init; } = string.Empty;

    /// <summary>The url that responded, as it was sent.</summary>
    public Uri? Target { get; init; }

    /// <summary>The header fields.</summary>
    public ResponseHeaders Headers { get; }

    /// <summary>The <c>Content-Type</c> field; null without one.</summary>
    public string? ContentType => Headers.Single("Content-Type");

    /// <summary>The entity tag with its quotes; null without one.</summary>
    public string? ETag => Headers.Single("ETag");

    /// <summary>When the resource was last changed, by the server's clock; null where the server does not say.</summary>
    public DateTimeOffset? LastModified => HttpDate.Parse(Headers.Single("Last-Modified"));

    /// <summary>The <c>Location</c> field made absolute; null without one.</summary>
    public Uri? Location => Headers.Single("Location") is { } location && Target is not null
        && Uri.TryCreate(ExactUri.ResolveText(Target, location), UriKind.Absolute, out var absolute) ? ResourceUri.Of(absolute) : null;

    /// <summary>
    /// How long the server asks to wait, counted from its own clock's time of the response; null where it does not.
    /// </summary>
    public TimeSpan? RetryAfter => Http.RetryAfter.Of(this, DateTimeOffset.UtcNow) is { } wait ? wait > TimeSpan.Zero ? wait : TimeSpan.Zero : null;

    /// <summary>From the start of the first attempt to the last byte of this response.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>How many times the write was sent; 0 where it was only read.</summary>
    public int Attempts { get; init; }

    /// <summary>The redirects that led to this response, oldest first.</summary>
    public IReadOnlyList<HttpResponse> History { get; init; } = [];

    /// <summary>The version of HTTP of the response; null where nothing had to be sent.</summary>
    public Version? HttpVersion { get; init; }

    /// <summary>The body, decoded from its content coding.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Why <see cref="Body"/> is not what the server meant, in a sentence; null where it is.</summary>
    public string? BodyProblem { get; init; }

    /// <summary>True if the body went to the file that the request names.</summary>
    public bool IsSaved { get; init; }

    /// <summary>The status line; header fields and body may hold secrets.</summary>
    public override string ToString() => $"{StatusCode} {ReasonPhrase}".TrimEnd();
}
