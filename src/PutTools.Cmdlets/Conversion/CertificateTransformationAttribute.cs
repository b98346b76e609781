using System.Management.Automation;

namespace PutTools.Cmdlets.Conversion;

/// <summary>Names the parameters for a file and a thumbprint if a certificate is given as text.</summary>
internal sealed class CertificateTransformationAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
        => InputObject.Base(inputData) is string ? throw new ArgumentTransformationMetadataException(CmdletMessages.CertificateIsText) : inputData;
}
