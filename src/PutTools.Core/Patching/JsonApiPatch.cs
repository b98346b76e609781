using System.Text.Json;

namespace PutTools.Patching;

/// <summary>
/// The changed attributes and relationships of a resource, with its type and id, without which a server refuses them (JSON:API 1.1, Updating Resources).
/// </summary>
internal sealed class JsonApiPatch() : MembersPatch("JsonApi", "application/vnd.api+json")
{
    // data, attributes, and the name of one: its value is set as a whole.
    private const int Levels = 3;

    internal override PatchDocument Create(JsonTree original, JsonTree desired, bool includeTest = false)
    {
        var patch = Changed(original, desired, Levels);
        if (patch.Kind == JsonValueKind.Object && patch.Members.Find("data") is { Kind: JsonValueKind.Object } resource)
        {
            foreach (var member in desired.Members.Find("data")!.Members.Where(static member => member.Key is "type" or "id").ToList())
                resource.Members.Set(member.Key, member.Value);
        }

        return new(patch.ToBytes(), JsonPatch.Create(original, desired).Changes);
    }

    private static JsonTree Changed(JsonTree before, JsonTree after, int levels)
    {
        if (levels == 0 || before.Kind != JsonValueKind.Object || after.Kind != JsonValueKind.Object)
            return after;
        var patch = JsonTree.EmptyObject();
        foreach (var member in before.Members.Where(member => after.Members.Find(member.Key) is null))
            patch.Members.Set(member.Key, JsonTree.Null);
        foreach (var member in after.Members)
        {
            if (before.Members.Find(member.Key) is not { } old)
                patch.Members.Set(member.Key, member.Value);
            else if (!old.Equals(member.Value))
                patch.Members.Set(member.Key, Changed(old, member.Value, levels - 1));
        }

        return patch;
    }
}
