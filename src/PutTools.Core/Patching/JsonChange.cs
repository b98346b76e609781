using PutTools.Secrets;
using PutTools.Text;

namespace PutTools.Patching;

/// <summary>One difference between two states.</summary>
/// <param name="Path">The path of the value, as a JSON Pointer.</param>
/// <param name="Old">The value before; null if there was none.</param>
/// <param name="New">The value after; null if there is none.</param>
internal sealed record JsonChange(string Path, JsonTree? Old, JsonTree? New)
{
    // Short enough for two values and a path on one wide line.
    private const int MaximumValueLength = 60;

    /// <summary>True if the path has the name of a secret, such as a password. Servers usually do not return it.</summary>
    public bool IsSecret => IsOfSecret || SecretName.IsOfPath(Path);

    /// <summary>True if it is the <c>value</c> beside the name of a secret.</summary>
    public bool IsOfSecret { get; init; }

    /// <summary>One readable line: the path, the old value and the new one, long values truncated, secrets masked.</summary>
    public override string ToString() => $"{Place(Path)}: {Shown(Old)} -> {Shown(New)}";

    private string Shown(JsonTree? value) => IsOfSecret && value is not null ? SecretName.Mask : Shown(Path, value);

    /// <summary>A readable form of a pointer.</summary>
    public static string Place(string path) => path.Length == 0 ? "(whole document)" : path;

    /// <summary>A readable form of a value: truncated if it is long, masked if its path has the name of a secret.</summary>
    public static string Shown(string path, JsonTree? value)
        => value is null ? "(nothing)"
            : SecretName.IsOfPath(path) ? SecretName.Mask
            : Truncate.Of(RedactedText.Any(value.ToString()), MaximumValueLength);
}
