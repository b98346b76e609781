using System;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using PutTools.Http;
using PutTools.Json;

namespace PutTools.Writes;

/// <summary>
/// The status of a long-running operation, in the formats of common APIs; docs/operations.md has the table.
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
        return (place == OperationPlace.Resource ? null : OfBody(root, response, percent)) ?? byStatus with { PercentComplete = percent };
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

    private static OperationState? OfBody(JsonElement root, HttpResponse response, int percent)
    {
        if (JsonMember.Find(root, "progressEvent", "operation", "task", "job") is { ValueKind: JsonValueKind.Object } inner && OfBody(inner, response, percent) is { } state)
            return state;
        // Google: "done", and then either "error" or "response".
        if (JsonMember.Find(root, "done") is { ValueKind: JsonValueKind.True or JsonValueKind.False } done)
            return done.ValueKind == JsonValueKind.False ? new(OperationPhase.Running, "running", percent)
                : HasError(root) ? new(OperationPhase.Failed, "failed", percent)
                : new OperationState(OperationPhase.Succeeded, "done", percent);
        // Google leaves out "done" while it is false.
        if (JsonMember.Text(root, "name")?.Contains("operations/", StringComparison.Ordinal) == true && JsonMember.Find(root, "metadata") is not null)
            return new(OperationPhase.Running, "running", percent);
        if (Word(root) is not { } word)
            return OfConditions(root, percent);
        var phase = OperationWords.PhaseOf(word);
        if (phase == OperationPhase.Succeeded && (HasError(root) || JsonMember.Text(root, "taskStatus") == "Critical"))
            phase = OperationPhase.Failed;
        if (phase == OperationPhase.Unknown && (response.StatusCode == 202 || response.Headers.ContainsKey("Retry-After") || percent is >= 0 and < 100))
            phase = OperationPhase.Running;
        return new OperationState(phase, word, percent);
    }

    private static string? Word(JsonElement root)
        => JsonMember.Text(root, Words)
            ?? (JsonMember.Find(root, "status") is { ValueKind: JsonValueKind.Object } status ? JsonMember.Text(status, "state", "phase", "status") : null);

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

    private static bool HasError(JsonElement root)
        => JsonMember.Find(root, "error", "errors") is { } error
            && (error.ValueKind == JsonValueKind.Object ? error.EnumerateObject().MoveNext() : error.ValueKind == JsonValueKind.Array && error.GetArrayLength() > 0);

    // Accepts a number, "45" or "45%".
    private static int Percent(JsonElement root)
    {
        if (JsonMember.Find(root, "percentComplete", "percentCompleted", "percentageComplete", "percent", "progress", "progressPercentage") is not { } member)
            return -1;
        var text = member.ValueKind == JsonValueKind.String ? member.GetString()!.TrimEnd('%', ' ') : member.ValueKind == JsonValueKind.Number ? member.GetRawText() : string.Empty;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var percent) && percent is >= 0 and <= 100 ? (int)percent : -1;
    }
}
