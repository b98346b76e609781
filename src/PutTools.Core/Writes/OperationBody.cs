using System.Text.Json;
using PutTools.Http;
using PutTools.ServerMessages;

namespace PutTools.Writes;

/// <summary>Reads the body of a response about an operation as a JSON object, in whatever form it came.</summary>
internal static class OperationBody
{
    /// <summary>
    /// Returns JSON, XML by its elements and attributes, or a single word as <c>{"status":"…"}</c>; null for
    /// anything else.
    /// </summary>
    public static JsonDocument? TryParse(HttpResponse response)
    {
        if (response.ParseJson() is { } json)
            return json.RootElement.ValueKind switch
            {
                JsonValueKind.Array when Only(json.RootElement) is { } only => JsonDocument.Parse(only.GetRawText()),
                JsonValueKind.String => OfWord(json.RootElement.GetString()!),
                _ => json,
            };
        var type = MediaType.Of(response.ContentType);
        return MediaType.IsXml(type) ? XmlErrors.TryParse(TextDecoder.Decode(response.Body, response.ContentType))
            : type == "text/plain" ? OfWord(TextDecoder.Decode(response.Body, response.ContentType))
            : null;
    }

    /// <summary>Returns an object, or the only object of a list; null for anything else.</summary>
    public static JsonElement? Only(JsonElement? element) => element switch
    {
        { ValueKind: JsonValueKind.Object } => element,
        { ValueKind: JsonValueKind.Array } list when list.GetArrayLength() == 1 => Only(list[0]),
        _ => null,
    };

    /// <summary>
    /// True if a body that is no object hides the state: that of a monitor, or one that did not arrive or is not the JSON that
    /// it claims to be.
    /// </summary>
    public static bool IsUnreadable(HttpResponse response, OperationPlace place) => place != OperationPlace.Resource
        && (response.BodyProblem is not null
            || (response.Body.Length > 0 && (place == OperationPlace.Monitor || (MediaType.IsJson(MediaType.Of(response.ContentType)) && response.ParseJson() is null))));

    private static JsonDocument? OfWord(string text)
        => OperationWords.IsWord(text.Trim()) ? JsonDocument.Parse(JsonSerializer.SerializeToUtf8Bytes(new { status = text.Trim() })) : null;
}
