using System;
using System.Collections.Generic;
using System.Text.Json;
using PutTools.Json;

namespace PutTools.Patching;

/// <summary>JSON Patch (RFC 6902): an array of operations that are applied in order, all of them or none.</summary>
internal static class JsonPatch
{
    /// <summary>Makes the patch that turns <paramref name="original"/> into <paramref name="desired"/>.</summary>
    /// <param name="original">The state before.</param>
    /// <param name="desired">The state after.</param>
    /// <param name="includeTest">Whether a <c>test</c> of the old value goes before each operation that ends it.</param>
    public static PatchDocument Create(JsonElement original, JsonElement desired, bool includeTest = false)
    {
        var changes = JsonDiff.Between(JsonTree.From(original), JsonTree.From(desired), includeTest);
        return new(Write(changes, includeTest), changes);
    }

    /// <summary>The document after the patch, as UTF-8. Members that an operation does not have are ignored.</summary>
    /// <exception cref="ResourceException">The patch is malformed, or an operation can't be applied.</exception>
    public static byte[] Apply(JsonElement document, JsonElement patch)
    {
        var operations = JsonPatchOperation.ReadAll(patch, rejectOtherMembers: false);
        var target = new JsonPatchTarget(JsonTree.From(document));
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

        return target.Root.ToBytes();
    }

    /// <summary>Checks a patch that is to be sent, and gives its operations.</summary>
    /// <exception cref="ResourceException">
    /// It has an unknown operation, a missing or extra member or a malformed pointer; the message names the index.
    /// </exception>
    public static IReadOnlyList<JsonPatchOperation> Validate(JsonElement patch) => JsonPatchOperation.ReadAll(patch, rejectOtherMembers: true);

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
