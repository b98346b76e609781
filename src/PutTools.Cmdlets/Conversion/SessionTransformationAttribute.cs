using System;
using System.Management.Automation;

namespace PutTools.Cmdlets.Conversion;

/// <summary>Says how a session is made where a url was given for one.</summary>
internal sealed class SessionTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
        => InputObject.Base(inputData) is string or Uri
            ? throw new ArgumentTransformationMetadataException(CmdletMessages.SessionIsText)
            : inputData;
}
