using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;

namespace PutTools.Testing;

/// <summary>The applied writes, in order. Tests compare a client's reports with it.</summary>
public sealed class Journal : IReadOnlyCollection<JournalEntry>
{
    private readonly Lock _lock = new();
    private readonly List<JournalEntry> _entries = [];

    /// <summary>The number of applied writes.</summary>
    public int Count
    {
        get { lock (_lock) return _entries.Count; }
    }

    /// <summary>The writes applied to one resource.</summary>
    public IReadOnlyList<JournalEntry> Of(string path) =>
        [.. this.Where(entry => string.Equals(entry.Path, path, System.StringComparison.Ordinal))];

    /// <summary>Enumerates a snapshot.</summary>
    public IEnumerator<JournalEntry> GetEnumerator()
    {
        JournalEntry[] snapshot;
        lock (_lock) snapshot = [.. _entries];
        return snapshot.AsEnumerable().GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Receives the path of each write immediately, so that it is known after the server was killed; null for none.</summary>
    internal TextWriter? File { get; set; }

    internal void Add(string method, string path, string? key, long version, string bodyHash)
    {
        lock (_lock)
        {
            _entries.Add(new JournalEntry(_entries.Count + 1, method, path, key, version, bodyHash));
            File?.WriteLine(path);
        }
    }

    internal void Clear()
    {
        lock (_lock) _entries.Clear();
    }
}
