using System.Runtime.CompilerServices;
using System.Text.Json;
using PutTools.Patching;

namespace PutTools.Writes;

/// <summary>
/// Finds a list that a new state has as a single value. PowerShell makes one of a list of one element that a command outputs, as in
/// <c>$_.tags = $_.tags | Where-Object { … }</c>.
/// </summary>
internal static class UnrolledList
{
    /// <summary>Returns the path of the first one, which is empty for the whole state; null if there is none.</summary>
    public static string? Find(JsonTree before, JsonTree after) => Find(before, after, string.Empty);

    private static string? Find(JsonTree before, JsonTree after, string path)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (before.Kind == JsonValueKind.Array)
            return after.Kind is JsonValueKind.Array or JsonValueKind.Null ? null : path;
        if (before.Kind != JsonValueKind.Object || after.Kind != JsonValueKind.Object)
            return null;
        var slot = 0;
        foreach (var member in after.Members)
        {
            if (before.Members.Find(member.Key, slot++) is { } old && !old.HasSourceOf(member.Value) && Find(old, member.Value, JsonPointer.Append(path, member.Key)) is { } found)
                return found;
        }

        return null;
    }
}
