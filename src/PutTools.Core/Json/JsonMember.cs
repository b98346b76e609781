using System;
using System.Text.Json;

namespace PutTools.Json;

/// <summary>Members of foreign JSON objects, by name without regard to case.</summary>
internal static class JsonMember
{
    /// <summary>The first of the members that is there and not null; null without one.</summary>
    public static JsonElement? Find(JsonElement element, params string[] names)
    {
        if (element.ValueKind != JsonValueKind.Object)
            return null;
        foreach (var name in names)
        {
            foreach (var member in element.EnumerateObject())
            {
                if (member.Value.ValueKind != JsonValueKind.Null && member.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                    return member.Value;
            }
        }

        return null;
    }

    /// <summary>The first of the members that is a text; null without one.</summary>
    public static string? Text(JsonElement element, params string[] names)
    {
        foreach (var name in names)
        {
            if (Find(element, name) is { ValueKind: JsonValueKind.String } member)
                return member.GetString();
        }

        return null;
    }
}
