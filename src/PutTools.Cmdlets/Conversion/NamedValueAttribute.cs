using System.Globalization;
using System.Management.Automation;

namespace PutTools.Cmdlets.Conversion;

/// <summary>Lists the names that an enum has if the argument is another one. PowerShell's own error takes four lines for that.</summary>
/// <param name="type">The enum.</param>
internal sealed class NamedValueAttribute(Type type) : ArgumentTransformationAttribute
{
    /// <summary>What helps those who look for another name, after a space; null for nothing.</summary>
    public string? Remedy { get; init; }

    public override bool TransformNullOptionalParameters => false;

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
        => InputObject.Base(inputData) is not string text || text.Split(',').All(IsKnown) ? inputData
            : throw new ArgumentTransformationMetadataException(CmdletMessages.NoSuchName(text, type, Remedy));

    // As PowerShell reads it: any case, the first letters, or a number.
    private bool IsKnown(string name) => int.TryParse(name, NumberStyles.Integer, CultureInfo.InvariantCulture, out _)
        || Array.Exists(Enum.GetNames(type), known => known.StartsWith(name.Trim(), StringComparison.OrdinalIgnoreCase));
}
