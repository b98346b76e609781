using System.Text.Json;
using PutTools.Json;

namespace PutTools.Patching;

/// <summary>JSON Patch (RFC 6902): an array of operations, applied in order and atomically.</summary>
internal sealed class JsonPatch() : PatchFormat("JsonPatch", "application/json-patch+json")
{
    /// <summary>
    /// The number of bytes by which a patch may exceed the two states before it replaces the whole document.
    /// </summary>
    internal const int MaximumOverhead = 1024;

    internal override bool IsOperationList => true;

    internal override bool HasTests => true;

    internal override PatchDocument Create(JsonTree original, JsonTree desired, bool includeTest = false)
    {
        var changes = JsonDiff.Between(original, desired);
        var json = Write(changes, includeTest);
        if (json.Length > MaximumOverhead + desired.LengthHint + (includeTest ? original.LengthHint : 0))
        {
            changes = [new(string.Empty, original, desired)];
            json = Write(changes, includeTest);
        }

        return new(json, changes);
    }

    internal override JsonTree Check(JsonTree patch)
    {
        // ConvertTo-Json turns a list of one into an object.
        var list = patch.Kind == JsonValueKind.Object ? JsonTree.ArrayOf(patch) : patch;
        JsonPatchOperation.ReadAll(list);
        return list;
    }

    internal override JsonTree Apply(JsonTree document, JsonTree patch)
    {
        var operations = JsonPatchOperation.ReadAll(patch);
        var target = new JsonPatchTarget(document.Clone());
        for (var i = 0; i < operations.Count; i++)
        {
            try
            {
                target.Apply(operations[i]);
            }
            catch (FormatException failure)
            {
                throw JsonPatchOperation.Failed(i, $"({operations[i].Name}) can't be applied, so that nothing is changed: {failure.Message}", failure);
            }
        }

        return target.Root;
    }

    internal override IReadOnlyList<object> Describe(JsonTree patch) => JsonPatchOperation.ReadAll(patch);

    // The operations alone don't tell which state they lead to.
    internal override bool IsAppliedTo(JsonTree found, JsonTree patch, JsonTree? expected) => found.Equals(expected);

    private static byte[] Write(List<JsonChange> changes, bool includeTest)
    {
        using var json = new JsonText();
        json.Write('[');
        var isFirst = true;
        foreach (var change in changes)
        {
            if (includeTest && change.Old is not null)
                WriteOperation("test", change.Path, change.Old);
            var name = change.Old is null ? "add" : change.New is null ? "remove" : "replace";
            WriteOperation(name, change.Path, change.New);
        }

        json.Write(']');
        return json.ToArray();

        void WriteOperation(string name, string path, JsonTree? value)
        {
            json.WriteAscii(isFirst ? "{\"op\":\"" : ",{\"op\":\"");
            isFirst = false;
            json.WriteAscii(name);
            json.WriteAscii("\",\"path\":");
            json.WriteString(path);
            if (value is not null)
            {
                json.WriteAscii(",\"value\":");
                value.WriteTo(json);
            }

            json.Write('}');
        }
    }
}
