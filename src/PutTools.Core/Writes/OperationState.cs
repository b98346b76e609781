using System;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using PutTools.Http;
using PutTools.Json;

namespace PutTools.Writes;

/// <summary>
/// The status of a long-running operation, in the formats of common APIs; docs/cookbook/long-operations.md has the table.
/// </summary>
/// <param name="Phase">The meaning of <paramref name="Text"/>.</param>
/// <param name="Text">The state in the server's own word.</param>
/// <param name="PercentComplete">0 to 100; -1 if the server does not report it.</param>
internal readonly record struct OperationState(OperationPhase Phase, string Text, int PercentComplete)
{
    private static readonly string[] Words =
    [
        "status", "state", "taskState", "provisioningState", "operationStatus", "operationState", "runtimeStatus", "jobState", "jobStatus",
        "executionStatus", "phase",
    ];

    // Booleans that are true when the operation has ended, and those that are true until then.
    private static readonly string[] Ends = ["done", "finished", "isDone", "isFinished", "isComplete", "isCompleted"];
    private static readonly string[] Runs = ["building", "running", "isRunning", "inProgress", "in_progress"];

    // Beside a state that says only that the operation has ended: GitHub, Azure DevOps, Jenkins, Databricks.
    private static readonly string[] Results = ["result", "conclusion", "outcome", "resultState", "result_state"];

    private static readonly string[] Errors = ["error", "errors", "errorMessage", "error_message", "errorCode", "failureReason", "failure_reason", "exitCode", "exit_code"];

    /// <summary>Returns the state that a response reports.</summary>
    /// <param name="response">The response that announced the operation, or the response to a poll.</param>
    /// <param name="place">The kind of resource that was read.</param>
    public static OperationState Of(HttpResponse response, OperationPlace place)
    {
        using var document = JsonDefaults.TryParse(response.Body);
        // If the body reports no state, the status code decides.
        var byStatus = response.StatusCode == 202 ? new OperationState(OperationPhase.Running, "running", -1) : new(OperationPhase.Succeeded, "succeeded", -1);
        if (document?.RootElement is not { ValueKind: JsonValueKind.Object } root)
            return byStatus;
        var percent = Percent(root);
        if (OfResource(root, place) is { } provisioning)
            return new OperationState(OfProvisioning(provisioning), provisioning, percent);
        if (place == OperationPlace.Resource)
            return byStatus with { PercentComplete = percent };
        if (OfBody(root, response, percent, place == OperationPlace.Monitor) is { } state)
            return state;
        // A Location may be the resource by now. A monitor whose body has no known state leaves the end unknown.
        return place == OperationPlace.Monitor && response.StatusCode != 202 && root.EnumerateObject().MoveNext()
            ? new OperationState(OperationPhase.Unknown, HttpMessages.Status(response), percent)
            : byStatus with { PercentComplete = percent };
    }

    /// <summary>Returns the url of the resource, as a completed operation reports it; null if it does not.</summary>
    public static string? ResourceLocation(HttpResponse response)
    {
        using var document = JsonDefaults.TryParse(response.Body);
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

    private static OperationState? OfBody(JsonElement root, HttpResponse response, int percent, bool isMonitor)
    {
        if (Wrapped(root) is { } inner && OfBody(inner, response, percent, isMonitor) is { } state)
            return state;
        var hasEnded = HasEnded(root);
        // Google leaves out "done" while it is false.
        if (hasEnded == false || (hasEnded is null && JsonMember.Text(root, "name")?.Contains("operations/", StringComparison.Ordinal) == true && JsonMember.Find(root, "metadata") is not null))
            return new(OperationPhase.Running, "running", percent);
        if (Word(root, isMonitor) is not { } word)
        {
            return hasEnded == true ? AtEnd(root, new(OperationPhase.Succeeded, "done", percent), failed: "failed")
                : OfConditions(root, percent) ?? (IsUnsuccessful(root) ? new OperationState(OperationPhase.Failed, "failed", percent) : null);
        }

        var phase = OperationWords.PhaseOf(word);
        if (phase == OperationPhase.Running && hasEnded == true)
            phase = OperationPhase.Unknown;
        if (phase == OperationPhase.Unknown && (response.StatusCode == 202 || response.Headers.ContainsKey("Retry-After") || percent is >= 0 and < 100))
            phase = OperationPhase.Running;
        return AtEnd(root, new OperationState(phase, word, percent), word);
    }

    // {"stack":{…}}, {"task":{…}}: the operation in an envelope.
    private static JsonElement? Wrapped(JsonElement root)
    {
        if (JsonMember.Find(root, "progressEvent", "operation", "task", "job") is { ValueKind: JsonValueKind.Object } inner)
            return inner;
        var members = root.EnumerateObject().Take(2).ToList();
        return members is [{ Value.ValueKind: JsonValueKind.Object } only] ? only.Value : null;
    }

    private static bool? HasEnded(JsonElement root)
        => JsonMember.Find(root, Ends) is { ValueKind: JsonValueKind.True or JsonValueKind.False } end ? end.ValueKind == JsonValueKind.True
            : JsonMember.Find(root, Runs) is { ValueKind: JsonValueKind.True or JsonValueKind.False } run ? run.ValueKind == JsonValueKind.False
            : null;

    // What stands beside the state decides how the operation ended. Databricks says TERMINATED of every end.
    private static OperationState AtEnd(JsonElement root, OperationState state, string failed)
    {
        var isEnd = state.Phase is OperationPhase.Succeeded or OperationPhase.Unknown || state.Text.Equals("terminated", StringComparison.OrdinalIgnoreCase);
        if (!isEnd)
            return state;
        if (HasError(root) || IsUnsuccessful(root) || JsonMember.Text(root, "taskStatus") == "Critical")
            return state with { Phase = OperationPhase.Failed, Text = failed };
        var results = JsonMember.Find(root, "state", "status") is { ValueKind: JsonValueKind.Object } inner ? inner : root;
        return JsonMember.Text(results, Results) is { } result && OperationWords.PhaseOf(result) is var phase && phase is not (OperationPhase.Unknown or OperationPhase.Running)
            ? state with { Phase = phase, Text = result }
            : state;
    }

    private static bool IsUnsuccessful(JsonElement root)
        => JsonMember.Find(root, "success", "succeeded", "isSuccess", "isSuccessful") is { ValueKind: JsonValueKind.False };

    private static string? Word(JsonElement root, bool isMonitor)
        => JsonMember.Text(root, Words)
            ?? (JsonMember.Find(root, "status", "state") is { ValueKind: JsonValueKind.Object } inner ? JsonMember.Text(inner, "state", "phase", "status", "life_cycle_state") : null)
            ?? (isMonitor ? OtherWord(root) : null);

    // For example stack_status and deploymentState. A resource may have a member like that, too; a monitor is none.
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

    // An object, a list, a sentence, a code or a flag: anything that is not empty.
    private static bool HasError(JsonElement root) => Errors.Any(name => JsonMember.Find(root, name) is { } error && error.ValueKind switch
    {
        JsonValueKind.Object => error.EnumerateObject().MoveNext(),
        JsonValueKind.Array => error.GetArrayLength() > 0,
        JsonValueKind.String => error.GetString()!.Length > 0,
        JsonValueKind.Number => error.GetDouble() != 0,
        _ => error.ValueKind == JsonValueKind.True,
    });

    // Accepts a number, "45" or "45%".
    private static int Percent(JsonElement root)
    {
        if (JsonMember.Find(root, "percentComplete", "percentCompleted", "percentageComplete", "percent", "progress", "progressPercentage") is not { } member)
            return -1;
        var text = member.ValueKind == JsonValueKind.String ? member.GetString()!.TrimEnd('%', ' ') : member.ValueKind == JsonValueKind.Number ? member.GetRawText() : string.Empty;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var percent) && percent is >= 0 and <= 100 ? (int)percent : -1;
    }
}
