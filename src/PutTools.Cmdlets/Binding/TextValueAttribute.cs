using System.Management.Automation;
using PutTools.Cmdlets.Conversion;

namespace PutTools.Cmdlets.Binding;

/// <summary>
/// Refuses a script block or an object for a text that is the same for the whole call. PowerShell would convert it to its source or to the name
/// of its type.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TextValueAttribute : ArgumentTransformationAttribute
{
    public override bool TransformNullOptionalParameters => false;

    /// <summary>True if the parameter takes several texts.</summary>
    public bool IsList { get; set; }

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (PSValue.Elements(inputData) is not { } list)
            return Text(inputData);
        object?[] texts = [.. list.Select(Text)];
        return IsList ? texts : texts.Length == 1 ? texts[0] : throw new ArgumentTransformationMetadataException(MistakeMessages.SeveralTexts(texts.Length));
    }

    private static object? Text(object? value) => PSValue.Base(value) is not bool && InvariantText.TryGet(value, out var text) ? text
        : throw new ArgumentTransformationMetadataException(MistakeMessages.NoTextValue(PSValue.Base(value)!.GetType()));
}
