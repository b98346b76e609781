using System.Text.Json;
using PutTools.Text;

namespace PutTools.ServerMessages;

/// <summary>The field that a sentence of an error is about: <c>body.items[0].price</c>.</summary>
internal static class ErrorPlace
{
    /// <summary>The longest name that is shown as it is.</summary>
    public const int Longest = 120;

    /// <summary>Returns the place that a member names: <c>"name"</c>, <c>["body","items",0,"price"]</c>, <c>{"pointer":"/data/attributes/name"}</c>.</summary>
    public static string Of(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.String)
            return element.GetString()!;
        if (element.ValueKind == JsonValueKind.Object)
            return element.EnumerateObject().Select(static member => member.Value).FirstOrDefault() is { ValueKind: JsonValueKind.String } first ? first.GetString()! : string.Empty;
        if (element.ValueKind != JsonValueKind.Array)
            return string.Empty;
        var path = string.Empty;
        foreach (var part in element.EnumerateArray().Take(20))
        {
            path = part.ValueKind == JsonValueKind.Number ? $"{path}[{part.GetRawText()}]"
                : part.ValueKind == JsonValueKind.String ? Join(path, part.GetString()!)
                : path;
        }

        return path;
    }

    /// <summary>Returns the place of a member. A long name is cut: it would be copied for each of the sentences below it.</summary>
    public static string Join(string place, string name)
    {
        name = Truncate.Of(name, Longest);
        return name.Length == 0 || EndsWith(place, name) ? place
            : place.Length == 0 || StartsWith(name, place) || EndsWith(name, place) ? name
            : name[0] == '[' ? place + name
            : $"{place}.{name}";
    }

    // Whole names alone: orderId is not below order, nor is the item 0 the item 10.
    private static bool StartsWith(string place, string name)
        => place.StartsWith(name, StringComparison.Ordinal) && (place.Length == name.Length || place[name.Length] is '.' or '/' or '[');

    private static bool EndsWith(string place, string name)
        => place.EndsWith(name, StringComparison.Ordinal) && (place.Length == name.Length || place[^(name.Length + 1)] is '.' or '/' or ']');
}
