using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using PutTools.Content;
using PutTools.Patching;
using PutTools.Pipeline;

namespace PutTools.Writes;

/// <summary>One request as the caller means it: immutable, and free of PowerShell.</summary>
internal sealed record ResourceRequest
{
    /// <summary>The method: PUT or PATCH.</summary>
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

    /// <summary>Whether a repeat adds to what the first one did, so that a PUT is no safer than a PATCH. Default: no.</summary>
    internal bool IsAppending { get; init; }

    /// <summary>Whether its Idempotency-Key was made for it, so that what is made from a fresh read gets another.</summary>
    internal bool HasFreshKey { get; init; }

    /// <summary>Whether it changes a part of the resource (RFC 5789).</summary>
    internal bool IsPatch => Method.Method == "PATCH";

    /// <summary>Method and masked url; header fields and content may hold secrets.</summary>
    public override string ToString() => PipelineMessages.Target(Method, Uri);

    /// <summary>The value of a field that it has, the session's included; null without it.</summary>
    internal string? Field(string name) => Last(Headers, name) ?? Last(Settings.Headers, name);

    /// <summary>The same request with one line for the field <paramref name="name"/>.</summary>
    internal ResourceRequest With(string name, string value) => this with
    {
        Headers = [.. Headers.Where(field => !field.Key.Equals(name, StringComparison.OrdinalIgnoreCase)), new(name, value)],
    };

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
