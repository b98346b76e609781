using System.Management.Automation;
using PutTools.Cmdlets.Conversion;

namespace PutTools.Cmdlets.Binding;

/// <summary>
/// Refuses $null, but accepts a list that contains $null, as JSON does. PowerShell's own [ValidateNotNull] refuses
/// both.
/// </summary>
internal sealed class NotNullValueAttribute : ValidateArgumentsAttribute
{
    protected override void Validate(object arguments, EngineIntrinsics engineIntrinsics)
    {
        if (PSValue.Base(arguments) is null)
            throw new ValidationMetadataException(PayloadMessages.NullState);
    }
}
