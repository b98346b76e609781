using System.Net;
using PutTools.Cmdlets.Conversion;
using PutTools.Cmdlets.Output;
using PutTools.Cookies;
using PutTools.Http;
using PutTools.Pipeline;
using PutTools.ServerMessages;
using PutTools.Writes;

#pragma warning disable IDE0130 // users see it as PutTools.ResourceResponse

namespace PutTools;

/// <summary>A response as the commands emit it. Its content is converted to PowerShell values.</summary>
public sealed class ResourceResponse
{
    private readonly bool _asHashtable;
    private bool _isUnread;
    private object? _content;
    private string? _rawContent;

    internal ResourceResponse(HttpResponse response, object? inputObject, bool asHashtable, Action<string> warn)
        : this(response, inputObject, asHashtable)
    {
        if (!_isUnread)
            _content = ResponseContent.Read(response, asHashtable, warn);
    }

    /// <summary>Wraps the response of an exchange. Its observer gets the warnings.</summary>
    internal ResourceResponse(HttpResponse response, object? inputObject, bool asHashtable, IExchangeObserver observer)
        : this(response, inputObject, asHashtable)
    {
        if (!_isUnread)
            _content = ResponseContent.Read(response, asHashtable, response.IsSuccess ? observer.Warning : observer.Verbose);
    }

    private ResourceResponse(HttpResponse response, object? inputObject, bool asHashtable)
    {
        Http = response;
        InputObject = inputObject;
        _asHashtable = asHashtable;
        _isUnread = ResponseContent.IsWellFormedJson(response);
    }

    /// <summary>The status code, 200 to 599, or an invalid one of three digits; 0 if nothing had to be sent.</summary>
    public int StatusCode => Http.StatusCode;

    /// <summary>The reason phrase; the standard one if the server sent none.</summary>
    public string ReasonPhrase => Http.ReasonPhrase;

    /// <summary>True if the status code is 2xx, or nothing had to be sent.</summary>
    public bool IsSuccess => Http.IsSuccess;

    /// <summary>
    /// The effect of the write: Created, Updated, Accepted, Unchanged, Journaled, Failed or Unknown. A string, so that jobs keep it.
    /// </summary>
    public string Outcome => Http.Outcome.ToString();

    /// <summary>The request's method.</summary>
    public string Method => Http.Method;

    /// <summary>The url of the request. It can be used for another write; as text it is masked.</summary>
    public Uri? Uri => ResourceUri.Of(Http.Target);

    /// <summary>The header fields by name, regardless of letter case. Each value is an array of the field's lines.</summary>
    public ResponseHeaders Headers => Http.Headers;

    /// <summary>The value of <c>Content-Type</c>; null if there is none.</summary>
    public string? ContentType => Http.ContentType;

    /// <summary>The entity tag with its quotes, as <c>-IfMatch</c> accepts it; null if there is none.</summary>
    public string? ETag => Http.ETag;

    /// <summary>The time of the last change, by the server's clock; null if the server does not send it.</summary>
    public DateTimeOffset? LastModified => Http.LastModified;

    /// <summary>The absolute url of <c>Location</c>; null if there is none.</summary>
    public Uri? Location => Http.Location;

    /// <summary>The absolute urls of the <c>Link</c> fields by relation (RFC 8288): <c>Links["next"]</c>.</summary>
    public IReadOnlyDictionary<string, string> Links => LinkHeader.Parse(Headers.Single("Link"), Http.Target);

    /// <summary>The cookies that the response sets.</summary>
    // An array, because PowerShell cannot index a list of a type that is not public.
    public Cookie[] Cookies => [.. SetCookie.All(Headers.TryGetValue("Set-Cookie", out var lines) ? lines : [], Http.Target)];

    /// <summary>
    /// The pause that the server requests, relative to the time of the response by its own clock; null if it requests none.
    /// </summary>
    public TimeSpan? RetryAfter => Http.RetryAfter;

    /// <summary>The time from the start of the first attempt to the last byte of this response.</summary>
    public TimeSpan Elapsed => Http.Elapsed;

    /// <summary>The number of times the write was sent; 0 if the resource was only read.</summary>
    public int Attempts => Http.Attempts;

    /// <summary>The redirects that led to this response, oldest first.</summary>
    public ResourceResponse[] History => [.. Http.History.Select(hop => new ResourceResponse(hop, InputObject, asHashtable: false, static _ => { }))];

    /// <summary>The HTTP version of the response; null if nothing had to be sent.</summary>
    public Version? HttpVersion => Http.HttpVersion;

    /// <summary>
    /// The body: objects for JSON, an <see cref="System.Xml.XmlDocument"/> for XML, a string for other text, otherwise
    /// bytes; null if there is none. JSON is parsed on first use.
    /// </summary>
    public object? Content
    {
        get
        {
            if (_isUnread)
                (_content, _isUnread) = (ResponseContent.Read(Http, _asHashtable, static _ => { }), false);
            return _content;
        }
    }

    /// <summary>The body as received text; null if it is binary.</summary>
    public string? RawContent => _rawContent ??= ResponseContent.RawText(Http);

    /// <summary>The full path of the file in which <c>-OutFile</c> has saved the body; null if there is none.</summary>
    public string? OutFile => Http.OutFile;

    /// <summary>
    /// The server's explanation if the status means failure, or the content reports one, in at most five lines and without secrets; otherwise null.
    /// </summary>
    public string? ErrorMessage => Boundary.OrNothing(() => !IsSuccess || (Http.Outcome == ResourceOutcome.Unknown && Contradiction.ReportsFailure(Http, sent: null)) ? ServerMessage.Of(Http) : null);

    /// <summary>The object that the write was made from.</summary>
    public object? InputObject { get; }

    /// <summary>True if there is a body; a JSON null is one.</summary>
    internal bool HasContent => Http.Body.Length > 0;

    /// <summary>The engine's response.</summary>
    internal HttpResponse Http { get; }

    /// <inheritdoc/>
    public override string ToString() => Http.ToString();
}
