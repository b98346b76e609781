using System;
using System.Text.Json;
using PutTools.Http;
using PutTools.Json;

namespace PutTools.Writes;

/// <summary>How a long operation stands, in the shapes that APIs commonly use.</summary>
/// <param name="Text">The state in the server's word.</param>
/// <param name="PercentComplete">0 to 100; -1 where it is not told.</param>
internal readonly record struct OperationState(string Text, int PercentComplete)
{
    public bool HasSucceeded => Text.ToUpperInvariant()
        is "SUCCEEDED" or "SUCCESS" or "SUCCESSFUL" or "COMPLETED" or "COMPLETE" or "DONE" or "READY" or "FINISHED";

    public bool HasFailed => Text.ToUpperInvariant()
        is "FAILED" or "FAILURE" or "ERROR" or "ERRORED" or "CANCELED" or "CANCELLED" or "ABORTED" or "REJECTED" or "TIMEDOUT" or "TERMINATED";

    private bool IsRunning => Text.ToUpperInvariant() is "RUNNING" or "PENDING" or "INPROGRESS" or "IN_PROGRESS" or "IN-PROGRESS" or "IN PROGRESS"
        or "ACCEPTED" or "QUEUED" or "STARTED" or "NOTSTARTED" or "CREATING" or "UPDATING" or "PROVISIONING" or "PROCESSING" or "WORKING"
        or "WAITING" or "SUBMITTED" or "SCHEDULED";

    /// <summary>The state that the response which began the operation tells of.</summary>
    public static OperationState OfStart(HttpResponse response) => Of(response, "running");

    /// <summary>The state that a look at the operation tells of. Where it tells none, the end is a response that is no 202.</summary>
    /// <param name="response">The response to the look.</param>
    /// <param name="isResource">
    /// Whether the url is that of the resource to come, as with <c>Location</c>: then a word that names no state of an
    /// operation is the resource's own, and the response is its end.
    /// </param>
    public static OperationState OfPoll(HttpResponse response, bool isResource)
    {
        var untold = response.StatusCode == 202 ? "running" : "succeeded";
        var state = Of(response, untold);
        return isResource && !state.IsRunning && !state.HasFailed ? state with { Text = untold } : state;
    }

    /// <summary>Where an operation that has ended says that its resource is; null where it does not.</summary>
    public static string? ResourceLocation(HttpResponse response)
    {
        using var document = JsonDefaults.TryParse(response.Body);
        return document?.RootElement is { ValueKind: JsonValueKind.Object } root ? TextOf(root, "resourceLocation") : null;
    }

    private static OperationState Of(HttpResponse response, string untold)
    {
        using var document = JsonDefaults.TryParse(response.Body);
        if (document?.RootElement is not { ValueKind: JsonValueKind.Object } root)
            return new OperationState(untold, -1);
        var told = TextOf(root, "status") ?? TextOf(root, "state") ?? TextOf(root, "provisioningState")
            ?? (Member(root, "properties") is { ValueKind: JsonValueKind.Object } properties ? TextOf(properties, "provisioningState") : null);
        return new OperationState(told ?? untold, Percent(root));
    }

    private static int Percent(JsonElement root)
        => (Member(root, "percentComplete") ?? Member(root, "percentCompleted") ?? Member(root, "percent") ?? Member(root, "progress"))
            is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out var percent) && percent is >= 0 and <= 100 ? (int)percent : -1;

    private static string? TextOf(JsonElement root, string name)
        => Member(root, name) is { ValueKind: JsonValueKind.String } member ? member.GetString() : null;

    private static JsonElement? Member(JsonElement root, string name)
    {
        foreach (var member in root.EnumerateObject())
        {
            if (member.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                return member.Value;
        }

        return null;
    }
}
