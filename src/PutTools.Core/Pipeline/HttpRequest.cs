using PutTools.Content;
using PutTools.Http;
using PutTools.Patching;
using PutTools.Secrets;

namespace PutTools.Pipeline;

/// <summary>One request as the policies see it, with all header fields and with encoded content. Immutable.</summary>
internal sealed record HttpRequest
{
    // Beside If-… and Content-….
    private static readonly HashSet<string> FieldsOfWrite = new(StringComparer.OrdinalIgnoreCase)
    {
        "Idempotency-Key", "Prefer", "Expect", "Digest", "Repr-Digest", "Trailer", "X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override",
        "Transfer-Encoding", "Accept-Encoding", "Cache-Control",
    };

    /// <summary>The method.</summary>
    public required HttpMethod Method { get; init; }

    /// <summary>The absolute http or https url, without user information and fragment.</summary>
    public required Uri Uri { get; init; }

    /// <summary>The content; null for a request without content.</summary>
    public RequestContent? Content { get; init; }

    /// <summary>
    /// The header fields, one entry per line. A run of lines with one name replaces earlier lines of that name.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The names of fields with tokens and signatures: their values are secrets, whatever the names are.</summary>
    public IReadOnlyCollection<string> SecretFields { get; init; } = [];

    /// <summary>The file or folder for the body of a 2xx response; null to keep the body in memory.</summary>
    public string? OutFile { get; init; }

    /// <summary>The format of the patch in the content; null if there is no patch, or its format is unknown.</summary>
    public PatchFormat? PatchFormat { get; init; }

    /// <summary>The state that the patch should lead to; null if it is unknown.</summary>
    public JsonTree? Expected { get; init; }

    /// <summary>True if the request changes a part of the resource (RFC 5789).</summary>
    public bool IsPatch => Method.Method == "PATCH";

    /// <summary>
    /// True if a redirect or an operation led to another origin than the caller's. Such a request gets no credentials.
    /// </summary>
    public bool IsCrossOrigin { get; init; }

    /// <summary>The names of cookies that a redirect has set. The caller's cookies of these names are not sent any more.</summary>
    public IReadOnlyCollection<string> ReplacedCookies { get; init; } = [];

    /// <summary>True if the request changes nothing on the server (RFC 9110 §9.2.1).</summary>
    public bool IsSafe => Method == HttpMethod.Get || Method == HttpMethod.Head || Method == HttpMethod.Options;

    /// <summary>
    /// True if a repeated request can't be applied twice: the request is idempotent, has the entity tag of the state that it
    /// changes, or has a key by which the server recognizes a repeat. <c>If-Match: *</c> does not prevent a second write,
    /// and a date is too coarse for that.
    /// </summary>
    public bool IsReplaySafe => IsReplaySafeWithoutKey || Field("Idempotency-Key") is not null;

    /// <summary>True if a repeat can't be applied twice, even if it has another key.</summary>
    public bool IsReplaySafeWithoutKey => IsIdempotent || (Field("If-Match") is { } tag && EntityTag.IsList(tag));

    /// <summary>True if several identical requests have the same effect as one (RFC 9110 §9.2.2).</summary>
    public bool IsIdempotent => IsSafe || (!IsAppending && (Method == HttpMethod.Put || Method == HttpMethod.Delete));

    /// <summary>
    /// True if the caller has specified that a repeat adds to the effect of the first request, whatever the method.
    /// </summary>
    public bool IsAppending { get; init; }

    /// <summary>True if the server does not know <c>Expect: 100-continue</c>, so that the request goes out without it.</summary>
    public bool IsWithoutExpect { get; init; }

    /// <summary>True if the request has a precondition on the state of the resource (RFC 9110 §13.1).</summary>
    public bool IsConditional => Precondition.IsIn(Headers);

    /// <summary>True if the request has no content, or content that can be sent again.</summary>
    public bool CanReplay => Content?.CanReplay ?? true;

    /// <summary>Method and masked url. Header fields and content are left out, because they may hold secrets.</summary>
    public override string ToString() => PipelineMessages.Target(this);

    /// <summary>
    /// Returns the value of a field, or of its last line if there are several; null if the request lacks it.
    /// </summary>
    public string? Field(string name) => HeaderField.Last(Headers, name);

    /// <summary>Returns the same request with one line for the field <paramref name="name"/>.</summary>
    public HttpRequest With(string name, string value) => this with { Headers = HeaderField.With(Headers, name, value) };

    /// <summary>Returns the secrets of the request, longest first: the runtime quotes what it cannot read, and a server may have repeated them there.</summary>
    public IReadOnlyList<string> FindSecrets() => SentSecrets.Of(Headers, SecretFields, Uri, Content?.Representation ?? default, Field("Content-Type") ?? Content?.ContentType);

    /// <summary>Returns a request that reads the same resource.</summary>
    public HttpRequest ToRead() => this with
    {
        Method = HttpMethod.Get,
        Content = null,
        PatchFormat = null,
        Expected = null,
        // Only the response to the write is saved to the file.
        OutFile = null,
        // identity: some servers give a compressed representation its own entity tag, which a later If-Match would not
        // match.
        // no-cache: a shared cache may hold a state older than the one that the write is compared with or made from.
        Headers = [.. Headers.Where(static field => !IsOfWrite(field.Key)), new("Accept-Encoding", "identity"), new("Cache-Control", "no-cache")],
    };

    /// <summary>Returns the same request for another origin, with the header fields that are known to hold no secret.</summary>
    public HttpRequest WithoutCredentials() => this with
    {
        IsCrossOrigin = true,
        Headers = [.. Headers.Where(static field => HarmlessField.Is(field.Key))],
    };

    private static bool IsOfWrite(string name)
        => name.StartsWith("If-", StringComparison.OrdinalIgnoreCase) || name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) || FieldsOfWrite.Contains(name);
}
