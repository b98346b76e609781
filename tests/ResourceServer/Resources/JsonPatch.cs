using System;
using System.Globalization;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PutTools.Testing;

/// <summary>
/// RFC 6902 in few lines, on the runtime's own nodes, so that a test of the module's patches does not check them
/// against themselves. Throws <see cref="InvalidOperationException"/> if an operation can't be applied.
/// </summary>
internal static class JsonPatch
{
    private static readonly JsonDocumentOptions ReadOptions = new() { MaxDepth = 1000 };
    private static readonly JsonSerializerOptions WriteOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 1000,
    };

    public static byte[] Apply(byte[] target, byte[] patch)
    {
        // The root is an element of an array, so that it has a parent like every other value.
        var holder = new JsonArray(JsonNode.Parse(target, documentOptions: ReadOptions));
        if (JsonNode.Parse(patch, documentOptions: ReadOptions) is not JsonArray operations)
            throw new InvalidOperationException("A JSON Patch is an array.");
        foreach (var operation in operations)
            Apply(holder, operation!.AsObject());
        return JsonSerializer.SerializeToUtf8Bytes(holder[0], WriteOptions);
    }

    private static void Apply(JsonArray holder, JsonObject operation)
    {
        var name = Text(operation, "op");
        var path = Text(operation, "path");
        switch (name)
        {
            case "add":
                Add(holder, path, Value(operation));
                break;
            case "remove":
                Remove(holder, path);
                break;
            case "replace":
                Replace(holder, path, Value(operation));
                break;
            case "move":
                Add(holder, path, Remove(holder, Text(operation, "from")));
                break;
            case "copy":
                Add(holder, path, Get(holder, Text(operation, "from"))?.DeepClone());
                break;
            case "test" when JsonNode.DeepEquals(Get(holder, path), Value(operation)):
                break;
            case "test":
                throw new InvalidOperationException($"The value at '{path}' is another.");
            default:
                throw new InvalidOperationException($"There is no operation '{name}'.");
        }
    }

    private static void Add(JsonArray holder, string path, JsonNode? value)
    {
        var (parent, token) = Parent(holder, path);
        if (parent is JsonObject members) members[token] = value;
        else if (parent == holder) holder[0] = value;
        else parent.AsArray().Insert(token is "-" ? parent.AsArray().Count : Index(token), value);
    }

    private static void Replace(JsonArray holder, string path, JsonNode? value)
    {
        Get(holder, path);
        var (parent, token) = Parent(holder, path);
        if (parent is JsonObject members) members[token] = value;
        else parent[Index(token)] = value;
    }

    private static JsonNode? Remove(JsonArray holder, string path)
    {
        var value = Get(holder, path);
        var (parent, token) = Parent(holder, path);
        if (parent is JsonObject members) members.Remove(token);
        else parent.AsArray().RemoveAt(Index(token));
        return value;
    }

    private static JsonNode? Get(JsonArray holder, string path)
    {
        var (parent, token) = Parent(holder, path);
        return Step(parent, token);
    }

    private static (JsonNode Parent, string Token) Parent(JsonArray holder, string path)
    {
        if (path.Length > 0 && path[0] != '/') throw new InvalidOperationException($"'{path}' is not a JSON Pointer.");
        var tokens = ("/0" + path).Split('/').Skip(1)
            .Select(token => token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)).ToArray();
        JsonNode parent = holder;
        foreach (var token in tokens.SkipLast(1))
            parent = Step(parent, token) ?? throw new InvalidOperationException($"There is nothing to hold '{path}'.");
        return (parent, tokens[^1]);
    }

    private static JsonNode? Step(JsonNode parent, string token) => parent switch
    {
        JsonArray items when Index(token) < items.Count => items[Index(token)],
        JsonObject members when members.TryGetPropertyValue(token, out var value) => value,
        _ => throw new InvalidOperationException($"There is no '{token}'."),
    };

    private static int Index(string token) =>
        int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? index
            : throw new InvalidOperationException($"'{token}' is not an index.");

    private static string Text(JsonObject operation, string name) =>
        operation[name]?.GetValue<string>() ?? throw new InvalidOperationException($"An operation has no '{name}'.");

    private static JsonNode? Value(JsonObject operation) =>
        operation.TryGetPropertyValue("value", out var value)
            ? value?.DeepClone()
            : throw new InvalidOperationException("An operation has no 'value'.");
}
