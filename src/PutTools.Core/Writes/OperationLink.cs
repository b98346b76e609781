using System;
using System.Linq;
using System.Text.Json;
using PutTools.Http;
using PutTools.Json;
using PutTools.Urls;

namespace PutTools.Writes;

/// <summary>What a poll of a long operation reads.</summary>
internal enum OperationPlace
{
    /// <summary>A document of its own that tells how the operation stands.</summary>
    Monitor,

    /// <summary>A <c>Location</c>: a monitor that the resource to come, or the response to the write, takes the place of.</summary>
    Location,

    /// <summary>The resource that was written: only what it says of its own provisioning is of the operation.</summary>
    Resource,
}

/// <summary>Where a response says that the operation which it began can be followed.</summary>
/// <param name="Uri">The url to poll.</param>
/// <param name="Place">What is there.</param>
/// <param name="IsOfBody">Whether the body names it, and so tells how it stands as a poll would.</param>
internal sealed record OperationLink(Uri Uri, OperationPlace Place, bool IsOfBody = false)
{
    private static readonly string[] Fields = ["Operation-Location", "Azure-AsyncOperation"];

    /// <summary>The place; null where the response announces none.</summary>
    public static OperationLink? Of(HttpResponse response, Uri written)
    {
        if (!response.IsSuccess || response.StatusCode == 0)
            return null;
        if (Fields.Select(response.Headers.Single).FirstOrDefault(static field => field is not null) is { } monitor)
            return Link(response, monitor, OperationPlace.Monitor);
        if (response.StatusCode == 202 && response.Headers.Single("Location") is { } location && Link(response, location, OperationPlace.Location) is { } link)
            return IsSame(link.Uri, written) ? link with { Place = OperationPlace.Resource } : link;
        return OfBody(response, written);
    }

    /// <summary>Where to poll next: a response that goes on may name another place.</summary>
    public OperationLink After(HttpResponse poll)
        => Place == OperationPlace.Resource || poll.StatusCode != 202 || Of(poll, Uri) is not { IsOfBody: false } next || next.Place == OperationPlace.Resource ? this : next;

    private static OperationLink? OfBody(HttpResponse response, Uri written)
    {
        using var document = JsonDefaults.TryParse(response.Body);
        if (document?.RootElement is not { ValueKind: JsonValueKind.Object } root)
            return null;
        // Azure: a resource that is still being made, and no header.
        if (JsonMember.Find(root, "properties") is { } properties && JsonMember.Text(properties, "provisioningState") is { } state)
            return OperationWords.PhaseOf(state) == OperationPhase.Succeeded ? null : new OperationLink(written, OperationPlace.Resource, IsOfBody: true);
        return Monitor(root, written) is { } monitor ? Link(response, monitor, OperationPlace.Monitor, isOfBody: true) : null;
    }

    private static string? Monitor(JsonElement root, Uri written)
    {
        // Google Compute Engine.
        if (JsonMember.Text(root, "kind")?.EndsWith("#operation", StringComparison.Ordinal) == true)
            return JsonMember.Text(root, "selfLink");
        // Redfish: a task, which is also what its monitor returns.
        if (JsonMember.Find(root, "taskState") is not null)
            return JsonMember.Text(root, "taskMonitor", "@odata.id");
        // Google elsewhere: a name below the version that the request's url has.
        if (JsonMember.Text(root, "name") is { } name && name.Contains("operations/", StringComparison.Ordinal)
            && (JsonMember.Find(root, "done") ?? JsonMember.Find(root, "metadata")) is not null)
            return $"/{written.AbsolutePath.Split('/')[1]}/{name}";
        return JsonMember.Text(root, "statusQueryGetUri", "operationUrl", "operation_url", "statusUrl", "status_url");
    }

    private static OperationLink? Link(HttpResponse response, string url, OperationPlace place, bool isOfBody = false)
        => ExactUri.Resolve(response.Target!, url) is { } absolute && Origin.IsHttp(absolute) ? new OperationLink(absolute, place, isOfBody) : null;

    private static bool IsSame(Uri one, Uri other) => Origin.AreSame(one, other) && one.AbsolutePath == other.AbsolutePath;
}
