using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PutTools.Core.Tests;

/// <summary>Creates random JSON documents, changed copies of them and equal copies that are written differently.</summary>
internal sealed class JsonGenerator(int seed)
{
    private const int MaximumDepth = 5;

    private static readonly string[] _names =
    [
        "id", "name", "Name", "tags", "value", "items", "a", "b", "c", "", "0", "1", "-", "a/b", "m~n", "~1", "with space",
        "größe", "名前", "😀", "quote\"d", "back\\slash", "line\nbreak", "$ref", "__proto__",
    ];

    private static readonly string[] _strings =
    [
        "", "a", "text", "with \"quotes\" and \\", "tab\tline\nbreak\r", "\u0000\u001f\u007f", "déjà vu", "日本語",
        "😀 and 𝔘", "<script>&'+", "\u2028\u00a0\ufeff", "2024-02-30", "2024-01-01T10:00:00+05:00", "10:00:00", "/Date(0)/",
        "null", "true", "1.0", "~0/~1", "\\u0041",
    ];

    private static readonly string[] _numbers =
    [
        "0", "-0", "0.0", "1", "-1", "1.0", "1e0", "100", "1e2", "1E+2", "0.1", "0.10000000000000001", "-1.5e-7", "9007199254740993",
        "12345678901234567890", "3.14159265358979323846264338327950288", "1e400", "-1e-400", "2.50", "1000000000000000000000000",
    ];

    private readonly Random _random = new(seed);

    /// <summary>A document: mostly an object or an array, sometimes a scalar.</summary>
    public string Document() => Write(_random.Next(20) == 0 ? Scalar() : Container(MaximumDepth));

    /// <summary>A copy with one to four changes, each small or large; sometimes they cancel out.</summary>
    public string Mutate(string json)
    {
        var root = JsonNode.Parse(json);
        for (var changes = _random.Next(1, 5); changes > 0; changes--)
        {
            var containers = Containers(root).ToList();
            if (containers.Count == 0 || _random.Next(50) == 0)
                root = Value(MaximumDepth);
            else
                Mutate(Pick(containers));
        }

        return Write(root);
    }

    /// <summary>A copy with the same value: other member order, other white space and escapes, other zeros.</summary>
    public string Respell(string json) => Write(Respelled(JsonNode.Parse(json)));

    private static IEnumerable<JsonNode> Containers(JsonNode? node)
    {
        if (node is not (JsonObject or JsonArray))
            return [];
        var children = node is JsonObject members ? members.Select(member => member.Value) : (JsonArray)node;
        return children.SelectMany(Containers).Prepend(node);
    }

    private string Write(JsonNode? node)
    {
        var options = new JsonSerializerOptions
        {
            WriteIndented = _random.Next(4) == 0,
            Encoder = _random.Next(2) == 0 ? JavaScriptEncoder.Default : JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        return node is null ? "null" : node.ToJsonString(options);
    }

    private JsonNode? Value(int depth) => depth > 0 && _random.Next(3) == 0 ? Container(depth) : Scalar();

    private JsonNode? Scalar() => _random.Next(10) switch
    {
        0 => null,
        1 => JsonValue.Create(_random.Next(2) == 0),
        < 5 => JsonValue.Create(Pick(_strings)),
        5 => JsonValue.Create(string.Concat(Enumerable.Range(0, _random.Next(1, 6)).Select(_ => Pick(_strings)))),
        < 8 => JsonNode.Parse(Pick(_numbers)),
        _ => JsonValue.Create(_random.Next(-1000, 1000)),
    };

    private JsonNode Container(int depth)
    {
        var count = _random.Next(5) == 0 ? 0 : _random.Next(1, 9);
        if (_random.Next(2) == 0)
            return new JsonArray([.. Enumerable.Range(0, count).Select(_ => Value(depth - 1))]);
        var members = new JsonObject();
        for (; count > 0; count--)
            members[Pick(_names)] = Value(depth - 1);
        return members;
    }

    private void Mutate(JsonNode container)
    {
        if (container is JsonObject members)
            MutateObject(members);
        else
            MutateArray((JsonArray)container);
    }

    private void MutateObject(JsonObject members)
    {
        var name = members.Count > 0 && _random.Next(3) > 0
            ? Pick([.. members.Select(member => member.Key)])
            : Pick(_names);
        if (_random.Next(3) == 0)
            members.Remove(name);
        else
            members[name] = Value(2);
    }

    private void MutateArray(JsonArray items)
    {
        var index = _random.Next(items.Count + 1);
        if (index == items.Count)
        {
            items.Add(Value(2));
            return;
        }

        switch (_random.Next(4))
        {
            case 0:
                items.Insert(index, Value(2));
                break;
            case 1:
                items.RemoveAt(index);
                break;
            case 2: // A copy elsewhere, and often without the original.
                items.Insert(_random.Next(items.Count + 1), items[index]?.DeepClone());
                if (_random.Next(2) == 0)
                    items.RemoveAt(_random.Next(items.Count));
                break;
            default:
                items[index] = Value(2);
                break;
        }
    }

    private JsonNode? Respelled(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                var shuffled = members.ToArray();
                _random.Shuffle(shuffled);
                return new JsonObject(shuffled.Select(member => KeyValuePair.Create(member.Key, Respelled(member.Value))));
            case JsonArray items:
                return new JsonArray([.. items.Select(Respelled)]);
            case JsonValue number when number.GetValueKind() == JsonValueKind.Number:
                var text = number.ToJsonString();
                if (!text.Contains('e', StringComparison.OrdinalIgnoreCase))
                    text = Pick([text, text + "e0", text.Contains('.', StringComparison.Ordinal) ? text + "00" : text + ".0"]);
                return JsonNode.Parse(text);
            default:
                return node?.DeepClone();
        }
    }

    private T Pick<T>(IReadOnlyList<T> list) => list[_random.Next(list.Count)];
}
