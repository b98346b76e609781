using System.Collections;
using System.Management.Automation;

namespace PutTools.Cmdlets.Conversion;

/// <summary>Explains what -Update takes if the argument is a hashtable.</summary>
internal sealed class UpdateTransformationAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
        => InputObject.Base(inputData) is IDictionary
            ? throw new ArgumentTransformationMetadataException(CmdletMessages.UpdateIsDictionary)
            : inputData;
}
