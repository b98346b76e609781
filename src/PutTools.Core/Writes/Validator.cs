using System;
using System.Text.Json;
using PutTools.Http;
using PutTools.Json;

namespace PutTools.Writes;

/// <summary>By what a server can tell that a resource is still the one that was read: in a field, or in the body.</summary>
internal static class Validator
{
    /// <summary>The entity tag, weak ones too, of the field or of the members that OData and Cosmos DB have for it; null without one.</summary>
    public static string? TagOf(HttpResponse read)
    {
        if (read.ETag is { Length: > 0 } tag)
            return tag;
        using var document = JsonDefaults.TryParse(read.Body);
        return document is null ? null : JsonMember.Text(document.RootElement, "@odata.etag", "_etag");
    }

    /// <summary>Whether the body has a version that the server compares when the body comes back, as CouchDB and Kubernetes have it.</summary>
    public static bool IsInBody(HttpResponse read)
    {
        using var document = JsonDefaults.TryParse(read.Body);
        if (document?.RootElement is not { ValueKind: JsonValueKind.Object } root)
            return false;
        return (JsonMember.Find(root, "_rev", "resourceVersion", "@odata.etag", "_etag", "etag", "revision")
            ?? (JsonMember.Find(root, "metadata") is { } metadata ? JsonMember.Find(metadata, "resourceVersion") : null)) is not null;
    }

    /// <summary>Whether the resource was changed in the second of the response, and nothing stronger than a date tells it apart.</summary>
    public static bool IsOfThisSecond(HttpResponse read)
        => !(read.ETag is { } tag && !EntityTag.IsWeak(tag))
            && read.LastModified is { } changed && HttpDate.Parse(read.Headers.Single("Date")) is { } now && now - changed < TimeSpan.FromSeconds(1);
}
