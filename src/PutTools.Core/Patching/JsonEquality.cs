using System.Collections.Generic;
using System.Text.Json;

namespace PutTools.Patching;

/// <summary>
/// Whether two JSON values are the same value, however they are written (RFC 6902 §4.6): member order and white space
/// aside, strings by their characters, numbers by value at any precision, the last of members with the same name.
/// </summary>
internal sealed class JsonEquality : IEqualityComparer<JsonElement>
{
    private JsonEquality()
    {
    }

    public static JsonEquality Comparer { get; } = new();

    public bool Equals(JsonElement x, JsonElement y) => JsonTree.From(x).Equals(JsonTree.From(y));

    public int GetHashCode(JsonElement obj) => JsonTree.From(obj).GetHashCode();
}
