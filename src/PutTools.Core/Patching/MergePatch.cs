using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace PutTools.Patching;

/// <summary>JSON Merge Patch (RFC 7396): a document in the shape of the resource, where null means removal.</summary>
internal static class MergePatch
{
    /// <summary>Makes the patch that turns <paramref name="original"/> into <paramref name="desired"/>.</summary>
    /// <exception cref="ResourceException">A member must become or contain null, which a merge patch can't say.</exception>
    public static PatchDocument Create(JsonElement original, JsonElement desired)
    {
        var changes = new List<JsonChange>();
        var patch = Difference(JsonTree.From(original), JsonTree.From(desired), string.Empty, changes);
        return new(patch.ToBytes(), changes);
    }

    /// <summary>The document after the patch, as UTF-8.</summary>
    public static byte[] Apply(JsonElement document, JsonElement patch)
        => Merge(JsonTree.From(document), JsonTree.From(patch)).ToBytes();

    /// <summary>What a patch says, a line for each member that it sets or removes.</summary>
    public static IReadOnlyList<string> Describe(JsonElement patch, bool isNullRemoval = true)
        => [.. Describe(JsonTree.From(patch), string.Empty, isNullRemoval)];

    private static IEnumerable<string> Describe(JsonTree patch, string path, bool isNullRemoval)
    {
        if (isNullRemoval && patch.Kind == JsonValueKind.Null && path.Length > 0)
            return ["remove " + path];
        return patch.Kind == JsonValueKind.Object && patch.Members.Count > 0
            ? patch.Members.SelectMany(member => Describe(member.Value, JsonPointer.Append(path, member.Key), isNullRemoval))
            : [$"set {JsonChange.Place(path)}: {JsonChange.Shown(patch)}"];
    }

    // RFC 7396 §2, the function MergePatch.
    private static JsonTree Merge(JsonTree? target, JsonTree patch)
    {
        if (patch.Kind != JsonValueKind.Object)
            return patch;
        if (target is null || target.Kind != JsonValueKind.Object)
            target = JsonTree.EmptyObject();
        foreach (var member in patch.Members)
        {
            if (member.Value.Kind == JsonValueKind.Null)
                target.Members.Remove(member.Key);
            else
                target.Members.Set(member.Key, Merge(target.Members.Find(member.Key), member.Value));
        }

        return target;
    }

    private static JsonTree Difference(JsonTree original, JsonTree desired, string path, List<JsonChange> changes)
    {
        if (original.Kind != JsonValueKind.Object || desired.Kind != JsonValueKind.Object)
        {
            if (!original.Equals(desired))
                changes.Add(new(path, original, WithoutNulls(desired, path)));
            return desired;
        }

        var patch = JsonTree.EmptyObject();
        foreach (var member in original.Members)
        {
            if (desired.Members.Find(member.Key) is not null)
                continue;
            changes.Add(new(JsonPointer.Append(path, member.Key), member.Value, null));
            patch.Members.Set(member.Key, JsonTree.Null);
        }

        foreach (var member in desired.Members)
        {
            var place = JsonPointer.Append(path, member.Key);
            if (original.Members.Find(member.Key) is not { } old)
            {
                RejectNull(member.Value, place);
                changes.Add(new(place, null, WithoutNulls(member.Value, place)));
                patch.Members.Set(member.Key, member.Value);
            }
            else if (!old.Equals(member.Value))
            {
                RejectNull(member.Value, place);
                patch.Members.Set(member.Key, Difference(old, member.Value, place, changes));
            }
        }

        return patch;
    }

    // A value that is not merged but set has to be free of null members; in arrays, which are set whole, they are data.
    private static JsonTree WithoutNulls(JsonTree value, string path)
    {
        if (value.Kind != JsonValueKind.Object)
            return value;
        foreach (var member in value.Members)
        {
            var place = JsonPointer.Append(path, member.Key);
            RejectNull(member.Value, place);
            WithoutNulls(member.Value, place);
        }

        return value;
    }

    private static void RejectNull(JsonTree value, string path)
    {
        if (value.Kind == JsonValueKind.Null)
            throw new ResourceException(ErrorKind.InvalidPayload, Messages.NullInMergePatch(path));
    }
}
