using System.Management.Automation;
using PutTools.Cmdlets.Conversion;

namespace PutTools.Cmdlets.Binding;

/// <summary>
/// Accepts a <see cref="Uri"/> unchanged. PowerShell would convert it to text without its escapes. Its braces are not
/// variables.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class UriTransformationAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
        => PSValue.Base(inputData) switch
        {
            Uri uri => uri.OriginalString.Replace("{", "%7B", StringComparison.Ordinal).Replace("}", "%7D", StringComparison.Ordinal),
            null or string or UriBuilder => inputData,
            var other => throw new ArgumentTransformationMetadataException(TargetMessages.NoUriType(other)),
        };
}
