using System;
using System.Management.Automation;

namespace PutTools.Cmdlets.Conversion;

/// <summary>
/// Takes a <see cref="Uri"/> as it was given. PowerShell would make text of it that has lost its escapes. Its braces are no
/// template's.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class UriTransformationAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
        => InputObject.Base(inputData) is Uri uri
            ? uri.OriginalString.Replace("{", "%7B", StringComparison.Ordinal).Replace("}", "%7D", StringComparison.Ordinal)
            : inputData;
}
