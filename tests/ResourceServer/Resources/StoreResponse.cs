using System;
using System.Collections.Generic;
using System.Globalization;

namespace PutTools.Testing;

/// <summary>The store's response, before a listener writes it to its connection.</summary>
internal sealed record StoreResponse(int Status)
{
    public byte[] Body { get; init; } = [];
    public string? ContentType { get; init; }
    public string? EntityTag { get; init; }
    public DateTimeOffset? LastModified { get; init; }
    public string? Location { get; init; }
    public string? Allow { get; init; }
    public string? AcceptPatch { get; init; }

    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>Its fields except Content-Length, which belongs to the connection.</summary>
    public IEnumerable<KeyValuePair<string, string>> Fields()
    {
        if (ContentType is not null) yield return new("Content-Type", ContentType);
        if (EntityTag is not null) yield return new("ETag", EntityTag);
        if (LastModified is { } date) yield return new("Last-Modified", date.ToString("R", CultureInfo.InvariantCulture));
        if (Location is not null) yield return new("Location", Location);
        if (Allow is not null) yield return new("Allow", Allow);
        if (AcceptPatch is not null) yield return new("Accept-Patch", AcceptPatch);
    }

    public static StoreResponse Of(int status, Resource resource) => new(status)
    {
        Body = resource.Body ?? [],
        ContentType = resource.ContentType,
        EntityTag = resource.EntityTag,
        LastModified = resource.LastModified,
    };

    public static StoreResponse Problem(int status, string detail, string? instance = null) => new(status)
    {
        Body = ProblemBody.Write(status, detail, instance),
        ContentType = "application/problem+json",
    };
}
