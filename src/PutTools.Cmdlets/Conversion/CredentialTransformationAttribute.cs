using System.Management.Automation;

namespace PutTools.Cmdlets.Conversion;

/// <summary>
/// Accepts a credential or $null unchanged. PowerShell's own [Credential] prompts at the console for missing parts, even if
/// nobody is there.
/// </summary>
internal sealed class CredentialTransformationAttribute : ArgumentTransformationAttribute
{
    public override bool TransformNullOptionalParameters => false;

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
        => InputObject.Base(inputData) is string user
            ? throw new ArgumentTransformationMetadataException(CmdletMessages.CredentialIsText(user))
            : inputData;
}
