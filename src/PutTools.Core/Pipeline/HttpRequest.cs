using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using PutTools.Content;
using PutTools.Http;
using PutTools.Patching;
using PutTools.Secrets;

namespace PutTools.Pipeline;

/// <summary>One request as it goes through the policies: all its header fields, its content in the coding that is sent. Immutable.</summary>
internal sealed record HttpRequest
{
    /// <summary>The method.</summary>
    public required HttpMethod Method { get; init; }

    /// <summary>An absolute http or https url, without user information and fragment.</summary>
    public required Uri Uri { get; init; }

    /// <summary>What is sent; null is a request without content.</summary>
    public RequestContent? Content { get; init; }

    /// <summary>The header fields, one entry a line. Lines of one name that follow each other replace earlier ones of that name.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The file or folder that the body of a 2xx response goes to; null is memory.</summary>
    public string? OutFile { get; init; }

    /// <summary>The format of the patch that this sends; null where it sends none, or one of an unknown format.</summary>
    public PatchFormat? PatchFormat { get; init; }

    /// <summary>The state that a patch leads to; null where it is not known.</summary>
    public JsonTree? Expected { get; init; }

    /// <summary>Whether it changes a part of the resource (RFC 5789).</summary>
    public bool IsPatch => Method.Method == "PATCH";

    /// <summary>Whether a redirect or an operation led to another origin than the caller named: no credentials go there.</summary>
    public bool IsCrossOrigin { get; init; }

    /// <summary>Whether sending it changes nothing at the server (RFC 9110 §9.2.1).</summary>
    public bool IsSafe => Method == HttpMethod.Get || Method == HttpMethod.Head || Method == HttpMethod.Options;

    /// <summary>
    /// Whether sending it twice can't apply it twice: it is idempotent, or guarded by the tag of the state that it
    /// changes, or has a key by which the server recognizes a repeat. <c>If-Match: *</c> guards nothing, and a date is
    /// too coarse.
    /// </summary>
    public bool IsReplaySafe => IsIdempotent || (Field("If-Match") is { } tag && EntityTag.IsList(tag)) || Field("Idempotency-Key") is not null;

    /// <summary>Whether sending it twice has the effect of sending it once (RFC 9110 §9.2.2).</summary>
    public bool IsIdempotent => IsSafe || (!IsAppending && (Method == HttpMethod.Put || Method == HttpMethod.Delete));

    /// <summary>Whether the caller says that a repeat adds to what the first one did, whatever the method.</summary>
    public bool IsAppending { get; init; }

    /// <summary>Whether it has a precondition on the state of the resource (RFC 9110 §13.1).</summary>
    public bool IsConditional => Field("If-Match") is not null || Field("If-None-Match") is not null || Field("If-Unmodified-Since") is not null;

    /// <summary>Whether its content, if any, can be sent again.</summary>
    public bool CanReplay => Content?.CanReplay ?? true;

    /// <summary>Method and masked url; header fields and content may hold secrets.</summary>
    public override string ToString() => PipelineMessages.Target(this);

    /// <summary>The value of a field, its last line where there are several; null without it.</summary>
    public string? Field(string name)
    {
        for (var i = Headers.Count - 1; i >= 0; i--)
        {
            if (Headers[i].Key.Equals(name, StringComparison.OrdinalIgnoreCase))
                return Headers[i].Value;
        }

        return null;
    }

    /// <summary>The same request with one line for the field <paramref name="name"/>.</summary>
    public HttpRequest With(string name, string value) => this with
    {
        Headers = [.. Headers.Where(field => !field.Key.Equals(name, StringComparison.OrdinalIgnoreCase)), new(name, value)],
    };

    /// <summary>A request that reads the same resource.</summary>
    public HttpRequest ToRead() => this with
    {
        Method = HttpMethod.Get,
        Content = null,
        PatchFormat = null,
        Expected = null,
        // Only the response to the write is saved.
        OutFile = null,
        // Some servers give a compressed representation a tag of its own, which no later If-Match would meet. The copy of a
        // shared cache may be older than the state that the write is compared with, or made from.
        Headers = [.. Headers.Where(static field => !IsOfWrite(field.Key)), new("Accept-Encoding", "identity"), new("Cache-Control", "no-cache")],
    };

    /// <summary>The same request for another origin: without credentials, and without the name of the origin that it leaves.</summary>
    public HttpRequest WithoutCredentials() => this with
    {
        IsCrossOrigin = true,
        Headers = [.. Headers.Where(static field => !SecretName.Is(field.Key) && !field.Key.Equals("Host", StringComparison.OrdinalIgnoreCase))],
    };

    private static bool IsOfWrite(string name)
        => name.StartsWith("If-", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)
            || name.ToUpperInvariant() is "IDEMPOTENCY-KEY" or "PREFER" or "EXPECT" or "X-HTTP-METHOD-OVERRIDE" or "X-HTTP-METHOD" or "X-METHOD-OVERRIDE" or "TRANSFER-ENCODING" or "ACCEPT-ENCODING" or "CACHE-CONTROL";
}
