using System.Management.Automation;
using PutTools.Cmdlets.Conversion;

namespace PutTools.Cmdlets.Binding;

/// <summary>Refuses an argument with a message of the module, where PowerShell would convert it or show an error that does not help.</summary>
internal abstract class RefusalAttribute : ArgumentTransformationAttribute
{
    public override bool TransformNullOptionalParameters => false;

    public sealed override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
        => PSValue.Base(inputData) is { } value && Refuse(value) is { } message ? throw new ArgumentTransformationMetadataException(message) : inputData;

    /// <summary>Returns the message about an argument that is refused; otherwise null.</summary>
    private protected abstract string? Refuse(object value);
}
