using System;
using System.Linq;
using System.Text.Json;
using PutTools.Json;
using PutTools.Patching;
using PutTools.Pipeline;

namespace PutTools.Verification;

/// <summary>Whether a resource has what a write sent.</summary>
internal static class SentContent
{
    /// <summary>
    /// Whether <paramref name="found"/> is as it would be, had <paramref name="request"/> been applied. After a PUT that
    /// is all of what it sent and nothing else: a member more may be the very one that it was to remove. After a merge
    /// patch only what it names matters, and null means that the member is gone.
    /// </summary>
    public static bool IsFoundIn(ReadOnlyMemory<byte> found, ResourceRequest request)
    {
        if ((request.Expected ?? request.Content?.Representation) is not { } sent)
            return false;
        using var foundDocument = JsonDefaults.TryParse(found);
        using var sentDocument = JsonDefaults.TryParse(sent);
        if (foundDocument is null || sentDocument is null)
            return found.Span.SequenceEqual(sent.Span);
        return request.Method.Method == "PATCH" && request.Expected is null
            ? HasMerged(foundDocument.RootElement, sentDocument.RootElement)
            : JsonEquality.Comparer.Equals(foundDocument.RootElement, sentDocument.RootElement);
    }

    // RFC 7396 §2, read backwards.
    private static bool HasMerged(JsonElement found, JsonElement patch) => patch.ValueKind == JsonValueKind.Object
        ? found.ValueKind == JsonValueKind.Object && patch.EnumerateObject().All(member => found.TryGetProperty(member.Name, out var there)
            ? HasMerged(there, member.Value) && member.Value.ValueKind != JsonValueKind.Null
            : member.Value.ValueKind == JsonValueKind.Null)
        : JsonEquality.Comparer.Equals(found, patch);
}
