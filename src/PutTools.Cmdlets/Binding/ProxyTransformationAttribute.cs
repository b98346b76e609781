using System.Management.Automation;
using PutTools.Cmdlets.Conversion;
using PutTools.Urls;

namespace PutTools.Cmdlets.Binding;

/// <summary>Converts text to the url of a proxy. PowerShell itself would show text that is not a url, with its password.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ProxyTransformationAttribute : ArgumentTransformationAttribute
{
    public override bool TransformNullOptionalParameters => false;

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
        => PSValue.Base(inputData) is not string text ? inputData
            : Uri.TryCreate(ExactUri.EscapeUser(text), UriKind.RelativeOrAbsolute, out var uri) ? uri
            : throw new ArgumentTransformationMetadataException(text.Contains("://", StringComparison.Ordinal) ? TargetMessages.NoHost(text) : CmdletMessages.ProxyNotAbsolute(text));
}
