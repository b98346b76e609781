using System.Text.Json;
using PutTools.Http;

namespace PutTools.Patching;

/// <summary>One operation of a JSON Patch (RFC 6902 §4). Its members are valid.</summary>
/// <param name="Name">The value of <c>op</c>.</param>
/// <param name="Path">The target of the operation.</param>
/// <param name="From">The source of move and copy; null for the others.</param>
/// <param name="Value">The value of add, replace and test; null for the others.</param>
internal sealed record JsonPatchOperation(string Name, JsonPointer Path, JsonPointer? From, JsonTree? Value)
{
    // The member that each operation requires besides op and path.
    private static readonly Dictionary<string, string?> ThirdMembers = new(StringComparer.Ordinal)
    {
        ["add"] = "value",
        ["remove"] = null,
        ["replace"] = "value",
        ["move"] = "from",
        ["copy"] = "from",
        ["test"] = "value",
    };

    /// <summary>
    /// Reads the operations of a patch. Members that an operation does not define are ignored (RFC 6902 §4).
    /// </summary>
    /// <exception cref="RequestException">
    /// An operation is unknown, a member is missing or repeated, or a pointer is malformed. The message names the index.
    /// </exception>
    public static List<JsonPatchOperation> ReadAll(JsonTree patch)
    {
        if (patch.Kind != JsonValueKind.Array)
            throw new RequestException(ErrorKind.InvalidPayload, PatchMessages.NoOperations(Described(patch)));

        var operations = new List<JsonPatchOperation>(patch.Items.Count);
        foreach (var operation in patch.Items)
        {
            try
            {
                operations.Add(Read(operation));
            }
            catch (FormatException failure)
            {
                throw Failed(operations.Count, "is not valid: " + failure.Message, failure);
            }
        }

        return operations;
    }

    /// <summary>Creates the error for one operation of a patch.</summary>
    /// <param name="index">Its index in the patch, from zero.</param>
    /// <param name="what">The problem and its remedy, as the rest of a sentence, without its full stop.</param>
    /// <param name="cause">The inner exception.</param>
    public static RequestException Failed(int index, string what, Exception cause)
        => new(ErrorKind.InvalidPayload, PatchMessages.PatchOperationFault(index, what), cause);

    /// <summary>One readable line, long values truncated.</summary>
    public override string ToString()
        => From is not null ? $"{Name} {From} -> {JsonChange.Place(Path.ToString())}"
            : Value is null ? $"{Name} {JsonChange.Place(Path.ToString())}"
            : $"{Name} {JsonChange.Place(Path.ToString())}: {JsonChange.Shown(Path.ToString(), Value)}";

    private static JsonPatchOperation Read(JsonTree operation)
    {
        if (operation.Kind != JsonValueKind.Object)
            throw new FormatException($"it is {Described(operation)}; an operation is an object with 'op' and 'path'{(operation.Kind == JsonValueKind.String ? ". To send those of a file, use -InFile, or read it with Get-Content -Raw" : string.Empty)}");
        var members = operation.Members;
        var name = Text(members, "op");
        if (!ThirdMembers.TryGetValue(name, out var third))
            throw new FormatException($"its 'op' is '{name}'; use one of {string.Join(", ", ThirdMembers.Keys)}");
        if (members.Repeated is { } repeated && (repeated is "op" or "path" || repeated == third))
            throw new FormatException($"it has the member '{repeated}' twice; leave one out");

        var path = JsonPointer.Parse(Text(members, "path"));
        var from = third is "from" ? JsonPointer.Parse(Text(members, "from")) : null;
        // RFC 6902 §4.4: a value can't be moved into itself.
        if (name is "move" && from!.IsProperPrefixOf(path))
            throw new FormatException($"it moves the value at '{from}' to '{path}', which is inside it; choose a 'path' outside of 'from'");
        return new(name, path, from, third is "value" ? Member(members, "value") : null);
    }

    private static JsonTree Member(JsonMembers members, string name)
        => members.Find(name) ?? throw new FormatException($"it has no member '{name}'; add it (names are case-sensitive)");

    private static string Text(JsonMembers members, string name)
        => Member(members, name) is { Kind: JsonValueKind.String } text
            ? text.Text
            : throw new FormatException($"its member '{name}' is {Described(Member(members, name))}; make it a string");

    private static string Described(JsonTree value) => value.Kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "a boolean",
    };
}
