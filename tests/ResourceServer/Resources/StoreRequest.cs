using System;
using Microsoft.AspNetCore.Http;

namespace PutTools.Testing;

/// <summary>The part of a request that the store needs, independent of the listener.</summary>
internal sealed record StoreRequest(string Method, string Path, byte[] Body)
{
    public string? ContentType { get; init; }
    public string? ContentEncoding { get; init; }
    public string? Prefer { get; init; }
    public string? IdempotencyKey { get; init; }
    public string? IfMatch { get; init; }
    public string? IfNoneMatch { get; init; }
    public string? IfUnmodifiedSince { get; init; }
    public string? IfModifiedSince { get; init; }

    public bool PrefersMinimal => Prefer?.Contains("return=minimal", StringComparison.OrdinalIgnoreCase) == true;

    public static StoreRequest From(string method, string path, IHeaderDictionary headers, byte[] body) =>
        new(method, path, body)
        {
            ContentType = headers.ContentType,
            ContentEncoding = headers.ContentEncoding,
            Prefer = headers["Prefer"],
            IdempotencyKey = headers["Idempotency-Key"],
            IfMatch = headers.IfMatch,
            IfNoneMatch = headers.IfNoneMatch,
            IfUnmodifiedSince = headers.IfUnmodifiedSince,
            IfModifiedSince = headers.IfModifiedSince,
        };
}
