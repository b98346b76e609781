using System.Runtime.InteropServices;

namespace PutTools.Journal;

/// <summary>
/// The state that the lines of earlier processes describe. Equal writes are counted: each finished one stands for one of them, and
/// any further one is sent.
/// </summary>
internal sealed class JournalContents
{
    private readonly Dictionary<JournalId, Counts> _writes = [];
    private readonly Dictionary<JournalId, Queue<JournaledOperation>> _operations = [];

    /// <summary>The keys of the journals in the file, in order. A file that was concatenated has several.</summary>
    public List<byte[]> Keys { get; } = [];

    /// <summary>The number of finished writes, and how many of them this run has seen.</summary>
    public long DoneCount { get; private set; }

    /// <inheritdoc cref="DoneCount"/>
    public long SeenCount { get; private set; }

    /// <summary>Records a write that is about to be sent and must not be repeated blindly.</summary>
    public void Begun(JournalId id) => _writes[id] = Of(id) with { Begun = Of(id).Begun + 1 };

    /// <summary>Records that the server accepted a write and runs an operation for it.</summary>
    public void Accepted(JournalId id, JournaledOperation operation)
    {
        if (!_operations.TryGetValue(id, out var operations))
            _operations[id] = operations = new();
        operations.Enqueue(operation);
        CloseBegun(id);
    }

    /// <summary>Records the end of a write. A write with unknown outcome stays open.</summary>
    public void Ended(JournalId id, bool isDone, bool isUnknown)
    {
        if (!isUnknown && TakeOperation(id) is null)
            CloseBegun(id);
        if (!isDone)
            return;
        _writes[id] = Of(id) with { Done = Of(id).Done + 1 };
        DoneCount++;
    }

    /// <summary>Removes one write, by the first of its ids that is known: finished writes first, then open ones.</summary>
    public (JournalState State, JournalId Id, JournaledOperation? Operation) Take(ReadOnlySpan<JournalId> ids)
    {
        foreach (var id in ids)
        {
            if (Of(id) is not { Done: > 0 } counts)
                continue;
            Set(id, counts with { Done = counts.Done - 1 });
            SeenCount++;
            return (JournalState.Done, id, null);
        }

        foreach (var id in ids)
        {
            if (TakeOperation(id) is { } operation)
                return (JournalState.Accepted, id, operation);
        }

        foreach (var id in ids)
        {
            if (CloseBegun(id))
                return (JournalState.Begun, id, null);
        }

        return (JournalState.New, ids[^1], null);
    }

    private Counts Of(JournalId id) => _writes.TryGetValue(id, out var counts) ? counts : default;

    private void Set(JournalId id, Counts counts)
    {
        if (counts == default)
            _writes.Remove(id);
        else
            _writes[id] = counts;
    }

    private bool CloseBegun(JournalId id)
    {
        if (Of(id) is not { Begun: > 0 } counts)
            return false;
        Set(id, counts with { Begun = counts.Begun - 1 });
        return true;
    }

    private JournaledOperation? TakeOperation(JournalId id)
    {
        if (_operations.Count == 0 || !_operations.TryGetValue(id, out var operations))
            return null;
        var first = operations.Dequeue();
        if (operations.Count == 0)
            _operations.Remove(id);
        return first;
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Counts(int Done, int Begun);
}
