using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace PutTools.Patching;

/// <summary>One operation of a JSON Patch (RFC 6902 §4), free of errors in itself.</summary>
/// <param name="Name">The value of <c>op</c>.</param>
/// <param name="Path">The place it works on.</param>
/// <param name="From">Where move and copy take the value from; null for the others.</param>
/// <param name="Value">The value of add, replace and test; null for the others.</param>
internal sealed record JsonPatchOperation(string Name, JsonPointer Path, JsonPointer? From, JsonTree? Value)
{
    // What each operation has beside op and path.
    private static readonly Dictionary<string, string?> ThirdMembers = new(StringComparer.Ordinal)
    {
        ["add"] = "value",
        ["remove"] = null,
        ["replace"] = "value",
        ["move"] = "from",
        ["copy"] = "from",
        ["test"] = "value",
    };

    /// <summary>Reads the operations of a patch.</summary>
    /// <param name="patch">The document, an array.</param>
    /// <param name="rejectOtherMembers">
    /// Whether a member that its operation does not have is an error. Who applies a patch ignores it (RFC 6902 §4); in
    /// a patch that is to be sent it is a mistake.
    /// </param>
    /// <exception cref="ResourceException">The patch is malformed; the message names the operation's index.</exception>
    public static List<JsonPatchOperation> ReadAll(JsonElement patch, bool rejectOtherMembers)
    {
        if (patch.ValueKind != JsonValueKind.Array)
            throw new ResourceException(ErrorKind.InvalidPayload, Messages.NoOperations(Described(patch)));

        var operations = new List<JsonPatchOperation>(patch.GetArrayLength());
        foreach (var operation in patch.EnumerateArray())
        {
            try
            {
                operations.Add(Read(operation, rejectOtherMembers));
            }
            catch (FormatException failure)
            {
                throw Failed(operations.Count, "is not valid: " + failure.Message, failure);
            }
        }

        return operations;
    }

    /// <summary>The error of one operation among many.</summary>
    /// <param name="index">Its index in the patch, from zero.</param>
    /// <param name="what">What is wrong and what to do, as the rest of a sentence, without its full stop.</param>
    /// <param name="cause">The exception behind it.</param>
    public static ResourceException Failed(int index, string what, Exception cause)
        => new(ErrorKind.InvalidPayload, Messages.PatchOperationFault(index, what), cause);

    /// <summary>A line for people, long values cut.</summary>
    public override string ToString()
        => From is not null ? $"{Name} {From} -> {JsonChange.Place(Path.ToString())}"
            : Value is null ? $"{Name} {JsonChange.Place(Path.ToString())}"
            : $"{Name} {JsonChange.Place(Path.ToString())}: {JsonChange.Shown(Value)}";

    private static JsonPatchOperation Read(JsonElement operation, bool rejectOtherMembers)
    {
        if (operation.ValueKind != JsonValueKind.Object)
            throw new FormatException($"it is {Described(operation)}; an operation is an object with 'op' and 'path'");
        var name = Text(operation, "op");
        if (!ThirdMembers.TryGetValue(name, out var third))
            throw new FormatException($"its 'op' is '{name}'; use one of {string.Join(", ", ThirdMembers.Keys)}");
        if (rejectOtherMembers)
            RejectOtherMembers(operation, name, third);

        var path = JsonPointer.Parse(Text(operation, "path"));
        var from = third is "from" ? JsonPointer.Parse(Text(operation, "from")) : null;
        // RFC 6902 §4.4: a value can't be moved into itself.
        if (name is "move" && from!.IsProperPrefixOf(path))
            throw new FormatException($"it moves the value at '{from}' to '{path}', which is inside it; choose a 'path' outside of 'from'");
        return new(name, path, from, third is "value" ? JsonTree.From(Member(operation, "value")) : null);
    }

    private static void RejectOtherMembers(JsonElement operation, string name, string? third)
    {
        var allowed = new List<string?> { "op", "path", third };
        foreach (var member in operation.EnumerateObject().Select(property => property.Name))
        {
            // Taken off the list when seen, so that a member that is there twice is found too.
            if (!allowed.Remove(member))
                throw new FormatException($"it has a member '{member}' that '{name}' does not have, or has it twice; leave it out (names are case-sensitive)");
        }
    }

    private static JsonElement Member(JsonElement operation, string name)
        => operation.TryGetProperty(name, out var value)
            ? value
            : throw new FormatException($"it has no member '{name}'; add it (names are case-sensitive)");

    private static string Text(JsonElement operation, string name)
        => Member(operation, name) is { ValueKind: JsonValueKind.String } text
            ? text.GetString()!
            : throw new FormatException($"its member '{name}' is {Described(Member(operation, name))}; make it a string");

    private static string Described(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "a boolean",
    };
}
