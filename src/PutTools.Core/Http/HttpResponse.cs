using System;
using System.Collections.Generic;
using System.Net;
using PutTools.Cookies;
using PutTools.Pipeline;
using PutTools.Secrets;
using PutTools.Urls;

namespace PutTools.Http;

/// <summary>What a write did, as far as the response says.</summary>
public enum ResourceOutcome
{
    /// <summary>The response says that it failed.</summary>
    Failed,

    /// <summary>201: the resource was not there before.</summary>
    Created,

    /// <summary>The resource was changed.</summary>
    Updated,

    /// <summary>202: taken on, not done yet.</summary>
    Accepted,

    /// <summary>Nothing was written, as nothing differed.</summary>
    Unchanged,
}

/// <summary>A server's response to one request, whole.</summary>
public class HttpResponse
{
    internal HttpResponse(int statusCode, string reasonPhrase, ResponseHeaders headers)
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

    /// <summary>Copies <paramref name="response"/>; for types that add to it.</summary>
    protected internal HttpResponse(HttpResponse response)
    {
        StatusCode = response.StatusCode;
        ReasonPhrase = response.ReasonPhrase;
        Headers = response.Headers;
        Outcome = response.Outcome;
        Method = response.Method;
        Target = response.Target;
        HttpVersion = response.HttpVersion;
        Elapsed = response.Elapsed;
        Attempts = response.Attempts;
        Body = response.Body;
        BodyProblem = response.BodyProblem;
        IsSaved = response.IsSaved;
        History = response.History;
    }

    /// <summary>What stands for a response where a write would change nothing and was not sent.</summary>
    internal static HttpResponse NotSent(ResourceRequest request) => new(0, string.Empty, ResponseHeaders.From([]))
    {
        Method = request.Method.Method,
        Target = request.Uri,
        Outcome = ResourceOutcome.Unchanged,
    };

    /// <summary>The status code, 200 to 599; 0 where nothing had to be sent.</summary>
    public int StatusCode { get; }

    /// <summary>The reason phrase; the standard one where the server sent none.</summary>
    public string ReasonPhrase { get; }

    /// <summary>Whether the status code is 2xx, or nothing had to be sent.</summary>
    public bool IsSuccess => StatusCode is >= 200 and < 300 || StatusCode == 0;

    /// <summary>What the write did.</summary>
    internal ResourceOutcome Outcome { get; init; }

    /// <summary>The request's method.</summary>
    public string Method { get; internal init; } = string.Empty;

    /// <summary>The url that responded. It can be written to again; as text it is masked.</summary>
    public Uri? Uri => ResourceUri.Of(Target);

    /// <summary>The header fields, by name without regard to case; each an array of its lines.</summary>
    public ResponseHeaders Headers { get; }

    /// <summary>The <c>Content-Type</c> field; null without one.</summary>
    public string? ContentType => Headers.Single("Content-Type");

    /// <summary>The entity tag with its quotes, as <c>-IfMatch</c> takes it; null without one.</summary>
    public string? ETag => Headers.Single("ETag");

    /// <summary>When the resource was changed last, by the server's clock; null where it does not say.</summary>
    public DateTimeOffset? LastModified => HttpDate.Parse(Headers.Single("Last-Modified"));

    /// <summary>The <c>Location</c> field made absolute; null without one.</summary>
    public Uri? Location => Headers.Single("Location") is { } location && Target is not null
        && Uri.TryCreate(ExactUri.ResolveText(Target, location), UriKind.Absolute, out var absolute) ? ResourceUri.Of(absolute) : null;

    /// <summary>The urls of the <c>Link</c> fields, absolute, by their relation (RFC 8288): <c>Links["next"]</c>.</summary>
    public IReadOnlyDictionary<string, string> Links => LinkHeader.Parse(Headers.Single("Link"), Target);

    /// <summary>The cookies that the response sets.</summary>
    public IReadOnlyList<Cookie> Cookies => SetCookie.Parse(Headers.TryGetValue("Set-Cookie", out var lines) ? lines : [], Target);

    /// <summary>How long the server asks to wait, counted from its own clock's time of the response; null where it does not.</summary>
    public TimeSpan? RetryAfter => Http.RetryAfter.Parse(
        Headers.Single("Retry-After"), HttpDate.Parse(Headers.Single("Date")) ?? DateTimeOffset.UtcNow);

    /// <summary>From the start of the first attempt to the last byte of this response.</summary>
    public TimeSpan Elapsed { get; internal init; }

    /// <summary>How many times the write was sent; 0 where it was only read.</summary>
    public int Attempts { get; internal init; }

    /// <summary>The redirects that led to this response, oldest first.</summary>
    public HttpResponse[] History { get; internal init; } = [];

    /// <summary>The version of HTTP that the response came by.</summary>
    public Version? HttpVersion { get; internal init; }

    /// <summary>The url that responded, as it was sent.</summary>
    internal Uri? Target { get; init; }

    /// <summary>The body, undone of its content coding.</summary>
    internal ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Why <see cref="Body"/> is not what the server meant, in a sentence; null where it is.</summary>
    internal string? BodyProblem { get; init; }

    /// <summary>Whether the body went to the file that the request names.</summary>
    internal bool IsSaved { get; init; }
}
