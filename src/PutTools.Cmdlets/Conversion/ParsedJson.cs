using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PutTools.Http;
using PutTools.Json;

namespace PutTools.Cmdlets.Conversion;

/// <summary>
/// JSON that another library has parsed: elements, documents and nodes of System.Text.Json, and Newtonsoft's tokens.
/// </summary>
internal static class ParsedJson
{
    private const string NewtonsoftNamespace = "Newtonsoft.Json.Linq";

    /// <summary>Returns <paramref name="value"/> as JSON; null if it is not such an object.</summary>
    /// <exception cref="RequestException">
    /// InvalidPayload: its document is disposed, it is a property of Newtonsoft, or it has something that is not JSON, such as a comment or NaN, or too
    /// many levels.
    /// </exception>
    public static JsonElement? Of(object value)
    {
        try
        {
            JsonElement? json = value switch
            {
                JsonElement element => element,
                JsonDocument document => document.RootElement,
                JsonNode node => Parse(node.ToJsonString()),
                _ => OfNewtonsoft(value),
            };
            _ = json?.ValueKind;
            return json;
        }
        catch (ObjectDisposedException failure)
        {
            throw new RequestException(ErrorKind.InvalidPayload, PayloadMessages.DisposedJson, failure);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new RequestException(ErrorKind.InvalidPayload, PayloadMessages.NoJsonValue(failure), failure);
        }
    }

    /// <summary>Returns a token of Newtonsoft as JSON; null if <paramref name="value"/> is not one.</summary>
    /// <exception cref="JsonException">The token contains something that is not JSON, such as a comment.</exception>
    /// <exception cref="RequestException">InvalidPayload: a property, because a pipeline unrolled its object.</exception>
    public static JsonElement? OfNewtonsoft(object value)
    {
        // PowerShell 7 ships that library, but this module does not reference it, so its types are found by name.
        var type = value.GetType();
        if (type.Namespace != NewtonsoftNamespace
            || type.Assembly.GetType("Newtonsoft.Json.Formatting") is not { } formatting
            || type.Assembly.GetType("Newtonsoft.Json.JsonConverter") is not { } converter
            || type.GetMethod("ToString", [formatting, converter.MakeArrayType()]) is not { } toString)
            return null;
        if (type.Name == "JProperty")
            throw new RequestException(ErrorKind.InvalidPayload, PayloadMessages.UnrolledMember(type));
        return Parse((string)toString.Invoke(value, [Enum.ToObject(formatting, 0), Array.CreateInstance(converter, 0)])!);
    }

    /// <summary>Parses JSON text, whose numbers and strings keep their text.</summary>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(Encoding.UTF8.GetBytes(EscapeLoneSurrogates(json)), JsonDefaults.Document);
        return document.RootElement.Clone();
    }

    // UTF-8 can't encode a lone surrogate and would replace it. In JSON it occurs only in strings, and its escape has the
    // same meaning there.
    private static string EscapeLoneSurrogates(string json)
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
                    .Append(((int)json[i]).ToString("x4", CultureInfo.InvariantCulture));
            }
        }

        return escaped?.ToString() ?? json;
    }
}
