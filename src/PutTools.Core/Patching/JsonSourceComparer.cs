using System;
using System.Collections.Generic;
using PutTools.Json;

namespace PutTools.Patching;

/// <summary>Compares two values by the text that they were read from, without reading what is in them.</summary>
internal sealed class JsonSourceComparer : IEqualityComparer<JsonTree>
{
    public bool Equals(JsonTree? x, JsonTree? y) => x!.Source.SequenceEqual(y!.Source);

    public int GetHashCode(JsonTree obj) => Utf8Hash.Of(obj.Source);
}
