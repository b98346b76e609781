using System.Collections;
using System.Runtime.CompilerServices;
using PutTools.Json;

namespace PutTools.Patching;

/// <summary>The members of a JSON object: found by name in constant time, in their original order.</summary>
internal sealed class JsonMembers : IEnumerable<KeyValuePair<string, JsonTree>>
{
    // Scanning this few names is faster than building a dictionary.
    private const int MaximumScanned = 16;

    // A removed member leaves an empty slot, so that the slots of the others stay valid.
    private readonly List<KeyValuePair<string, JsonTree?>> _slots = [];
    private Dictionary<string, int>? _slotOfName;

    public int Count { get; private set; }

    /// <summary>A name that was set more than once; null if there is none.</summary>
    public string? Repeated { get; private set; }

    /// <summary>Returns the value of a member; null if there is no member of that name.</summary>
    /// <param name="name">The member's name, compared by code points (RFC 6902 §4.6).</param>
    /// <param name="likelySlot">The slot to try first: two states of one resource mostly have the same order.</param>
    [MethodImpl(Jit.Optimize)]
    public JsonTree? Find(string name, int likelySlot = 0)
    {
        if (likelySlot < _slots.Count && Holds(likelySlot, name))
            return _slots[likelySlot].Value;
        var slot = SlotOf(name);
        return slot < 0 ? null : _slots[slot].Value;
    }

    /// <summary>Sets the value of a member in its place, or adds the member at the end.</summary>
    [MethodImpl(Jit.Optimize)]
    public void Set(string name, JsonTree value)
    {
        var slot = SlotOf(name);
        if (slot >= 0)
        {
            _slots[slot] = new(name, value);
            Repeated = name;
            return;
        }

        _slotOfName?.Add(name, _slots.Count);
        _slots.Add(new(name, value));
        Count++;
    }

    /// <summary>Removes a member and returns its value; null if there was none of that name.</summary>
    public JsonTree? Remove(string name)
    {
        var slot = SlotOf(name);
        if (slot < 0)
            return null;
        var value = _slots[slot].Value;
        _slots[slot] = new(name, null);
        _slotOfName?.Remove(name);
        Count--;
        return value;
    }

    public IEnumerator<KeyValuePair<string, JsonTree>> GetEnumerator()
    {
        foreach (var slot in _slots)
        {
            if (slot.Value is { } value)
                yield return new(slot.Key, value);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private bool Holds(int slot, string name)
        => _slots[slot].Value is not null && string.Equals(_slots[slot].Key, name, StringComparison.Ordinal);

    [MethodImpl(Jit.Optimize)]
    private int SlotOf(string name)
    {
        if (_slotOfName is null && _slots.Count > MaximumScanned)
        {
            // Assigned once it is complete: several writes may read one tree at the same time.
            var slotOfName = new Dictionary<string, int>(StringComparer.Ordinal);
            for (var i = 0; i < _slots.Count; i++)
            {
                if (_slots[i].Value is not null)
                    slotOfName.Add(_slots[i].Key, i);
            }

            _slotOfName = slotOfName;
        }

        if (_slotOfName is not null)
            return _slotOfName.TryGetValue(name, out var slot) ? slot : -1;
        for (var i = 0; i < _slots.Count; i++)
        {
            if (Holds(i, name))
                return i;
        }

        return -1;
    }
}
