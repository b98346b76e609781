using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using PutTools.Cmdlets.Conversion;
using PutTools.Cookies;
using PutTools.Http;

#pragma warning disable IDE0130 // users see it as PutTools.ResourceResponse

namespace PutTools;

/// <summary>A response as the commands emit it: the engine's response, and its body as PowerShell objects.</summary>
public sealed class ResourceResponse
{
    private Func<object?>? _read;
    private object? _content;
    private string? _rawContent;

    internal ResourceResponse(HttpResponse response, object? inputObject, bool asHashtable, Action<string> warn)
    {
        Http = response;
        InputObject = inputObject;
        if (ResponseContent.IsSureJson(response))
            _read = () => ResponseContent.Read(response, asHashtable, static _ => { });
        else
            _content = ResponseContent.Read(response, asHashtable, warn);
    }

    /// <summary>The status code, 200 to 599; 0 where nothing had to be sent.</summary>
    public int StatusCode => Http.StatusCode;

    /// <summary>The reason phrase; the standard one where the server sent none.</summary>
    public string ReasonPhrase => Http.ReasonPhrase;

    /// <summary>True if the status code is 2xx, or nothing had to be sent.</summary>
    public bool IsSuccess => Http.IsSuccess;

    /// <summary>
    /// What the write did: Created, Updated, Accepted, Unchanged or Failed. Text, so that it stays one through jobs.
    /// </summary>
    public string Outcome => Http.Outcome.ToString();

    /// <summary>The request's method.</summary>
    public string Method => Http.Method;

    /// <summary>The url that responded. It can be written to again; as text it is masked.</summary>
    public Uri? Uri => ResourceUri.Of(Http.Target);

    /// <summary>The header fields, by name without regard to case; each an array of its lines.</summary>
    public ResponseHeaders Headers => Http.Headers;

    /// <summary>The <c>Content-Type</c> field; null without one.</summary>
    public string? ContentType => Http.ContentType;

    /// <summary>The entity tag with its quotes, as <c>-IfMatch</c> takes it; null without one.</summary>
    public string? ETag => Http.ETag;

    /// <summary>When the resource was last changed, by the server's clock; null where the server does not say.</summary>
    public DateTimeOffset? LastModified => Http.LastModified;

    /// <summary>The <c>Location</c> field made absolute; null without one.</summary>
    public Uri? Location => Http.Location;

    /// <summary>The urls of the <c>Link</c> fields, absolute, by their relation (RFC 8288): <c>Links["next"]</c>.</summary>
    public IReadOnlyDictionary<string, string> Links => LinkHeader.Parse(Headers.Single("Link"), Http.Target);

    /// <summary>The cookies that the response sets.</summary>
    public IReadOnlyList<Cookie> Cookies => SetCookie.Parse(Headers.TryGetValue("Set-Cookie", out var lines) ? lines : [], Http.Target);

    /// <summary>
    /// How long the server asks to wait, counted from its own clock's time of the response; null where it does not.
    /// </summary>
    public TimeSpan? RetryAfter => Http.RetryAfter;

    /// <summary>From the start of the first attempt to the last byte of this response.</summary>
    public TimeSpan Elapsed => Http.Elapsed;

    /// <summary>How many times the write was sent; 0 where it was only read.</summary>
    public int Attempts => Http.Attempts;

    /// <summary>The redirects that led to this response, oldest first.</summary>
    public ResourceResponse[] History => [.. Http.History.Select(hop => new ResourceResponse(hop, InputObject, asHashtable: false, static _ => { }))];

    /// <summary>The version of HTTP of the response; null where nothing had to be sent.</summary>
    public Version? HttpVersion => Http.HttpVersion;

    /// <summary>
    /// The body: objects for JSON, an <see cref="System.Xml.XmlDocument"/> for XML, a string for other text, bytes for
    /// the rest, and nothing where there is none. JSON is read when it is first asked for.
    /// </summary>
    public object? Content
    {
        get
        {
            if (_read is { } read)
                (_content, _read) = (read(), null);
            return _content;
        }
    }

    /// <summary>The body as text, as it came; null where it is binary.</summary>
    public string? RawContent => _rawContent ??= ResponseContent.RawText(Http);

    /// <summary>The object that the write was made from.</summary>
    public object? InputObject { get; }

    /// <summary>True if there is a body; a JSON null is one.</summary>
    internal bool HasContent => Http.Body.Length > 0;

    /// <summary>The engine's response.</summary>
    internal HttpResponse Http { get; }

    /// <inheritdoc/>
    public override string ToString() => Http.ToString();
}
