using System.Text.Json;
using PutTools.Http;
using PutTools.Json;

namespace PutTools.Writes;

/// <summary>
/// Finds the validator of a state, by which the server detects that the resource has changed: a header or a member.
/// </summary>
internal static class Validator
{
    private static readonly TimeSpan SettledAfter = TimeSpan.FromSeconds(2);

    private static readonly string[] Versions = ["_rev", "resourceVersion", "@odata.etag", "_etag", "etag", "revision", "_revision", "lockVersion", "lock_version", "metadata.resourceVersion"];

    private static readonly string[] TagMembers = ["@odata.etag", "@etag", "odata.etag", "_etag"];

    /// <summary>
    /// The entity tag, strong or weak, of the header, or of the member of OData, SCIM and Cosmos DB; null if there is none.
    /// </summary>
    /// <remarks>
    /// A header with quotes in quotes (""1"") is a mistake that the member does not have: some servers compare only the member.
    /// </remarks>
    public static string? TagOf(HttpResponse read)
    {
        var header = read.ETag is { } tag && EntityTag.IsUsable(tag) ? tag : null;
        return header is not null && (EntityTag.IsList(header) || !header.Contains('"')) ? header : TagInBody(read) ?? header;
    }

    /// <summary>The entity tag in the body; null if there is none.</summary>
    public static string? TagInBody(HttpResponse read)
    {
        using var document = read.ParseJson();
        return document?.RootElement is not { } root ? null
            : JsonMember.Text(root, TagMembers)
                // OData 2 and SharePoint.
                ?? Text(root, "d.__metadata.etag")
                ?? Text(root, "__metadata.etag")
                // RFC 7643 §3.1.
                ?? (Text(root, "meta.version") is { } version && EntityTag.IsList(version) ? version : null);
    }

    /// <summary>
    /// True if the new state has the version of the read, which the server compares on a write, as CouchDB and Kubernetes do.
    /// </summary>
    /// <param name="read">The response to the read.</param>
    /// <param name="sent">The new state.</param>
    /// <param name="name">The member with the version, with dots if it is nested; null looks for the usual ones.</param>
    /// <param name="mayBeNext">True if the new state may have another version than the read: that of the write, as Confluence requires.</param>
    public static bool IsInBody(HttpResponse read, ReadOnlyMemory<byte>? sent, string? name, bool mayBeNext)
    {
        using var before = read.ParseJson();
        using var after = JsonDefaults.TryParse(sent);
        return before is not null && after is not null
            && VersionsOf(before.RootElement, name).Any(path => Member(after.RootElement, path) is { } version
                && (mayBeNext ? Raw(version).Length > 0 : Raw(version) == Raw(Member(before.RootElement, path)!.Value)));
    }

    /// <summary>
    /// Returns the member with the version, with dots if it is nested; null if there is none, or the header or a date protects
    /// the write. A member that the caller has named is the one that the server compares, whatever else it sends.
    /// </summary>
    public static string? VersionOf(HttpResponse read, string? name)
    {
        if (name is null && (TagOf(read) is not null || read.LastModified is not null))
            return null;
        using var document = read.ParseJson();
        return document is null ? null : VersionsOf(document.RootElement, name).FirstOrDefault();
    }

    private static IEnumerable<string> VersionsOf(JsonElement root, string? name)
        => (name is null ? Versions : [name]).Where(path => Member(root, path) is { } version && Raw(version).Length > 0);

    private static string? Text(JsonElement root, string path) => Member(root, path) is { ValueKind: JsonValueKind.String } found ? found.GetString() : null;

    private static JsonElement? Member(JsonElement root, string path)
        => path.StartsWith("@", StringComparison.Ordinal) ? JsonMember.Find(root, path)
            : path.Split('.').Aggregate((JsonElement?)root, static (element, part) => element is { } found ? JsonMember.Find(found, part) : null);

    // Without a version, some servers overwrite whatever is there.
    private static string Raw(JsonElement version) => version.ValueKind == JsonValueKind.String ? version.GetString()! : version.GetRawText();

    /// <summary>
    /// How long it takes until the validator detects every further change; zero if it does now. Dates have whole seconds, and a
    /// server that makes a weak tag strong after a second, as Apache does, counts parts of seconds (RFC 9110 §8.8.2.2). A server
    /// may read the state in one second and date the response in the next, so that a single second is not enough.
    /// </summary>
    public static TimeSpan UntilReliable(HttpResponse read)
    {
        if (read.LastModified is not { } changed || (TagOf(read) is { } tag && !EntityTag.IsWeak(tag)))
            return TimeSpan.Zero;
        var now = HttpDate.Parse(read.Headers.Single("Date")) ?? DateTimeOffset.UtcNow;
        var wait = changed + SettledAfter - now;
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }
}
