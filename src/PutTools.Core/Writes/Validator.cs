using System;
using System.Linq;
using System.Text.Json;
using PutTools.Http;
using PutTools.Json;

namespace PutTools.Writes;

/// <summary>
/// Finds the validator of a state, by which the server detects that the resource has changed: a header or a member.
/// </summary>
internal static class Validator
{
    /// <summary>
    /// The entity tag, strong or weak, of the header or of the member of OData and Cosmos DB; null if there is none.
    /// </summary>
    public static string? TagOf(HttpResponse read)
    {
        if (read.ETag is { Length: > 0 } tag)
            return tag;
        using var document = JsonDefaults.TryParse(read.Body);
        return document is null ? null : JsonMember.Text(document.RootElement, "@odata.etag", "_etag");
    }

    /// <summary>True if the body has a version that the server compares on a write, as CouchDB and Kubernetes do.</summary>
    /// <param name="read">The response to the read.</param>
    /// <param name="name">The member with the version, with dots if it is nested; null looks for the usual ones.</param>
    public static bool IsInBody(HttpResponse read, string? name)
    {
        using var document = JsonDefaults.TryParse(read.Body);
        if (document?.RootElement is not { ValueKind: JsonValueKind.Object } root)
            return false;
        if (name is not null)
            return name.Split('.').Aggregate((JsonElement?)root, static (element, part) => element is { } found ? JsonMember.Find(found, part) : null) is not null;
        return (JsonMember.Find(root, "_rev", "resourceVersion", "@odata.etag", "_etag", "etag", "revision")
            ?? (JsonMember.Find(root, "metadata") is { } metadata ? JsonMember.Find(metadata, "resourceVersion") : null)) is not null;
    }

    /// <summary>
    /// True if the resource was changed within a second of the response, and its only validators are a date or a weak tag. A
    /// server that makes the tag strong after a second, as Apache does, counts parts of seconds, and dates do not.
    /// </summary>
    public static bool IsOfThisSecond(HttpResponse read)
        => !(read.ETag is { } tag && !EntityTag.IsWeak(tag))
            && read.LastModified is { } changed && HttpDate.Parse(read.Headers.Single("Date")) is { } now
            && now - changed < TimeSpan.FromSeconds(read.ETag is null ? 1 : 2);
}
