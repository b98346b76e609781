using System.Text.Json;
using PutTools.Http;

namespace PutTools.Patching;

/// <summary>JSON Merge Patch (RFC 7396): a document in the shape of the resource, in which null removes a member.</summary>
internal class MergePatch : PatchFormat
{
    public MergePatch()
        : base("Merge", "application/merge-patch+json")
    {
    }

    private protected MergePatch(string name, string mediaType)
        : base(name, mediaType)
    {
    }

    internal override PatchDocument Create(JsonTree original, JsonTree desired, bool includeTest = false)
    {
        var changes = new List<JsonChange>();
        var patch = Difference(original, desired, string.Empty, changes);
        return new(patch.ToBytes(), changes);
    }

    internal override JsonTree Apply(JsonTree document, JsonTree patch) => Merged(document.Clone(), patch);

    internal override IReadOnlyList<object> Describe(JsonTree patch) => [.. Describe(patch, string.Empty)];

    // Compares only what the patch names: others may have changed the rest.
    internal override bool IsAppliedTo(JsonTree found, JsonTree patch, JsonTree? expected)
    {
        if (patch.Kind != JsonValueKind.Object)
            return found.Equals(patch);
        return found.Kind == JsonValueKind.Object && patch.Members.All(member => found.Members.Find(member.Key) is var value
            && member.Value.Kind == JsonValueKind.Null ? IsGone(value) : value is not null && IsAppliedTo(value, member.Value, null));
    }

    /// <summary>A line of <see cref="PatchFormat.Describe"/> for a null in a patch.</summary>
    private protected virtual string DescribeNull(string path) => "remove " + path;

    /// <summary>True if a member looks as a null in the patch leaves it.</summary>
    private protected virtual bool IsGone(JsonTree? found) => found is null;

    private IEnumerable<string> Describe(JsonTree patch, string path)
    {
        if (patch.Kind == JsonValueKind.Null && path.Length > 0)
            return [DescribeNull(path)];
        return patch.Kind == JsonValueKind.Object && patch.Members.Count > 0
            ? patch.Members.SelectMany(member => Describe(member.Value, JsonPointer.Append(path, member.Key)))
            : [$"set {JsonChange.Place(path)}: {JsonChange.Shown(path, patch)}"];
    }

    // RFC 7396 §2, the function MergePatch.
    private static JsonTree Merged(JsonTree? target, JsonTree patch)
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
                target.Members.Set(member.Key, Merged(target.Members.Find(member.Key), member.Value));
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

    // A value that is set and not merged must have no null members. Arrays are always set as a whole, so nulls in them are
    // data.
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
            throw new RequestException(ErrorKind.InvalidPayload, PatchMessages.NullInMergePatch(path));
    }
}
