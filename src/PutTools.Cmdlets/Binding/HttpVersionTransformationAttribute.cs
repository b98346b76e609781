using System.Globalization;
using System.Management.Automation;
using PutTools.Cmdlets.Conversion;

namespace PutTools.Cmdlets.Binding;

/// <summary>Accepts 2 for 2.0, because <see cref="Version"/> requires a point.</summary>
internal sealed class HttpVersionTransformationAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
        => int.TryParse(InvariantText.Of(inputData), NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            ? new Version(major, 0)
            : inputData is double number ? Version.Parse(number.ToString("0.0##", CultureInfo.InvariantCulture)) : inputData;
}
