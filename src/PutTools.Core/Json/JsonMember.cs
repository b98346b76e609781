using System.Text.Json;

namespace PutTools.Json;

/// <summary>Finds members of foreign JSON objects by name, regardless of letter case.</summary>
internal static class JsonMember
{
    /// <summary>Returns the first of the members that exists and is not null; null if there is none.</summary>
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

    /// <summary>Returns the first of the members that is a string; null if there is none.</summary>
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
