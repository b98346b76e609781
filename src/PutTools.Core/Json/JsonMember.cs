using System;
using System.Text.Json;

namespace PutTools.Json;

/// <summary>Finds members of JSON objects by name, regardless of letter case.</summary>
internal static class JsonMember
{
    /// <summary>Returns the first of the named members that exists and is not null; null if there is none.</summary>
    public static JsonElement? Find(JsonElement element, params string[] names)
    {
        if (element.ValueKind != JsonValueKind.Object)
            return null;
        foreach (var name in names)
        {
            foreach (var member in element.EnumerateObject())
            {
                if (member.Value.ValueKind != JsonValueKind.Null && NameOf(member).Equals(name, StringComparison.OrdinalIgnoreCase))
                    return member.Value;
            }
        }

        return null;
    }

    /// <summary>Returns the first of the named members that is a string; null if there is none.</summary>
    public static string? Text(JsonElement element, params string[] names)
    {
        foreach (var name in names)
        {
            if (Find(element, name) is { ValueKind: JsonValueKind.String } member)
                return TextOf(member);
        }

        return null;
    }

    // System.Text.Json throws when it reads a name with a lone surrogate.
    private static string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return string.Empty;
        }
    }

    private static string TextOf(JsonElement text)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return text.GetRawText();
        }
    }
}
