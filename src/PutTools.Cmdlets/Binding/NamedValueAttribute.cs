using System.Globalization;

namespace PutTools.Cmdlets.Binding;

/// <summary>Lists the names that an enum has if the argument is another one. PowerShell's own error takes four lines for that.</summary>
/// <param name="type">The enum.</param>
internal sealed class NamedValueAttribute(Type type) : RefusalAttribute
{
    /// <summary>What helps those who look for another name, after a space; null for nothing.</summary>
    public string? Remedy { get; init; }

    private protected override string? Refuse(object value)
        => value is string text && !text.Split(',').All(IsKnown) ? MistakeMessages.NoSuchName(text, type, Remedy) : null;

    // As PowerShell reads it: any case, the first letters, or a number.
    private bool IsKnown(string name) => int.TryParse(name, NumberStyles.Integer, CultureInfo.InvariantCulture, out _)
        || Array.Exists(Enum.GetNames(type), known => known.StartsWith(name.Trim(), StringComparison.OrdinalIgnoreCase));
}
