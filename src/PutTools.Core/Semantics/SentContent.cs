using System;
using System.Linq;
using System.Text.Json;
using PutTools.Patching;

namespace PutTools.Semantics;

/// <summary>Whether a resource has what a write sent.</summary>
internal static class SentContent
{
    /// <summary>
    /// Whether <paramref name="found"/> has all of <paramref name="sent"/>. Members that the server added, as its own
    /// dates and ids, don't matter; in a patch a null means that the member is gone.
    /// </summary>
    public static bool IsFoundIn(ReadOnlyMemory<byte> found, ReadOnlyMemory<byte> sent, bool isPatch)
    {
        if (found.Span.SequenceEqual(sent.Span))
            return true;
        using var foundDocument = JsonLimits.TryParse(found);
        using var sentDocument = JsonLimits.TryParse(sent);
        return foundDocument is not null && sentDocument is not null && Has(foundDocument.RootElement, sentDocument.RootElement, isPatch);
    }

    private static bool Has(JsonElement found, JsonElement sent, bool isPatch) => sent.ValueKind == JsonValueKind.Object
        ? found.ValueKind == JsonValueKind.Object && sent.EnumerateObject().All(member => found.TryGetProperty(member.Name, out var there)
            ? Has(there, member.Value, isPatch)
            : isPatch && member.Value.ValueKind == JsonValueKind.Null)
        : JsonEquality.Comparer.Equals(found, sent);
}
