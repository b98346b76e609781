using PutTools.Text;

namespace PutTools.Patching;

/// <summary>One difference between two states.</summary>
/// <param name="Path">Where, as a JSON Pointer.</param>
/// <param name="Old">The value before; null where there was none.</param>
/// <param name="New">The value after; null where there is none.</param>
internal sealed record JsonChange(string Path, JsonTree? Old, JsonTree? New)
{
    // Two values and a path then still fit on a wide line.
    private const int MaximumValueLength = 60;

    /// <summary>A line for people: the path, the old value and the new one, long values cut.</summary>
    public override string ToString() => $"{Place(Path)}: {Shown(Old)} -> {Shown(New)}";

    /// <summary>A pointer for people.</summary>
    public static string Place(string path) => path.Length == 0 ? "(whole document)" : path;

    /// <summary>A value for people, cut where it is long.</summary>
    public static string Shown(JsonTree? value) => Truncate.Of(value?.ToString() ?? "(nothing)", MaximumValueLength);
}
