using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Text.Json;
using PutTools.Json;

namespace PutTools.Patching;

/// <summary>
/// Finds the changes between two states, and of the rest says nothing: what it does not mention, a patch can't undo for
/// others. Only where that would be much longer than the document itself, parts are replaced whole where that is
/// written with fewer bytes, so that no patch is much longer than one that replaces the document.
/// </summary>
internal sealed class JsonDiff
{
    // {"op":"","path":""} and the comma before the next operation, less the quotes, which count with the path.
    private const int OperationSize = 19 + 1 - 2;
    private const int ValueMemberSize = 9; // ,"value":

    /// <summary>How many bytes a patch may be longer than the document before parts of it are replaced whole.</summary>
    public const int MaximumOverhead = 1024;

    private readonly List<JsonChange> _changes = [];
    private readonly bool _includeTest;
    private readonly bool _isShortest;
    private int _size;

    private JsonDiff(bool includeTest, bool isShortest)
    {
        _includeTest = includeTest;
        _isShortest = isShortest;
    }

    /// <summary>The changes in the order in which they have to be made: a path is that after the ones before.</summary>
    /// <param name="original">The state before.</param>
    /// <param name="desired">The state after.</param>
    /// <param name="includeTest">Whether the patch repeats each old value in a <c>test</c>, which makes it longer.</param>
    public static List<JsonChange> Between(JsonTree original, JsonTree desired, bool includeTest)
    {
        var diff = new JsonDiff(includeTest, isShortest: false);
        diff.Compare(string.Empty, original, desired);
        var allowed = diff._size - MaximumOverhead;
        if (allowed > 0 && desired.SizeUpTo(allowed) < allowed)
        {
            diff = new JsonDiff(includeTest, isShortest: true);
            diff.Compare(string.Empty, original, desired);
        }

        return diff._changes;
    }

    // Adds nothing where the two are equal.
    private void Compare(string path, JsonTree old, JsonTree desired)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var before = (_changes.Count, Size: _size);
        var isTakenApart = (old.Kind, desired.Kind) switch
        {
            (JsonValueKind.Object, JsonValueKind.Object) => CompareMembers(path, old.Members, desired.Members),
            (JsonValueKind.Array, JsonValueKind.Array) => CompareItems(path, old.Items, desired.Items),
            _ => old.Equals(desired),
        };
        if (isTakenApart && _changes.Count == before.Count)
            return;
        var whole = new JsonChange(path, old, desired);
        var size = _size - before.Size;
        if (isTakenApart && (!_isShortest || size <= SizeUpTo(size, whole)))
            return;

        _changes.RemoveRange(before.Count, _changes.Count - before.Count);
        _size = before.Size;
        Add(whole);
    }

    [MethodImpl(Jit.Optimize)]
    private bool CompareMembers(string path, JsonMembers old, JsonMembers desired)
    {
        var slot = 0;
        foreach (var member in old)
        {
            if (desired.Find(member.Key, slot++) is null)
                Add(new(JsonPointer.Append(path, member.Key), member.Value, null));
        }

        slot = 0;
        foreach (var member in desired)
        {
            var before = old.Find(member.Key, slot++);
            if (before is null)
                Add(new(JsonPointer.Append(path, member.Key), null, member.Value));
            else if (!before.HasSourceOf(member.Value))
                Compare(JsonPointer.Append(path, member.Key), before, member.Value);
        }

        return true;
    }

    [MethodImpl(Jit.Optimize)]
    private bool CompareItems(string path, List<JsonTree> old, List<JsonTree> desired)
    {
        if (LongestCommonSubsequence.Find(old, desired) is not { } kept)
            return false;
        kept.Add((old.Count, desired.Count));

        // All to the left of "to" is in its desired state already, so that "to" is where the next change is made.
        var (from, to) = (0, 0);
        foreach (var (keptFrom, keptTo) in kept)
        {
            for (; from < keptFrom && to < keptTo; from++, to++)
                Compare(JsonPointer.Append(path, to), old[from], desired[to]);
            for (; from < keptFrom; from++)
                Add(new(JsonPointer.Append(path, to), old[from], null));
            for (; to < keptTo; to++)
                Add(new(JsonPointer.Append(path, to), null, desired[to]));
            (from, to) = (keptFrom + 1, keptTo + 1);
        }

        return true;
    }

    private void Add(JsonChange change)
    {
        _changes.Add(change);
        _size += SizeUpTo(int.MaxValue, change);
    }

    private int SizeUpTo(int limit, JsonChange change)
    {
        var name = change.Old is null ? "add" : change.New is null ? "remove" : "replace";
        var pathSize = JsonText.LengthOf(change.Path);
        var size = OperationSize + name.Length + pathSize;
        if (change.New is not null)
            size += ValueMemberSize + change.New.SizeUpTo(limit - size);
        if (_includeTest && change.Old is not null)
            size += OperationSize + "test".Length + pathSize + ValueMemberSize + change.Old.SizeUpTo(limit - size);
        return size;
    }
}
