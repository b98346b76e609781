using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using PutTools.Authentication;
using PutTools.Redirects;
using PutTools.Retries;
using PutTools.Transport;

namespace PutTools.Writes;

/// <summary>
/// How requests are sent: what a session holds, and what a call may state otherwise. Immutable; a change makes a copy.
/// </summary>
internal sealed record ResourceSettings
{
    // Before Default, whose initializer needs it.
    private static readonly string DefaultUserAgent = "PutTools/" + typeof(ResourceSettings).Assembly.GetName().Version!.ToString(3);

    /// <summary>What holds where nobody states anything.</summary>
    public static ResourceSettings Default { get; } = new();

    /// <summary>
    /// Header fields that go with each request; names as given, one entry a line. Default: <c>Accept</c> for anything, and
    /// <c>User-Agent</c> with the module's name and version.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [new("Accept", "*/*"), new("User-Agent", DefaultUserAgent)];

    /// <summary>Whether header values may have characters outside printable ASCII, which go out as UTF-8. Default: no.</summary>
    public bool SkipHeaderValidation { get; init; }

    /// <summary>How long anything may take. Default: 100 seconds for an attempt and for a silence, no deadline.</summary>
    public TimeSettings Time { get; init; } = new();

    /// <summary>How often a write is tried again. Default: 3 times.</summary>
    public RetrySettings Retry { get; init; } = new();

    /// <summary>What makes a connection; equal ones are shared by all requests of the process. Default: HTTP/1.1, the system's proxy, authorities and versions of TLS.</summary>
    public ConnectionSettings Connection { get; init; } = new();

    /// <summary>
    /// Bytes of a response's body, undone of its coding, that are taken. Default: null, 1 GiB into memory and any number to
    /// a file.
    /// </summary>
    public long? MaximumResponseBytes { get; init; }

    /// <summary>Who sends the requests. Default: nobody in particular.</summary>
    public AuthenticationSettings Identity { get; init; } = AuthenticationSettings.Anonymous;

    /// <summary>Whether <see cref="Identity"/> may go over plain http. Default: that is an error.</summary>
    public bool AllowUnencryptedAuthentication { get; init; }

    /// <summary>How redirects are followed. Default: up to 5, not from https to http.</summary>
    public RedirectSettings Redirects { get; init; } = new();

    /// <summary>Cookies that go with each request, as they are. Default: none.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Cookies { get; init; } = [];

    /// <summary>Where cookies of responses are kept, to be sent by the rules of RFC 6265. Default: nowhere.</summary>
    public CookieContainer? KeptCookies { get; init; }

    /// <summary>Says nothing of what it holds: headers and identity are secrets.</summary>
    public override string ToString() => nameof(ResourceSettings);

    /// <summary>The same with <paramref name="fields"/> in the place of all that have one of <paramref name="names"/>.</summary>
    internal ResourceSettings WithHeaders(ICollection<string> names, IEnumerable<KeyValuePair<string, string>> fields) => this with
    {
        Headers = [.. Headers.Where(header => !names.Contains(header.Key, StringComparer.OrdinalIgnoreCase)), .. fields],
    };

    /// <summary>The value of the header field <paramref name="name"/>, the last line of it; null without it.</summary>
    internal string? Header(string name) => Headers.LastOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
}
