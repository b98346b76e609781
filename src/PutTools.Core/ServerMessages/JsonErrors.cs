using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using PutTools.Json;
using PutTools.Text;

namespace PutTools.ServerMessages;

/// <summary>
/// Finds the sentences of an error, and the fields that they are about, in the JSON formats of common APIs.
/// </summary>
/// <param name="lines">Receives the result.</param>
/// <param name="namesCodes">True if every code precedes its sentence, as in XML.</param>
internal sealed class JsonErrors(MessageLines lines, bool namesCodes = false)
{
    private const int Deepest = 16;
    private const int LongestPlace = 120;
    private const int LongestTemplate = 1000;
    private const string ExtendedInfo = "messageextendedinfo";

    private static readonly Regex Placeholder = LinearRegex.Create(@"%(\w+)");

    /// <summary>True if there was a sentence, including one that only repeats the status.</summary>
    public bool HasSentence { get; private set; }

    /// <summary>Parses the text; null if it is not JSON.</summary>
    public static JsonDocument? TryParse(string text)
    {
        text = text.Trim();
        // A cheap test for the many texts that are not JSON.
        if (text.Length < 2 || text[0] is not ('{' or '[' or '"'))
            return null;
        return JsonDefaults.TryParse(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Adds the sentences of a document.</summary>
    public void Add(JsonElement root) => Add(root, string.Empty, depth: 0, isMap: false);

    private void Add(JsonElement element, string place, int depth, bool isMap)
    {
        if (depth > Deepest)
            return;
        if (element.ValueKind == JsonValueKind.String)
            AddText(element.GetString()!, place, depth);
        else if (element.ValueKind == JsonValueKind.Array)
            AddItems(element, place, depth);
        else if (element.ValueKind == JsonValueKind.Object)
            AddObject(element, place, depth, isMap);
    }

    // Gateways put the text of the error that they received into their own message.
    private void AddText(string text, string place, int depth)
    {
        using var inner = text.Length > 0 && text[0] is '{' or '[' ? TryParse(text) : null;
        var before = lines.Count;
        if (inner is not null)
            Add(inner.RootElement, place, depth + 1, isMap: false);
        if (lines.Count == before)
            lines.Add(place, text);
    }

    private void AddItems(JsonElement array, string place, int depth)
    {
        if (place.Length > 0 && array.EnumerateArray().All(static item => item.ValueKind == JsonValueKind.String))
        {
            lines.Add(place, string.Join("; ", array.EnumerateArray().Select(static item => item.GetString())));
            return;
        }

        // Django answers a list with a list: [{},{"name":["Too long."]}].
        var isList = (place.Length > 0 || array.EnumerateArray().Any(static item => item.ValueKind == JsonValueKind.Object && !item.EnumerateObject().Any())) && array.GetArrayLength() > 1;
        var number = 0;
        foreach (var item in array.EnumerateArray())
        {
            Add(item, isList && item.ValueKind == JsonValueKind.Object ? $"{place}[{Wording.Number(number)}]" : place, depth + 1, isMap: false);
            number++;
        }
    }

    private void AddObject(JsonElement element, string place, int depth, bool isMap)
    {
        var members = Members(element);
        if (Translation(element) is { } translated)
        {
            AddText(translated, place, depth);
            return;
        }

        if (!isMap && IsOfFields(element, depth))
        {
            foreach (var member in element.EnumerateObject())
                Add(member.Value, ErrorMembers.OfNoField.Contains(ErrorMembers.Normalize(member.Name)) ? place : Join(place, member.Name), depth + 1, isMap: false);
            return;
        }

        place = Join(place, isMap ? string.Empty : Place(members, depth));
        var before = lines.Count;
        var sentence = Sentence(members, isMap, place);
        if (sentence is { Length: > 0 })
            AddText(sentence, place, depth);
        AddContainers(element, place, depth, isMap);
        if (sentence is not null || lines.Count > before || isMap)
            return;
        if (IsMap(members, place))
            AddMap(element, place, depth);
        else if (Code(members) is { } code)
            lines.Add(place, code);
    }

    private void AddContainers(JsonElement element, string place, int depth, bool isMap)
    {
        var isJSend = IsJSend(element);
        foreach (var member in element.EnumerateObject())
        {
            var name = ErrorMembers.Normalize(member.Name);
            var isText = member.Value.ValueKind == JsonValueKind.String || Translation(member.Value) is not null;
            // Redfish puts the errors of a property beside it: Name@Message.ExtendedInfo.
            if (!isText && name.EndsWith(ExtendedInfo, StringComparison.Ordinal))
                Add(member.Value, Join(place, member.Name[..Math.Max(0, member.Name.IndexOf('@'))]), depth + 1, isMap: false);
            else if (!isText && (ErrorMembers.Maps.Contains(name) || (isJSend && name == "data") || (name == "params" && HasSentences(member.Value))))
                Add(member.Value, place, depth + 1, isMap: true);
            else if (!isText && (isMap ? name == "error" : ErrorMembers.IsContainer(name)))
                Add(member.Value, place, depth + 1, isMap: false);
            else if (isMap && !(isText && ErrorMembers.SentencesOfMap.Contains(name, StringComparer.Ordinal)))
                Add(member.Value, Join(place, member.Name), depth + 1, isMap: false);
        }
    }

    // WordPress: {"status":"status is not one of draft, publish."}. Of AJV, they are the parameters of the sentence beside them.
    private static bool HasSentences(JsonElement element) => element.ValueKind == JsonValueKind.Object
        && element.EnumerateObject().All(static member => member.Value.ValueKind == JsonValueKind.String && member.Value.GetString()!.Contains(' '));

    // Containers were read already. Reading them again would double the time with each level.
    private void AddMap(JsonElement element, string place, int depth)
    {
        foreach (var member in element.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.String || Translation(member.Value) is not null || !IsContainer(member.Name))
                Add(member.Value, Join(place, member.Name), depth + 1, isMap: false);
        }
    }

    // {"status":["is unknown"],"non_field_errors":["…"]}, as in Django: a field may have the name of a container, so at least one
    // member must have another name.
    private static bool IsOfFields(JsonElement element, int depth)
        => depth < Deepest && element.EnumerateObject().Any(static member => !IsContainer(member.Name))
            && element.EnumerateObject().All(member => member.Value.ValueKind switch
            {
                JsonValueKind.Array => member.Value.EnumerateArray().All(static item => item.ValueKind == JsonValueKind.String),
                JsonValueKind.Object => IsOfFields(member.Value, depth + 1),
                _ => member.Value.ValueKind == JsonValueKind.Null,
            });

    private static bool IsContainer(string name)
        => ErrorMembers.Normalize(name) is var normal && (ErrorMembers.IsContainer(normal) || ErrorMembers.Maps.Contains(normal) || normal.EndsWith(ExtendedInfo, StringComparison.Ordinal));

    // JSend: {"status":"fail","data":{"title":"A title is required"}}.
    private static bool IsJSend(JsonElement element)
        => element.TryGetProperty("status", out var status) && status.ValueKind == JsonValueKind.String && status.ValueEquals("fail");

    // {"name":["must not be empty"]}, as in Django and Rails: every member is a list, or is itself a sentence.
    private static bool IsMap(Dictionary<string, JsonElement> members, string place) => members.Values.All(value
        => value.ValueKind is JsonValueKind.Array or JsonValueKind.Object or JsonValueKind.Null
            || (place.Length > 0 && value.ValueKind == JsonValueKind.String && value.GetString()!.Contains(' ')));

    // Null if there is no sentence; empty if it only repeats the status.
    private string? Sentence(Dictionary<string, JsonElement> members, bool isMap, string place)
    {
        var sentences = Texts(members, isMap ? ErrorMembers.SentencesOfMap : ErrorMembers.Sentences);
        var hasCode = (namesCodes && sentences.Count > 0) || PrecededByCode(members, place);
        var heads = Texts(members, isMap ? [] : hasCode ? [.. ErrorMembers.Titles, "code"] : ErrorMembers.Titles);
        // Icinga: {"error":404,"status":"No objects found."}. A status of one word is no sentence.
        if (heads.Count + sentences.Count == 0 && !isMap && Text(members, "status")?.Trim() is { } status && status.Contains(' ') && !lines.IsStatus(status))
            sentences.Add(status);
        if (heads.Count + sentences.Count == 0)
            return null;
        HasSentence = true;
        // "reason": "invalid" beside a full sentence is a code.
        if (sentences.Exists(static text => !IsCode(text)))
            sentences.RemoveAll(IsCode);
        // "See ExtendedInfo for more information": the information follows anyway.
        if (members.ContainsKey(ExtendedInfo))
            sentences.RemoveAll(static text => text.Contains("ExtendedInfo", StringComparison.OrdinalIgnoreCase));
        var parts = new List<string>();
        foreach (var text in heads.Concat(sentences).Where(text => !lines.IsStatus(text)))
            AddPart(parts, text);
        return parts.Count == 0 ? string.Empty : parts.Aggregate(static (before, part) => before[^1] is '.' or '!' or '?' ? $"{before} {part}" : $"{before}: {part}");
    }

    // OData, Azure, Graph, S3, Docker: the documentation of such a server lists the codes, and the sentence may be in any language.
    // A number says no more than the status does; of a field, the sentence is enough.
    private static bool PrecededByCode(Dictionary<string, JsonElement> members, string place)
        => place.Length == 0 && Text(members, "code") is { } code && code.Any(char.IsLetter)
            && Text(members, "message") is { Length: > 0 } message && message[0] is not ('{' or '[')
            && !members.ContainsKey(ExtendedInfo);

    // Leaves out a part that is contained in a longer one.
    private static void AddPart(List<string> parts, string text)
    {
        if (parts.Exists(part => part.Contains(text, StringComparison.OrdinalIgnoreCase)))
            return;
        parts.RemoveAll(part => text.Contains(part, StringComparison.OrdinalIgnoreCase));
        parts.Add(text.TrimEnd(':'));
    }

    private static List<string> Texts(Dictionary<string, JsonElement> members, string[] names)
        => [.. names.Select(name => Text(members, name)?.Trim()).OfType<string>().Where(static text => text.Length > 0).Select(text => Filled(text, members))];

    // Magento: {"message":"%1 is required.","parameters":["sku"]}, and "%field is required." with {"field":"sku"}.
    private static string Filled(string text, Dictionary<string, JsonElement> members)
        => text.Length > LongestTemplate || !members.TryGetValue("parameters", out var parameters) ? text
            : Placeholder.Replace(text, found => Argument(parameters, found.Groups[1].Value) is { } value ? Truncate.Of(value, LongestPlace) : found.Value);

    private static string? Argument(JsonElement parameters, string name)
        => parameters.ValueKind == JsonValueKind.Object ? parameters.TryGetProperty(name, out var value) ? value.ToString() : null
            : parameters.ValueKind == JsonValueKind.Array && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 && number <= parameters.GetArrayLength()
                ? parameters[number - 1].ToString() : null;

    private static bool IsCode(string text)
        => text.All(static character => character < 128 && (char.IsLetterOrDigit(character) || character is '_' or '-' or '.' or ':' or '/' or '#'));

    private static string? Text(Dictionary<string, JsonElement> members, string name)
        => !members.TryGetValue(name, out var member) ? null : member.ValueKind == JsonValueKind.String ? member.GetString() : Translation(member);

    // OData 2 and 3: {"lang":"en-US","value":"The name is taken."}.
    private static string? Translation(JsonElement element)
        => element.ValueKind == JsonValueKind.Object && element.TryGetProperty("lang", out _)
            && element.TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string? Code(Dictionary<string, JsonElement> members)
    {
        if (ErrorMembers.Codes.Select(name => Text(members, name)).FirstOrDefault(static text => !string.IsNullOrEmpty(text)) is not { } code)
            return null;
        return members.TryGetValue("messageargs", out var arguments) && PathOf(arguments) is { Length: > 0 } about ? $"{code} ({about})" : code;
    }

    private static string Place(Dictionary<string, JsonElement> members, int depth)
    {
        foreach (var name in ErrorMembers.Places)
        {
            if (depth == 0 && ErrorMembers.PlacesBelowTop.Contains(name, StringComparer.Ordinal))
                continue;
            if (members.TryGetValue(name, out var member) && PathOf(member) is { Length: > 0 and <= LongestPlace } place && place[^1] is not '.')
                // GitHub: the resource is beside its field.
                return name == "field" && Text(members, "resource") is { Length: > 0 } resource ? $"{resource}.{place}" : place;
        }

        // RFC 7807's invalid-params: {"name":"age","reason":"must be positive"}. Box: {"name":"age","reason":"invalid_parameter","message":"It is negative"}.
        return depth > 0 && Text(members, "reason") is { } reason && (!members.ContainsKey("message") || IsCode(reason)) ? Text(members, "name") ?? string.Empty : string.Empty;
    }

    // "name", ["body","items",0,"price"], {"pointer":"/data/attributes/name"}.
    private static string PathOf(JsonElement element)
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

    // A long name is cut: it would be copied for each of the sentences below it.
    private static string Join(string place, string name)
    {
        name = Truncate.Of(name, LongestPlace);
        return name.Length == 0 || place.EndsWith(name, StringComparison.Ordinal) ? place
            : place.Length == 0 || name.StartsWith(place, StringComparison.Ordinal) ? name
            : name[0] == '[' ? place + name
            : $"{place}.{name}";
    }

    private static Dictionary<string, JsonElement> Members(JsonElement element)
    {
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
        {
            var name = ErrorMembers.Normalize(member.Name);
            if (!members.ContainsKey(name))
                members.Add(name, member.Value);
        }

        return members;
    }
}
