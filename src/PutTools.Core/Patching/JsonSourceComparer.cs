using PutTools.Json;

namespace PutTools.Patching;

/// <summary>Compares two values by their source text, without parsing what they contain.</summary>
internal sealed class JsonSourceComparer : IEqualityComparer<JsonTree>
{
    public bool Equals(JsonTree? x, JsonTree? y) => x!.Source.SequenceEqual(y!.Source);

    public int GetHashCode(JsonTree obj) => Utf8Hash.Of(obj.Source);
}
