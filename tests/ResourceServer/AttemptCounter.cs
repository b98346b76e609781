using System;
using System.Collections.Concurrent;

namespace PutTools.Testing;

/// <summary>Counts requests by a key, for <c>?times=N&amp;key=K</c>: only the first N get a special response.</summary>
internal sealed class AttemptCounter
{
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>Counts one more request with the key and returns its number, from 1.</summary>
    public int Next(string key) => _counts.AddOrUpdate(key, 1, (_, count) => count + 1);

    public void Clear() => _counts.Clear();
}
