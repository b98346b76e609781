using System.Management.Automation;

namespace PutTools.Cmdlets.Conversion;

/// <summary>
/// Takes a credential or $null as they are. PowerShell's own [Credential] asks at the console for whatever is missing,
/// where nobody may be.
/// </summary>
internal sealed class CredentialTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override bool TransformNullOptionalParameters => false;

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
        => InputObject.Base(inputData) is string user
            ? throw new ArgumentTransformationMetadataException(CmdletMessages.CredentialIsText(user))
            : inputData;
}
