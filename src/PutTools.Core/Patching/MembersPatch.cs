using System.Collections.Generic;
using System.Text.Json;

namespace PutTools.Patching;

/// <summary>
/// The members that change, as plain JSON. No standard says what such a patch means; as a rule servers set the members
/// of an object, and either set or remove what is null.
/// </summary>
internal sealed class MembersPatch() : MergePatch("Json", "application/json")
{
    internal override bool RequiresJson => false;

    internal override IReadOnlyList<object> Describe(JsonTree patch)
        => patch.Kind == JsonValueKind.Object ? base.Describe(patch) : [];

    private protected override string DescribeNull(string path) => $"set {path}: null";

    private protected override bool IsGone(JsonTree? found) => found is null || found.Kind == JsonValueKind.Null;
}
