using PutTools.Authentication;
using PutTools.Cookies;
using PutTools.Http;
using PutTools.Redirects;
using PutTools.Retries;
using PutTools.Transport;

namespace PutTools.Writes;

/// <summary>
/// The settings for sending requests: a session holds them, and a call may override them. Immutable; a change makes a copy.
/// </summary>
internal sealed record ResourceSettings
{
    // Declared before Default, whose initializer needs it.
    private static readonly string DefaultUserAgent = "PutTools/" + typeof(ResourceSettings).Assembly.GetName().Version!.ToString(3);

    /// <summary>The default settings.</summary>
    public static ResourceSettings Default { get; } = new();

    /// <summary>
    /// Header fields of each request, one entry per line, with names as given. Default: <c>Accept: */*</c>, and
    /// <c>User-Agent</c> with the module's name and version.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [new("Accept", "*/*"), new("User-Agent", DefaultUserAgent)];

    /// <summary>
    /// True if header values may have characters outside printable ASCII. They are sent as UTF-8. Default: false.
    /// </summary>
    public bool SkipHeaderValidation { get; init; }

    /// <summary>The timeouts. Default: 100 seconds for an attempt and for a silence, no deadline.</summary>
    public TimeSettings Time { get; init; } = new();

    /// <summary>The retries of a write. Default: 3.</summary>
    public RetrySettings Retry { get; init; } = new();

    /// <summary>
    /// The settings of connections. Requests of the process with equal settings share connections. Default: HTTP/1.1, and
    /// the system's proxy, certificate authorities and TLS versions.
    /// </summary>
    public ConnectionSettings Connection { get; init; } = new();

    /// <summary>
    /// The maximum size of a response's body in bytes, after decoding. Default: null, 1 GiB in memory and no limit for a
    /// file.
    /// </summary>
    public long? MaximumResponseBytes { get; init; }

    /// <summary>The credentials of the requests. Default: none.</summary>
    public AuthenticationSettings Credentials { get; init; } = AuthenticationSettings.Anonymous;

    /// <summary>The signer of each attempt. Default: null, none.</summary>
    public RequestSigner? Signer { get; init; }

    /// <summary>True if <see cref="Credentials"/>, and what a signer computes, may be sent over plain http. Default: false, that is an error.</summary>
    public bool AllowUnencryptedAuthentication { get; init; }

    /// <summary>The limits for redirects. Default: at most 5, and none from https to http.</summary>
    public RedirectSettings Redirects { get; init; } = new();

    /// <summary>Cookies to send with each request as they are. Default: none.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Cookies { get; init; } = [];

    /// <summary>
    /// Stores the cookies of responses, which are sent by the rules of RFC 6265. Default: null, they are not stored.
    /// </summary>
    public ICookieStore? KeptCookies { get; init; }

    /// <summary>Returns the type's name only: headers and credentials are secret.</summary>
    public override string ToString() => nameof(ResourceSettings);

    /// <summary>
    /// Returns the same settings with <paramref name="fields"/> instead of all fields in <paramref name="names"/>.
    /// </summary>
    internal ResourceSettings WithHeaders(ICollection<string> names, IEnumerable<KeyValuePair<string, string>> fields) => this with
    {
        Headers = [.. Headers.Where(header => !names.Contains(header.Key, StringComparer.OrdinalIgnoreCase)), .. fields],
    };

    /// <summary>
    /// Returns the value of the header field <paramref name="name"/>, of its last line if it has several; null without it.
    /// </summary>
    internal string? Header(string name) => HeaderField.Last(Headers, name);
}
