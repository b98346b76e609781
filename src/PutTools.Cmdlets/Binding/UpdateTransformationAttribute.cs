using System.Collections;

namespace PutTools.Cmdlets.Binding;

/// <summary>Explains what -Update takes if the argument is a hashtable.</summary>
internal sealed class UpdateTransformationAttribute : RefusalAttribute
{
    private protected override string? Refuse(object value) => value is IDictionary ? MistakeMessages.UpdateIsDictionary : null;
}
