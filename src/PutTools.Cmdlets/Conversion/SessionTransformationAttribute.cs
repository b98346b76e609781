using System.Management.Automation;

namespace PutTools.Cmdlets.Conversion;

/// <summary>Explains how to make a session if the argument is a url or another object.</summary>
internal sealed class SessionTransformationAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
        => InputObject.Base(inputData) switch
        {
            null or ResourceSession => inputData,
            string or Uri => throw new ArgumentTransformationMetadataException(CmdletMessages.SessionIsText),
            var other => throw new ArgumentTransformationMetadataException(CmdletMessages.NoSession(other.GetType())),
        };
}
