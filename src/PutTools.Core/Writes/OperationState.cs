using System.Globalization;
using System.Text.Json;
using PutTools.Http;
using PutTools.Json;
using PutTools.ServerMessages;
using PutTools.Text;

namespace PutTools.Writes;

/// <summary>
/// The status of a long-running operation, in the formats of common APIs; docs/cookbook/long-operations.md has the table.
/// </summary>
/// <param name="Phase">The meaning of <paramref name="Text"/>.</param>
/// <param name="Text">The state in the server's own word.</param>
/// <param name="PercentComplete">0 to 100; -1 if the server does not report it.</param>
internal readonly record struct OperationState(OperationPhase Phase, string Text, int PercentComplete)
{
    // No API nests more envelopes.
    private const int Deepest = 8;

    // Names and words are compared without letter case and separators: taskState, task_state, task-state.
    private static readonly string[] Words =
    [
        "status", "state", "taskstate", "provisioningstate", "operationstatus", "operationstate", "runtimestatus", "jobstate", "jobstatus",
        "executionstatus", "executionstate", "processingstatus", "processingstate", "requeststatus", "requeststate", "runstatus", "runstate",
        "lifecyclestatus", "lifecyclestate", "phase", "taskstatus",
    ];

    private static readonly string[] InnerWords = ["state", "phase", "status", "lifecyclestate", "name", "value", "code"];

    // Booleans that are true when the operation has ended, and those that are true until then.
    private static readonly string[] Ends =
        ["done", "finished", "complete", "completed", "ended", "ready", "processed", "isdone", "isfinished", "iscomplete", "iscompleted", "isended", "isready", "isprocessed"];

    private static readonly string[] Runs = ["building", "running", "inprogress", "pending", "processing", "isrunning", "isinprogress", "ispending", "isprocessing"];

    // The result, if the state only says that the operation has ended: GitHub, Azure DevOps, Jenkins, Databricks.
    private static readonly string[] Results = ["result", "conclusion", "outcome", "resultstate", "resultstatus", "finalstatus", "completionstatus", "exitstatus"];

    private static readonly string[] Errors =
        ["error", "errors", "errormessage", "errorcode", "errordetails", "failuremessage", "failurereason", "failuredetails", "exitcode", "returncode", "iserror"];

    // When it began and ended, of an operation without a state.
    private static readonly string[] Starts = ["starttime", "startedat", "startdate"];

    private static readonly string[] Finishes = ["endtime", "endedat", "finishedat", "completedat", "enddate", "finishtime", "completiontime"];

    // The status of HTTP with which the operation ended, beside its state: Signal K.
    private static readonly string[] StatusCodes = ["statuscode", "httpstatus", "httpstatuscode", "responsecode", "responsestatus", "responsestatuscode"];

    // How many parts failed, or which.
    private static readonly string[] Failures =
        ["failed", "failures", "failedcount", "failurecount", "errorcount", "numfailed", "numberfailed", "faileditems", "failedrecords", "numberrecordsfailed", "failedtasks"];

    private static readonly string[] Percents =
        ["percentcomplete", "percentcompleted", "percentagecomplete", "percent", "progress", "progresspercentage", "progresspercent", "percentdone"];

    /// <summary>Returns the state that a response reports.</summary>
    /// <param name="response">The response that announced the operation, or the response to a poll.</param>
    /// <param name="place">The kind of resource that was read.</param>
    public static OperationState Of(HttpResponse response, OperationPlace place)
    {
        var unknown = new OperationState(OperationPhase.Unknown, HttpMessages.Status(response), -1);
        // If the body reports no state, the status code decides.
        var byStatus = response.StatusCode == 202 ? new OperationState(OperationPhase.Running, "running", -1) : new(OperationPhase.Succeeded, "succeeded", -1);
        using var document = OperationBody.TryParse(response);
        if (document?.RootElement is not { ValueKind: JsonValueKind.Object } root)
            return response.StatusCode == 202 || !OperationBody.IsUnreadable(response, place) ? byStatus : unknown;
        var percent = Percent(root);
        if (OfResource(root, place) is { } provisioning)
            return new OperationState(OfProvisioning(provisioning), provisioning, percent);
        if (place == OperationPlace.Resource)
            return byStatus with { PercentComplete = percent };
        if (OfBody(root, response, percent, place == OperationPlace.Monitor, Deepest) is { } state)
            return state;
        if (Continues(response, percent))
            return new OperationState(OperationPhase.Running, "running", percent);
        // A Location may be the resource by now. A monitor whose body has no known state leaves the end unknown.
        return place == OperationPlace.Monitor && root.EnumerateObject().MoveNext() ? unknown with { PercentComplete = percent } : byStatus with { PercentComplete = percent };
    }

    /// <summary>Returns the url of the resource, as a completed operation reports it; null if it does not.</summary>
    public static string? ResourceLocation(HttpResponse response)
    {
        using var document = response.ParseJson();
        return document is null ? null : JsonMember.Text(document.RootElement, "resourceLocation");
    }

    // Azure's resources report their deployment in one member. Any other "status" there belongs to the resource itself.
    private static string? OfResource(JsonElement root, OperationPlace place)
        => JsonMember.Find(root, "properties") is { } properties && JsonMember.Text(properties, "provisioningState") is { } state ? state
            : place == OperationPlace.Resource ? JsonMember.Text(root, "provisioningState")
            : null;

    // Azure has three final states; any other word is an intermediate one.
    private static OperationPhase OfProvisioning(string word)
        => OperationWords.PhaseOf(word) is var phase && phase == OperationPhase.Unknown ? OperationPhase.Running : phase;

    private static bool Continues(HttpResponse response, int percent)
        => response.StatusCode == 202 || response.Headers.ContainsKey("Retry-After") || percent is >= 0 and < 100;

    private static OperationState? OfBody(JsonElement root, HttpResponse response, int percent, bool isMonitor, int deepest)
    {
        if (deepest == 0)
            return null;
        var inner = Wrapped(root);
        if (inner is not null && OfBody(inner.Value, response, percent, isMonitor, deepest - 1) is { } state)
            return state;
        var own = OfMembers(root, response, percent, isMonitor);
        // Its only member has no state. Reading it again would double the time with each nested envelope.
        if (inner is not null && root.EnumerateObject().Take(2).Count() == 1)
            return own;
        // JSON:API, Cloudflare, JSend and LXD put the operation beside members about the response itself.
        var itself = Itself(root, response.Target);
        var enclosed = own is null or { Phase: OperationPhase.Succeeded } && (itself ?? OperationBody.Only(Find(root, "data", "attributes", "result"))) is { } data
            ? OfBody(data, response, percent, isMonitor, deepest - 1) : null;
        return own is null || enclosed is { Phase: OperationPhase.Running } || (itself is not null && enclosed is not null) ? enclosed
            // JSend: the success may be that of the read, or of an operation whose result has a state of its own.
            : enclosed is { Phase: OperationPhase.Failed or OperationPhase.PartlySucceeded, Text: var word } && Letters.Of(own.Value.Text) is "success" or "ok"
                ? own.Value with { Phase = OperationPhase.Unknown, Text = word }
            : own;
    }

    // The member whose id ends the operation's url, unless the document itself has that id.
    private static JsonElement? Itself(JsonElement root, Uri? url)
        => IsAt(url, root) ? null : root.EnumerateObject().Select(static member => OperationBody.Only(member.Value)).FirstOrDefault(inner => inner is { } one && IsAt(url, one));

    private static bool IsAt(Uri? url, JsonElement element)
        => JsonMember.Find(element, "id", "uuid")?.ToString() is { Length: > 0 } id && url?.AbsolutePath.EndsWith("/" + id, StringComparison.Ordinal) == true;

    /// <summary>True for an operation of Google, which leaves out <c>done</c> while it is false, and may have nothing but its name.</summary>
    public static bool IsOfGoogle(JsonElement root) => JsonMember.Text(root, "name")?.Contains("operations/", StringComparison.Ordinal) == true
        && ((JsonMember.Find(root, "done") ?? JsonMember.Find(root, "metadata")) is not null || root.EnumerateObject().All(static member => member.Name is "name" or "@type"));

    private static OperationState? OfMembers(JsonElement root, HttpResponse response, int percent, bool isMonitor)
    {
        var hasEnded = HasEnded(root);
        if (hasEnded == false || (hasEnded is null && IsOfGoogle(root)))
            return new(OperationPhase.Running, "running", percent);
        if (Word(root, isMonitor) is not { } word)
        {
            // Cisco Catalyst Center: {"startTime":1,"progress":"TASK_INTENT","isError":false}, and an "endTime" at the end.
            hasEnded ??= isMonitor && Find(root, Starts) is not null ? Find(root, Finishes) is not null : null;
            if (hasEnded == false && !HasAny(root, Errors))
                return new(OperationPhase.Running, "running", percent);
            return hasEnded == true ? AtEnd(root, new(OperationPhase.Succeeded, "done", percent), failed: "failed")
                : OfConditions(root, percent) ?? (IsUnsuccessful(root) || HasAny(root, Errors) ? new OperationState(OperationPhase.Failed, "failed", percent) : null);
        }

        var phase = OperationWords.PhaseOf(word);
        if (phase == OperationPhase.Running && hasEnded == true)
            phase = OperationPhase.Unknown;
        if (phase == OperationPhase.Unknown && Continues(response, percent))
            phase = OperationPhase.Running;
        return AtEnd(root, new OperationState(phase, word, percent), word);
    }

    // {"stack":{…}}, {"task":{…}}: the operation in an envelope.
    private static JsonElement? Wrapped(JsonElement root)
    {
        if (OperationBody.Only(JsonMember.Find(root, "progressEvent", "operation", "task", "job")) is { } inner)
            return inner;
        var members = root.EnumerateObject().Take(2).ToList();
        return members is [{ Value.ValueKind: JsonValueKind.Object } only] ? only.Value : null;
    }

    private static bool? HasEnded(JsonElement root)
        => Flag(root, Ends) ?? !Flag(root, Runs);

    private static bool? Flag(JsonElement root, string[] names)
        => Find(root, names) is { ValueKind: JsonValueKind.True or JsonValueKind.False } flag ? flag.ValueKind == JsonValueKind.True : null;

    // The members beside the state decide how the operation ended. Databricks uses TERMINATED for every end.
    private static OperationState AtEnd(JsonElement root, OperationState state, string failed)
    {
        var isEnd = state.Phase is OperationPhase.Succeeded or OperationPhase.Unknown || OperationWords.IsEndOnly(state.Text);
        if (!isEnd)
            return state;
        // Veeam: {"State":"Finished","Result":{"Success":false,"Message":"…"}}.
        var own = Find(root, "result") ?? root;
        if (HasAny(root, Errors) || IsUnsuccessful(root) || IsUnsuccessful(own) || HasFailedStatus(root) || HasFailedStatus(own) || Flag(root, Failures) == true || JsonMember.Text(root, "taskStatus") == "Critical")
            return state with { Phase = OperationPhase.Failed, Text = failed };
        if (HasAny(root, Failures) || HasFailedItem(root))
            return state with { Phase = OperationPhase.PartlySucceeded, Text = failed };
        var results = JsonMember.Find(root, "state", "status") is { ValueKind: JsonValueKind.Object } inner ? inner
            : FindText(own, Results) is null ? root : own;
        if (FindText(results, Results) is not { } result || OperationWords.PhaseOf(result) is var phase && phase == OperationPhase.Running)
            return state;
        // A text of several words is a description, and no result.
        return phase != OperationPhase.Unknown || (OperationWords.IsEndOnly(state.Text) && OperationWords.IsWord(result)) ? state with { Phase = phase, Text = result } : state;
    }

    private static bool IsUnsuccessful(JsonElement root)
        => Find(root, ErrorMembers.Flags) is { } flag && flag.ToString().Equals("false", StringComparison.OrdinalIgnoreCase);

    // Zendesk: {"status":"completed","results":[{"id":1,"success":false,"error":"TicketNotFound"}]}.
    private static bool HasFailedItem(JsonElement root)
        => Find(root, "results") is { ValueKind: JsonValueKind.Array } results && results.EnumerateArray().Any(static item => item.ValueKind == JsonValueKind.Object && (IsUnsuccessful(item) || HasAny(item, Errors)));

    private static bool HasFailedStatus(JsonElement root)
        => Find(root, StatusCodes) is { } status && OperationWords.PhaseOf(status.ToString()) == OperationPhase.Failed;

    private static string? Word(JsonElement root, bool isMonitor)
        => FindText(root, Words)
            ?? (Find(root, "status", "state") is { ValueKind: JsonValueKind.Object } inner ? FindText(inner, InnerWords) : null)
            ?? (Find(root, "status", "state") is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : null)
            ?? (isMonitor ? OtherWord(root) : null);

    // For example stack_status and deploymentState. Only in a monitor, because a resource may have such a member of its own.
    private static string? OtherWord(JsonElement root)
        => root.EnumerateObject().Where(static member => member.Value.ValueKind == JsonValueKind.String
                && (member.Name.EndsWith("status", StringComparison.OrdinalIgnoreCase) || member.Name.EndsWith("state", StringComparison.OrdinalIgnoreCase)))
            .Select(static member => member.Value.GetString()!).FirstOrDefault(static word => OperationWords.PhaseOf(word) != OperationPhase.Unknown);

    // Kubernetes: status.conditions, each True, False or Unknown.
    private static OperationState? OfConditions(JsonElement root, int percent)
    {
        if (JsonMember.Find(JsonMember.Find(root, "status") ?? root, "conditions") is not { ValueKind: JsonValueKind.Array } conditions)
            return null;
        var met = conditions.EnumerateArray()
            .Where(static condition => string.Equals(JsonMember.Text(condition, "status"), "True", StringComparison.OrdinalIgnoreCase))
            .Select(static condition => JsonMember.Text(condition, "type") ?? string.Empty).ToList();
        return met.Find(static type => type is "Failed" or "Stalled" or "Degraded" or "ReplicaFailure") is { } failed ? new(OperationPhase.Failed, failed, percent)
            : met.Find(static type => type is "Ready" or "Complete" or "Completed" or "Succeeded" or "Available") is { } done ? new(OperationPhase.Succeeded, done, percent)
            : new OperationState(OperationPhase.Running, met.FirstOrDefault() ?? "running", percent);
    }

    private static bool HasAny(JsonElement root, string[] names) => names.Any(name => Find(root, name) is { } member && ErrorMembers.SaysSomething(member));

    // Accepts a number, "45" or "45%".
    private static int Percent(JsonElement root)
    {
        if (Find(root, Percents) is not { } member)
            return -1;
        var text = member.ValueKind == JsonValueKind.String ? member.GetString()!.TrimEnd('%', ' ') : member.ValueKind == JsonValueKind.Number ? member.GetRawText() : string.Empty;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var percent) && percent is >= 0 and <= 100 ? (int)percent : -1;
    }

    // The first member with one of the names that is not null.
    private static JsonElement? Find(JsonElement root, params string[] names)
        => root.ValueKind != JsonValueKind.Object ? null
            : names.SelectMany(name => root.EnumerateObject().Where(member => member.Value.ValueKind != JsonValueKind.Null && Letters.Of(member.Name) == name))
                .Select(static member => (JsonElement?)member.Value).FirstOrDefault();

    private static string? FindText(JsonElement root, string[] names)
        => names.Select(name => Find(root, name)).FirstOrDefault(static member => member is { ValueKind: JsonValueKind.String })?.GetString();
}
