using System;
using System.Collections.Generic;
using System.Text.Json;

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
        return new(JsonTree.Write(writer => WriteOperations(writer, changes, includeTest)), changes);
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
            catch (FormatException e)
            {
                throw JsonPatchOperation.Failed(i, $"({operations[i].Name}) can't be applied, so that nothing is changed: {e.Message}", e);
            }
        }

        return target.Root.ToBytes();
    }

    /// <summary>Checks a patch that is to be sent.</summary>
    /// <exception cref="ResourceException">
    /// It has an unknown operation, a missing or extra member or a malformed pointer; the message names the index.
    /// </exception>
    public static void Validate(JsonElement patch) => JsonPatchOperation.ReadAll(patch, rejectOtherMembers: true);

    private static void WriteOperations(Utf8JsonWriter writer, List<JsonChange> changes, bool includeTest)
    {
        writer.WriteStartArray();
        foreach (var change in changes)
        {
            if (includeTest && change.Old is not null)
                WriteOperation(writer, "test", change.Path, change.Old);
            var name = change.Old is null ? "add" : change.New is null ? "remove" : "replace";
            WriteOperation(writer, name, change.Path, change.New);
        }

        writer.WriteEndArray();
    }

    private static void WriteOperation(Utf8JsonWriter writer, string name, string path, JsonTree? value)
    {
        writer.WriteStartObject();
        writer.WriteString("op", name);
        writer.WriteString("path", path);
        if (value is not null)
        {
            writer.WritePropertyName("value");
            value.WriteTo(writer);
        }

        writer.WriteEndObject();
    }
}
