using System.Text.Json;
using PutTools.Http;
using PutTools.Journal;
using PutTools.Json;
using PutTools.Urls;

namespace PutTools.Writes;

/// <summary>The kind of resource that a poll of a long-running operation reads.</summary>
internal enum OperationPlace
{
    /// <summary>A document that reports the status of the operation.</summary>
    Monitor,

    /// <summary>
    /// A <c>Location</c>: a monitor until the operation ends, then the resource or the response to the write.
    /// </summary>
    Location,

    /// <summary>The resource that was written. Only its provisioning state is about the operation.</summary>
    Resource,
}

/// <summary>The url at which an operation can be polled, as a response names it.</summary>
/// <param name="Uri">The url to poll.</param>
/// <param name="Place">The kind of resource at the url.</param>
/// <param name="IsOfBody">
/// True if the body names the url. The body then reports the operation's status, as a poll does.
/// </param>
internal sealed record OperationLink(Uri Uri, OperationPlace Place, bool IsOfBody = false)
{
    // Zendesk answers 200 with {"job_status":{"status":"queued","url":"…"}}.
    private const string JobStatus = "job_status";

    private static readonly string[] Fields = ["Operation-Location", "Azure-AsyncOperation"];

    /// <summary>Returns the link of a response; null if it announces no operation.</summary>
    public static OperationLink? Of(HttpResponse response, Uri written)
    {
        if (!response.IsSuccess || response.StatusCode == 0)
            return null;
        if (Fields.Select(response.Headers.Url).FirstOrDefault(static field => field is not null) is { } monitor)
            return Link(response, monitor, OperationPlace.Monitor);
        if (response.StatusCode == 202 && response.Headers.Url("Location") is { } location && Link(response, location, OperationPlace.Location) is { } link)
            return IsSame(link.Uri, written) ? link with { Place = OperationPlace.Resource } : link;
        return OfBody(response, written);
    }

    /// <summary>Returns the next url to poll: a response to a poll may name another one.</summary>
    public OperationLink After(HttpResponse poll)
        => Place == OperationPlace.Resource || poll.StatusCode != 202 || Of(poll, Uri) is not { IsOfBody: false } next || next.Place == OperationPlace.Resource ? this : next;

    /// <summary>The form in which a journal keeps the link.</summary>
    public JournaledOperation ToJournal(int statusCode) => Place == OperationPlace.Monitor
        ? new(Uri.AbsoluteUri, Fields[0], statusCode)
        : new(Uri.AbsoluteUri, "Location", 202);

    /// <summary>Creates the response that announced an operation again, from a journal.</summary>
    public static HttpResponse ToResponse(JournaledOperation operation, ResourceRequest request)
        => new(operation.StatusCode, string.Empty, ResponseHeaders.From([new(operation.Field, operation.Uri)]))
        {
            Method = request.Method.Method,
            Target = request.Uri,
        };

    private static OperationLink? OfBody(HttpResponse response, Uri written)
    {
        using var document = OperationBody.TryParse(response);
        if (document?.RootElement is not { ValueKind: JsonValueKind.Object } root)
            return null;
        // Azure: a resource that is still being provisioned, without a header.
        if (JsonMember.Text(JsonMember.Find(root, "properties") ?? root, "provisioningState") is { } state)
            return OperationWords.PhaseOf(state) == OperationPhase.Succeeded ? null : new OperationLink(written, OperationPlace.Resource, IsOfBody: true);
        // A resource may have such a link, too.
        return (Monitor(root, written) ?? (response.StatusCode == 202 || JsonMember.Find(root, JobStatus) is not null ? Job(root) : null)) is { } monitor
            && Link(response, monitor, OperationPlace.Monitor, isOfBody: true) is { } link && !IsSame(link.Uri, written) ? link : null;
    }

    private static string? Monitor(JsonElement root, Uri written)
    {
        // Google Compute Engine.
        if (JsonMember.Text(root, "kind")?.EndsWith("#operation", StringComparison.Ordinal) == true)
            return JsonMember.Text(root, "selfLink");
        // Redfish: a task. Its monitor returns the task, too.
        if (JsonMember.Find(root, "taskState") is not null)
            return JsonMember.Text(root, "taskMonitor", "@odata.id");
        // Google's other APIs: a name relative to the version in the request's url.
        if (JsonMember.Text(root, "name") is { } name && OperationState.IsOfGoogle(root))
            return $"/{written.AbsolutePath.Split('/')[1]}/{name}";
        return JsonMember.Text(root, "statusQueryGetUri", "operationUrl", "operation_url", "statusUrl", "status_url");
    }

    // NetApp: {"job":{"_links":{"self":{"href":"…"}}}}. VMware Aria: {"status":"INPROGRESS","selfLink":"…"}. Rubrik:
    // {"status":"QUEUED","links":[{"rel":"self","href":"…"}]}. Veeam: <Task Href="…"><State>Running</State>. Confluence: {"links":{"status":"…"}}.
    // Others: {"taskId":"7","url":"…"}.
    private static string? Job(JsonElement root)
    {
        var inner = JsonMember.Find(root, "job", "task", "operation", JobStatus);
        var job = inner ?? root;
        var isJob = inner is not null || JsonMember.Find(root, "taskId", "jobId", "operationId", "task_id", "job_id", "operation_id") is not null
            || (JsonMember.Text(root, "status", "state") is { } word && OperationWords.PhaseOf(word) == OperationPhase.Running);
        return JsonMember.Text(job, "monitorUrl", "monitor_url", "taskUrl", "task_url", "jobUrl", "job_url") ?? Related(job, "status") ?? Related(job, "monitor")
            ?? (isJob ? JsonMember.Text(job, "selfLink", "href", "url") ?? Related(job, "self") : null)
            // Cisco Catalyst Center: {"response":{"taskId":"7","url":"…"},"version":"1.0"}.
            ?? (JsonMember.Find(root, "response", "data", "result") is { ValueKind: JsonValueKind.Object } envelope ? Job(envelope) : null);
    }

    private static string? Related(JsonElement element, string relation)
    {
        var links = JsonMember.Find(element, "_links", "links");
        var link = links is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().FirstOrDefault(one => JsonMember.Text(one, "rel") == relation)
            : links is { } named ? JsonMember.Find(named, relation) : null;
        return link is { ValueKind: JsonValueKind.String } url ? url.GetString() : link is { } target ? JsonMember.Text(target, "href") : null;
    }

    private static OperationLink? Link(HttpResponse response, string url, OperationPlace place, bool isOfBody = false)
        => ExactUri.Resolve(response.Target!, url) is { } absolute && Origin.IsHttp(absolute) ? new OperationLink(absolute, place, isOfBody) : null;

    /// <summary>True if both urls have the same path at the same origin.</summary>
    public static bool IsSame(Uri one, Uri other) => Origin.AreSame(one, other) && one.AbsolutePath == other.AbsolutePath;
}
