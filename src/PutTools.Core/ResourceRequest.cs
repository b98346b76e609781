using System;
using System.Collections.Generic;
using System.Net.Http;
using PutTools.Content;

namespace PutTools;

/// <summary>One request as it is meant: immutable, and without a trace of PowerShell.</summary>
public sealed record ResourceRequest
{
    /// <summary>The method: PUT, PATCH, or what is needed around them.</summary>
    public required HttpMethod Method { get; init; }

    /// <summary>The target: an absolute http or https url without a fragment.</summary>
    public required Uri Uri { get; init; }

    /// <summary>What is sent; null is a request without content.</summary>
    public RequestContent? Content { get; init; }

    /// <summary>Header fields of this request alone, after those of <see cref="Settings"/>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>How it is sent.</summary>
    public ResourceSettings Settings { get; init; } = ResourceSettings.Default;

    /// <summary>Whether a reply whose status means failure is returned like any other. Default: it is thrown.</summary>
    public bool SkipHttpErrorCheck { get; init; }

    /// <summary>Whether sending it changes nothing at the server (RFC 9110 §9.2.1).</summary>
    internal bool IsSafe => Method == HttpMethod.Get || Method == HttpMethod.Head;
}
