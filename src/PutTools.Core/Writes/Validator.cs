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
    private static readonly TimeSpan TwoSeconds = TimeSpan.FromSeconds(2);

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
    /// How long it takes until the validator detects every further change; zero if it does now. Dates have whole seconds, and a
    /// server that makes a weak tag strong after a second, as Apache does, counts parts of seconds (RFC 9110 §8.8.2.2). A server
    /// may read the state in one second and date the response in the next, so that a single second is not enough.
    /// </summary>
    public static TimeSpan UntilReliable(HttpResponse read)
    {
        if (read.ETag is { } tag && !EntityTag.IsWeak(tag))
            return TimeSpan.Zero;
        if (read.LastModified is not { } changed || HttpDate.Parse(read.Headers.Single("Date")) is not { } now)
            return TimeSpan.Zero;
        var wait = changed + TwoSeconds - now;
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }
}
