using System.Management.Automation;

namespace PutTools.Cmdlets.Conversion;

/// <summary>Refuses $null, but not a list that has one in it, which JSON may have. PowerShell's own [ValidateNotNull] refuses both.</summary>
internal sealed class NotNullValueAttribute : ValidateArgumentsAttribute
{
    /// <inheritdoc/>
    protected override void Validate(object arguments, EngineIntrinsics engineIntrinsics)
    {
        if (InputObject.Base(arguments) is null)
            throw new ValidationMetadataException(CmdletMessages.NullState);
    }
}
