using System;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PutTools.Cmdlets.Conversion;

/// <summary>JSON that another library has read: the elements, documents and nodes of System.Text.Json, and Newtonsoft's tokens.</summary>
internal static class ParsedJson
{
    private const string NewtonsoftNamespace = "Newtonsoft.Json.Linq";

    // As deep as anything is read and written here.
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = JsonResponseReader.MaximumDepth };

    /// <summary>The JSON of <paramref name="value"/>; null where it is no such object.</summary>
    /// <exception cref="JsonException">It holds what JSON has not, such as a comment.</exception>
    public static JsonElement? Of(object value) => value switch
    {
        JsonElement element => element,
        JsonDocument document => document.RootElement,
        JsonNode node => Parse(node.ToJsonString()),
        _ => OfNewtonsoft(value),
    };

    /// <summary>The JSON of one of Newtonsoft's tokens; null where <paramref name="value"/> is none.</summary>
    /// <exception cref="JsonException">It holds what JSON has not, such as a comment.</exception>
    public static JsonElement? OfNewtonsoft(object value)
    {
        // Each PowerShell 7 has that library; this module does not refer to it, so its types are known by their names.
        var type = value.GetType();
        if (type.Namespace != NewtonsoftNamespace
            || type.Assembly.GetType("Newtonsoft.Json.Formatting") is not { } formatting
            || type.Assembly.GetType("Newtonsoft.Json.JsonConverter") is not { } converter
            || type.GetMethod("ToString", [formatting, converter.MakeArrayType()]) is not { } toString)
            return null;
        return Parse((string)toString.Invoke(value, [Enum.ToObject(formatting, 0), Array.CreateInstance(converter, 0)])!);
    }

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(Encoding.UTF8.GetBytes(WithoutLoneSurrogates(json)), Options);
        return document.RootElement.Clone();
    }

    // UTF-8 can't hold half a surrogate pair, and would have another character in its place. In JSON it only stands within
    // strings, where its escape means the same.
    private static string WithoutLoneSurrogates(string json)
    {
        StringBuilder? escaped = null;
        for (var i = 0; i < json.Length; i++)
        {
            if (!char.IsSurrogate(json[i]))
            {
                escaped?.Append(json[i]);
            }
            else if (i + 1 < json.Length && char.IsSurrogatePair(json[i], json[i + 1]))
            {
                escaped?.Append(json, i, 2);
                i++;
            }
            else
            {
                (escaped ??= new StringBuilder(json, 0, i, json.Length + 16)).Append("\\u")
                    .Append(((int)json[i]).ToString("x4", System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        return escaped?.ToString() ?? json;
    }
}
