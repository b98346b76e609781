using System.Runtime.CompilerServices;
using System.Text.Json;
using PutTools.Json;
using PutTools.Secrets;

namespace PutTools.Patching;

/// <summary>
/// Finds the changes between two states. It emits only what changed, so that concurrent edits elsewhere survive. Only an
/// array that needs too many moves is replaced as a whole.
/// </summary>
internal sealed class JsonDiff
{
    private readonly List<JsonChange> _changes = [];

    private JsonDiff()
    {
    }

    /// <summary>
    /// The changes in the order in which they are applied. Each path refers to the state after the changes before it.
    /// </summary>
    public static List<JsonChange> Between(JsonTree original, JsonTree desired)
    {
        var diff = new JsonDiff();
        diff.Compare(string.Empty, original, desired);
        return diff._changes;
    }

    private void Compare(string path, JsonTree old, JsonTree desired)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var isCompared = (old.Kind, desired.Kind) switch
        {
            (JsonValueKind.Object, JsonValueKind.Object) => CompareMembers(path, old.Members, desired.Members),
            (JsonValueKind.Array, JsonValueKind.Array) => CompareItems(path, old.Items, desired.Items),
            _ => old.Equals(desired),
        };
        if (!isCompared)
            _changes.Add(new(path, old, desired));
    }

    [MethodImpl(Jit.Optimize)]
    private bool CompareMembers(string path, JsonMembers old, JsonMembers desired)
    {
        var slot = 0;
        foreach (var member in old)
        {
            if (desired.Find(member.Key, slot++) is null)
                _changes.Add(new(JsonPointer.Append(path, member.Key), member.Value, null));
        }

        slot = 0;
        foreach (var member in desired)
        {
            var before = old.Find(member.Key, slot++);
            if (before is null)
                _changes.Add(new(JsonPointer.Append(path, member.Key), null, member.Value));
            else if (!before.HasSourceOf(member.Value))
                CompareMember(JsonPointer.Append(path, member.Key), before, member.Value, isOfSecret: member.Key == "value" && NamesSecret(desired));
        }

        return true;
    }

    private void CompareMember(string path, JsonTree old, JsonTree desired, bool isOfSecret)
    {
        var first = _changes.Count;
        Compare(path, old, desired);
        for (var i = first; isOfSecret && i < _changes.Count; i++)
            _changes[i] = _changes[i] with { IsOfSecret = true };
    }

    // {"name":"DB_PASSWORD","value":"x"}.
    private static bool NamesSecret(JsonMembers members)
        => members.Any(static member => member.Key is "name" or "key" or "path" && member.Value.Kind == JsonValueKind.String && SecretName.IsOfPath(member.Value.Text));

    // Returns false if there are too many moves; then no change was added.
    [MethodImpl(Jit.Optimize)]
    private bool CompareItems(string path, List<JsonTree> old, List<JsonTree> desired)
    {
        if (LongestCommonSubsequence.Find(old, desired) is not { } kept)
            return false;
        kept.Add((old.Count, desired.Count));

        // All elements before "to" have their desired state here, so the next change is made at "to".
        var (from, to) = (0, 0);
        foreach (var (keptFrom, keptTo) in kept)
        {
            for (; from < keptFrom && to < keptTo; from++, to++)
                Compare(JsonPointer.Append(path, to), old[from], desired[to]);
            for (; from < keptFrom; from++)
                _changes.Add(new(JsonPointer.Append(path, to), old[from], null));
            for (; to < keptTo; to++)
                _changes.Add(new(JsonPointer.Append(path, to), null, desired[to]));
            (from, to) = (keptFrom + 1, keptTo + 1);
        }

        return true;
    }
}
