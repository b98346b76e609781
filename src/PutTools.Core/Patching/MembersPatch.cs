using System.Text.Json;

namespace PutTools.Patching;

/// <summary>
/// The changed members as plain JSON. No standard defines such a patch. Most servers set the members of an object; a null
/// member is either set or removed.
/// </summary>
internal class MembersPatch(string name = "Json", string mediaType = Http.MediaType.Json) : MergePatch(name, mediaType)
{
    internal override bool RequiresJson => false;

    internal override IReadOnlyList<object> Describe(JsonTree patch)
        => patch.Kind == JsonValueKind.Object ? base.Describe(patch) : [];

    private protected override string DescribeNull(string path) => $"set {path}: null";

    private protected override bool IsGone(JsonTree? found) => found is null || found.Kind == JsonValueKind.Null;
}
