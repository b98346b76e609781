using System.Text.Json;
using PutTools.Json;

namespace PutTools.Cmdlets.Conversion;

/// <summary>Returns the same string for equal names, which repeat in every element of a list of objects.</summary>
/// <param name="length">The length of the JSON in bytes. In a short one names hardly repeat, so nothing is cached.</param>
internal sealed class PropertyNames(int length)
{
    /// <summary>In shorter JSON names hardly repeat.</summary>
    public const int ShortJson = 2048;

    private const int Slots = 512;
    private const int LongestKept = 64;

    private readonly string?[] _names = length > ShortJson ? new string?[Slots] : [];

    public string Read(ref Utf8JsonReader reader)
    {
        var utf8 = reader.ValueSpan;
        if (_names.Length == 0 || utf8.Length > LongestKept || reader.ValueIsEscaped)
            return JsonString.Read(ref reader);
        ref var slot = ref _names[(uint)Utf8Hash.Of(utf8) % Slots];
        if (slot is null || !IsSame(slot, utf8))
            slot = JsonString.Read(ref reader);
        return slot;
    }

    // Names outside ASCII never match, and are decoded each time.
    private static bool IsSame(string name, ReadOnlySpan<byte> utf8)
    {
        if (name.Length != utf8.Length)
            return false;
        for (var i = 0; i < utf8.Length; i++)
        {
            if (name[i] != utf8[i] || utf8[i] >= 0x80)
                return false;
        }

        return true;
    }
}
