using System;
using System.Management.Automation;

namespace PutTools.Cmdlets.Conversion;

/// <summary>Explains how to make a session if the argument is a url.</summary>
internal sealed class SessionTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
        => InputObject.Base(inputData) is string or Uri
            ? throw new ArgumentTransformationMetadataException(CmdletMessages.SessionIsText)
            : inputData;
}
