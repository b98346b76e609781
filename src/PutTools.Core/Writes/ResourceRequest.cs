using PutTools.Content;
using PutTools.Http;
using PutTools.Patching;
using PutTools.Pipeline;

namespace PutTools.Writes;

/// <summary>A request as the caller specifies it. Immutable, and independent of PowerShell.</summary>
internal sealed record ResourceRequest
{
    /// <summary>The method: PUT or PATCH.</summary>
    public required HttpMethod Method { get; init; }

    /// <summary>The target: an absolute http or https url without a fragment.</summary>
    public required Uri Uri { get; init; }

    /// <summary>The content. Default: null, a request without content.</summary>
    public RequestContent? Content { get; init; }

    /// <summary>The content coding to apply to <see cref="Content"/>: gzip, br or deflate. Default: null, none.</summary>
    public string? ContentCoding { get; init; }

    /// <summary>True to send the digest of the content (RFC 9530). Default: false.</summary>
    public bool HasDigest { get; init; }

    /// <summary>Header fields of this request only; they win over those of <see cref="Settings"/>. Default: none.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The settings for sending the request. Default: <see cref="ResourceSettings.Default"/>.</summary>
    public ResourceSettings Settings { get; init; } = ResourceSettings.Default;

    /// <summary>True to return a response whose status means failure like any other. Default: false, it throws.</summary>
    public bool SkipHttpErrorCheck { get; init; }

    /// <summary>
    /// The full path of the file for the body of a 2xx response, or of a folder; the file then gets the server's name for
    /// it. Default: null, the body stays in memory.
    /// </summary>
    public string? OutFile { get; init; }

    /// <summary>
    /// The format of the patch in the content. Default: null, there is no patch, or its format is unknown.
    /// </summary>
    public PatchFormat? PatchFormat { get; init; }

    /// <summary>The state that the patch should lead to. Default: null, unknown.</summary>
    public JsonTree? Expected { get; init; }

    /// <summary>
    /// True if a repeat adds to the effect of the first request, so that a PUT is no safer than a PATCH. Default: false.
    /// </summary>
    public bool IsAppending { get; init; }

    /// <summary>
    /// True if the Idempotency-Key was generated for this request. A change that is made from a fresh read then gets
    /// another.
    /// </summary>
    public bool HasFreshKey { get; init; }

    /// <summary>True if the request changes a part of the resource (RFC 5789).</summary>
    public bool IsPatch => Method.Method == "PATCH";

    /// <summary>Method and masked url. Header fields and content are left out, because they may hold secrets.</summary>
    public override string ToString() => PipelineMessages.Target(Method, Uri);

    /// <summary>Returns the value of a field of the request or its session; null if neither has it.</summary>
    public string? Field(string name) => HeaderField.Last(Headers, name) ?? Settings.Header(name);

    /// <summary>Returns the same request with one line for the field <paramref name="name"/>.</summary>
    public ResourceRequest With(string name, string value) => this with { Headers = HeaderField.With(Headers, name, value) };
}
