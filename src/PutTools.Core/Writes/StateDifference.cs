using System.Text;
using System.Text.Json;
using PutTools.Content;
using PutTools.Http;
using PutTools.Patching;

namespace PutTools.Writes;

/// <summary>The difference that a write makes to the state of a resource, and the content that makes it.</summary>
/// <param name="Content">The content to send; null if the write would change nothing.</param>
/// <param name="Current">The current state; null if it is unknown.</param>
/// <param name="Desired">The state that <paramref name="Content"/> leads to; null if it is unknown.</param>
internal sealed record StateDifference(RequestContent? Content, JsonTree? Current = null, JsonTree? Desired = null)
{
    /// <summary>Compares the current state with the one that the write leads to.</summary>
    /// <param name="current">The state as it was read; null if there is no resource.</param>
    /// <param name="content">
    /// The new representation; or the patch, if <paramref name="write"/> has a patch format and no update. Null: no change.
    /// </param>
    /// <param name="write">The write.</param>
    public static StateDifference Between(HttpResponse? current, RequestContent? content, WriteOptions write)
    {
        if (current is not { IsWhole: true } || content?.Representation is not { } representation)
            return new(content);
        if (JsonTree.TryParse(current.Body, current.ContentType) is not { } before || JsonTree.TryParse(representation, content.ContentType) is not { } given)
            return new(representation.Span.SequenceEqual(current.Body.Span) ? null : content);

        // With -Update, the content is the new representation, and the patch is made from it.
        var format = write.Request.PatchFormat;
        var whole = before;
        if (write.Update is not null)
            before = PartOf(whole, given);
        var after = format is null || write.Update is not null ? given : format.Apply(before, given);
        if (before.Includes(after, mayHaveMore: write.IgnoreExtraMembers))
            // A PUT of a part that is equal is sent: perhaps the part is to replace the whole.
            return new(format is null && !ReferenceEquals(before, whole) ? content : null, before, after);
        return new(format is null || write.Update is null ? content : Patch(format, WithoutVersion(before, current, write), after, write), before, after);
    }

    /// <summary>The changes in readable form; empty if the states are not JSON.</summary>
    public IReadOnlyList<object> Changes()
        => Current is null || Desired is null ? [] : PatchFormat.JsonPatch.Create(Current, Desired).Changes;

    // A server may wrap what it returns, as in {"data":{…}}, and take the inner part, which the block then outputs.
    private static JsonTree PartOf(JsonTree before, JsonTree given)
    {
        if (given.Kind != JsonValueKind.Object || before.Kind != JsonValueKind.Object || HasAnyOf(before))
            return before;
        return before.Members.Where(member => member.Value.Kind == JsonValueKind.Object && HasMostIn(member.Value)).Select(static member => member.Value).FirstOrDefault() ?? before;

        bool HasAnyOf(JsonTree state) => given.Members.Any(member => state.Members.Find(member.Key) is not null);
        bool HasMostIn(JsonTree state) => 2 * state.Members.Count(member => given.Members.Find(member.Key) is not null) > state.Members.Count;
    }

    // The version is then a part of the difference, so that a server that compares it finds it in the patch.
    private static JsonTree WithoutVersion(JsonTree before, HttpResponse current, WriteOptions write)
    {
        if (write.Request.PatchFormat!.IsOperationList || Validator.VersionOf(current, write.VersionProperty) is not { } path)
            return before;
        var removal = path.StartsWith("@", StringComparison.Ordinal) ? [path] : path.Split('.');
        var patch = Enumerable.Reverse(removal).Aggregate("null", static (inner, name) => $$"""{"{{JsonEncodedText.Encode(name)}}":{{inner}}}""");
        return PatchFormat.Merge.Apply(before, JsonTree.TryParse(Encoding.UTF8.GetBytes(patch))!);
    }

    private static BytesContent Patch(PatchFormat format, JsonTree before, JsonTree after, WriteOptions write)
        => BytesContent.OfJson(format.Create(before, after).Json, write.Request.Content?.ContentType ?? format.MediaType);
}
