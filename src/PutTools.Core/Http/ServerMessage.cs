using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using PutTools.Json;
using PutTools.Text;

namespace PutTools.Http;

/// <summary>
/// What a server says of a failure, in words: problem details first (RFC 9457), then the members that APIs commonly
/// use, then the text itself, cut.
/// </summary>
internal static class ServerMessage
{
    private const int LongestText = 500;

    // Beside the title, which goes before them. Where there is more than one, "error" is often a code, as with CouchDB and RabbitMQ.
    private static readonly string[] TextMembers = ["message", "msg", "detail", "error_description", "description", "reason", "error", "fault"];

    // Without backtracking: the body may be made to take long.
    private static readonly Regex HtmlTitle = new("<title[^<>]*>([^<]*)", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1));

    private static readonly Regex Spaces = new(@"\s+", RegexOptions.None, TimeSpan.FromSeconds(1));

    /// <summary>The server's words in one line; null where it said nothing.</summary>
    public static string? Of(HttpResponse response)
    {
        if (response.Body.Length == 0 || response.BodyProblem is not null)
            return null;
        var mediaType = MediaType.Of(response.ContentType);
        if (MediaType.IsJson(mediaType) || mediaType.Length == 0)
        {
            // What is none after all is shown as the text it is.
            using var document = JsonDefaults.TryParse(response.Body);
            if (document is not null && OfJson(document.RootElement) is { Length: > 0 } words)
                return Cut(WithoutReason(words, response.ReasonPhrase));
            if (document is not null && IsEmpty(document.RootElement))
                return null;
        }

        if (mediaType.Length > 0 && !MediaType.IsText(mediaType) && !MediaType.IsJson(mediaType) && !MediaType.IsXml(mediaType))
            return null;
        var text = TextDecoder.Decode(response.Body, response.ContentType);
        if (mediaType == "text/html" && HtmlTitle.Match(text) is { Success: true } title)
            text = WebUtility.HtmlDecode(title.Groups[1].Value);
        // Apache and nginx name the status in their pages, which was said already.
        return Cut(text) is { } line && line != HttpMessages.Status(response) ? line : null;
    }

    private static bool IsEmpty(JsonElement root) => root.ValueKind switch
    {
        JsonValueKind.Object => !root.EnumerateObject().MoveNext(),
        JsonValueKind.Array => root.GetArrayLength() == 0,
        JsonValueKind.Null => true,
        _ => false,
    };

    // RFC 9457 §4.2.1: a title without a type is the status' own phrase, which was said already.
    private static string WithoutReason(string words, string? reason)
        => words == reason ? string.Empty
            : !string.IsNullOrEmpty(reason) && words.StartsWith(reason + ": ", StringComparison.Ordinal) ? words[(reason!.Length + 2)..]
            : words;

    private static string? OfJson(JsonElement root) => root.ValueKind switch
    {
        JsonValueKind.String => root.GetString(),
        JsonValueKind.Object => OfObject(root),
        JsonValueKind.Array => Join(root.EnumerateArray().Select(OfJson)),
        _ => null,
    };

    private static string? OfObject(JsonElement root)
    {
        var parts = new List<string?>();
        if (Member(root, "title") is { ValueKind: JsonValueKind.String } title)
            parts.Add(title.GetString());
        var text = TextMembers.Select(name => Member(root, name)).FirstOrDefault(static member => member is not null);
        if (text is { } found)
            parts.Add(found.ValueKind is JsonValueKind.String or JsonValueKind.Object or JsonValueKind.Array ? OfJson(found) : null);
        if (Member(root, "errors") is { } errors)
            parts.Add(OfErrors(errors));
        return parts.Exists(static part => !string.IsNullOrEmpty(part)) ? Join(parts, ": ") : null;
    }

    // {"errors":{"name":["must not be empty"]}} as ASP.NET has it, or a list of texts or of objects.
    private static string? OfErrors(JsonElement errors) => errors.ValueKind == JsonValueKind.Object
        ? Join(errors.EnumerateObject().Select(static field => Join([field.Name, OfJson(field.Value)], ": ")))
        : OfJson(errors);

    private static JsonElement? Member(JsonElement root, string name)
    {
        foreach (var member in root.EnumerateObject())
        {
            if (member.Name.Equals(name, StringComparison.OrdinalIgnoreCase) && member.Value.ValueKind != JsonValueKind.Null)
                return member.Value;
        }

        return null;
    }

    private static string Join(IEnumerable<string?> parts, string separator = "; ")
        => string.Join(separator, parts.Where(static part => !string.IsNullOrEmpty(part)).Distinct(StringComparer.Ordinal));

    private static string? Cut(string text)
    {
        var line = Spaces.Replace(text, " ").Trim();
        return line.Length == 0 ? null : Truncate.Of(line, LongestText);
    }
}
