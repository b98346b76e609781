using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using PutTools.Authentication;
using PutTools.Content;
using PutTools.Http;
using PutTools.Patching;
using PutTools.Secrets;
using PutTools.Writes;

namespace PutTools.Pipeline;

/// <summary>One request as it is meant: immutable, and without a trace of PowerShell.</summary>
internal sealed record ResourceRequest
{
    /// <summary>The method: PUT, PATCH, or what is needed around them.</summary>
    public required HttpMethod Method { get; init; }

    /// <summary>The target: an absolute http or https url without a fragment.</summary>
    public required Uri Uri { get; init; }

    /// <summary>What is sent. Default: null, a request without content.</summary>
    public RequestContent? Content { get; init; }

    /// <summary>The content coding to send <see cref="Content"/> in: gzip, br or deflate. Default: null, none.</summary>
    public string? ContentCoding { get; init; }

    /// <summary>Whether the digest of what is sent goes with it (RFC 9530). Default: no.</summary>
    public bool HasDigest { get; init; }

    /// <summary>Header fields of this request alone; they win over those of <see cref="Settings"/>. Default: none.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>How it is sent. Default: <see cref="ResourceSettings.Default"/>.</summary>
    public ResourceSettings Settings { get; init; } = ResourceSettings.Default;

    /// <summary>Whether a response whose status means failure is returned like any other. Default: it is thrown.</summary>
    public bool SkipHttpErrorCheck { get; init; }

    /// <summary>
    /// The full path of the file that the body of a response with a status that means success goes to, or of the folder
    /// that gets it under the server's name for it. Default: null, into memory.
    /// </summary>
    public string? OutFile { get; init; }

    /// <summary>The format of the patch that this sends. Default: null, it sends none, or one of an unknown format.</summary>
    internal PatchFormat? PatchFormat { get; init; }

    /// <summary>The state that a patch leads to. Default: null, it is not known.</summary>
    internal JsonTree? Expected { get; init; }

    /// <summary>Whether it changes a part of the resource (RFC 5789).</summary>
    internal bool IsPatch => Method.Method == "PATCH";

    /// <summary>Whether sending it changes nothing at the server (RFC 9110 §9.2.1).</summary>
    internal bool IsSafe => Method == HttpMethod.Get || Method == HttpMethod.Head;

    /// <summary>
    /// Whether sending it twice can't apply it twice: it is idempotent (RFC 9110 §9.2.2), or guarded by the tag of the
    /// state that it changes, or carries a key by which the server knows it again. <c>If-Match: *</c> guards nothing,
    /// and neither does a date, which is too coarse.
    /// </summary>
    internal bool IsReplaySafe => IsIdempotent || Field("If-Match") is { } tag && EntityTag.IsList(tag) || Field("Idempotency-Key") is not null;

    /// <summary>Whether to do it twice is to do it once (RFC 9110 §9.2.2).</summary>
    internal bool IsIdempotent => IsSafe || Method == HttpMethod.Put || Method == HttpMethod.Delete;

    /// <summary>Whether its Idempotency-Key was made for it, so that what is made from a fresh read gets another.</summary>
    internal bool HasFreshKey { get; init; }

    /// <summary>Whether it asks for a state of the resource (RFC 9110 §13.1).</summary>
    internal bool IsConditional => Field("If-Match") is not null || Field("If-None-Match") is not null || Field("If-Unmodified-Since") is not null;

    /// <summary>Says nothing of headers and content.</summary>
    public override string ToString() => Messages.Target(this);

    /// <summary>The value of a field that it states; null without it.</summary>
    internal string? Field(string name) => Last(Headers, name) ?? Last(Settings.Headers, name);

    /// <summary>A request that reads the same resource with the same settings, and fails for no status.</summary>
    internal ResourceRequest ToRead() => this with
    {
        Method = HttpMethod.Get,
        Content = null,
        PatchFormat = null,
        Expected = null,
        // What is read on the way is looked at; only the response to the write is saved.
        OutFile = null,
        SkipHttpErrorCheck = true,
        // Some servers give a compressed representation a tag of its own, which no later If-Match would meet. A copy that a
        // shared cache keeps may be older than what it is to be compared with, or changed.
        Headers = [new("Accept-Encoding", "identity"), new("Cache-Control", "no-cache")],
        Settings = Settings with { Headers = [.. Settings.Headers.Where(static field => !IsOfWrite(field.Key))] },
    };

    /// <summary>
    /// The same without anything that tells who we are, and without the name of the origin that is left; for another one.
    /// Kept cookies know theirs.
    /// </summary>
    internal ResourceRequest WithoutIdentity() => this with
    {
        Headers = [.. Headers.Where(static field => !IsOfOrigin(field.Key))],
        Settings = Settings with
        {
            Headers = [.. Settings.Headers.Where(static field => !IsOfOrigin(field.Key))],
            Cookies = [],
            Identity = AuthenticationSettings.Anonymous,
            Connection = Settings.Connection with { Tls = Settings.Connection.Tls with { Certificate = null } },
        },
    };

    private static bool IsOfOrigin(string name) => SecretName.Is(name) || name.Equals("Host", StringComparison.OrdinalIgnoreCase);

    private static bool IsOfWrite(string name)
        => name.StartsWith("If-", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)
            || name.Equals("Idempotency-Key", StringComparison.OrdinalIgnoreCase)
            || name.Equals("Prefer", StringComparison.OrdinalIgnoreCase);

    private static string? Last(IReadOnlyList<KeyValuePair<string, string>> fields, string name)
    {
        for (var i = fields.Count - 1; i >= 0; i--)
        {
            if (fields[i].Key.Equals(name, StringComparison.OrdinalIgnoreCase))
                return fields[i].Value;
        }

        return null;
    }
}
