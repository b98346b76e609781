using System.Text;
using System.Text.Json;
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
        if (ErrorObject.Translation(element) is { } translated)
        {
            AddText(translated, place, depth);
            return;
        }

        if (!isMap && IsOfFields(element, depth))
        {
            foreach (var member in element.EnumerateObject())
                Add(member.Value, ErrorMembers.OfNoField.Contains(ErrorMembers.Normalize(member.Name)) ? place : ErrorPlace.Join(place, member.Name), depth + 1, isMap: false);
            return;
        }

        var members = new ErrorObject(element);
        place = ErrorPlace.Join(place, isMap ? string.Empty : members.Place(depth));
        var before = lines.Count;
        var sentence = Sentence(members, isMap, place);
        if (sentence is { Length: > 0 })
            AddText(sentence, place, depth);
        AddContainers(element, place, depth, isMap);
        if (sentence is not null && depth == 0)
            AddSentenceLists(element);
        if (sentence is not null || lines.Count > before || isMap)
            return;
        if (members.IsMap(place))
            AddMap(element, place, depth);
        else if (members.Code() is { } code)
            lines.Add(place, code);
    }

    private void AddContainers(JsonElement element, string place, int depth, bool isMap)
    {
        var isJSend = IsJSend(element);
        foreach (var member in element.EnumerateObject())
        {
            var name = ErrorMembers.Normalize(member.Name);
            var isText = member.Value.ValueKind == JsonValueKind.String || ErrorObject.Translation(member.Value) is not null;
            // Redfish puts the errors of a property beside it: Name@Message.ExtendedInfo.
            if (!isText && name.EndsWith(ErrorMembers.ExtendedInfo, StringComparison.Ordinal))
                Add(member.Value, ErrorPlace.Join(place, member.Name[..Math.Max(0, member.Name.IndexOf('@'))]), depth + 1, isMap: false);
            else if (!isText && (ErrorMembers.Maps.Contains(name) || (isJSend && name == "data") || (name == "params" && HasSentences(member.Value))))
                // Discord: a field of the request may have the name itself, as in {"errors":{"embeds":{"0":{"fields":{"1":{…}}}}}}.
                Add(member.Value, place.Length > 0 && name == "fields" && member.Value.ValueKind == JsonValueKind.Object ? ErrorPlace.Join(place, member.Name) : place, depth + 1, isMap: true);
            else if (!isText && (isMap ? name == "error" : ErrorMembers.IsContainer(name) || IsOfMessages(member.Value) || IsOfDetails(member)))
                Add(member.Value, place, depth + 1, isMap: false);
            else if (isMap && !(isText && ErrorMembers.SentencesOfMap.Contains(name, StringComparer.Ordinal)))
                Add(member.Value, ErrorPlace.Join(place, member.Name), depth + 1, isMap: false);
        }
    }

    // Adyen: {"invalidFields":[{"name":"city","message":"It is missing."}]}, and other names.
    private static bool IsOfMessages(JsonElement element) => element.ValueKind == JsonValueKind.Array && element.EnumerateArray().Any()
        && element.EnumerateArray().All(static item => item.ValueKind == JsonValueKind.Object
            && item.EnumerateObject().Any(static member => member.Value.ValueKind == JsonValueKind.String && ErrorMembers.Normalize(member.Name).EndsWith("message", StringComparison.Ordinal)));

    // MongoDB Atlas: {"badRequestDetail":{"fields":[{"field":"size","description":"It must be positive."}]}}.
    private static bool IsOfDetails(JsonProperty member) => member.Value.ValueKind == JsonValueKind.Object
        && ErrorMembers.Normalize(member.Name) is var name && (name.EndsWith("detail", StringComparison.Ordinal) || name.EndsWith("details", StringComparison.Ordinal));

    // WordPress: {"status":"status is not one of draft, publish."}. With AJV, such members are the parameters of the sentence beside them.
    private static bool HasSentences(JsonElement element) => element.ValueKind == JsonValueKind.Object
        && element.EnumerateObject().All(static member => member.Value.ValueKind == JsonValueKind.String && member.Value.GetString()!.Contains(' '));

    // Rails and Django: {"name":["can't be blank"],"status":422,"error":"Unprocessable Content"}.
    private void AddSentenceLists(JsonElement element)
    {
        foreach (var member in element.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Array && member.Value.EnumerateArray().Any() && !IsContainer(member.Name) && !IsStack(member.Name)
                && member.Value.EnumerateArray().All(static item => item.ValueKind == JsonValueKind.String && item.GetString()!.Contains(' ')))
                Add(member.Value, member.Name, 1, isMap: false);
        }
    }

    private static bool IsStack(string name) => ErrorMembers.Normalize(name) is var normal && (normal.Contains("stack", StringComparison.Ordinal) || normal.Contains("trace", StringComparison.Ordinal));

    // Containers were read already. Reading them again would double the time with each level.
    private void AddMap(JsonElement element, string place, int depth)
    {
        foreach (var member in element.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.String || ErrorObject.Translation(member.Value) is not null || !IsContainer(member.Name))
                Add(member.Value, ErrorPlace.Join(place, member.Name), depth + 1, isMap: false);
        }
    }

    // {"status":["is unknown"],"non_field_errors":["…"]}, as in Django: a field may have the name of a container, so at least one
    // member must have another name.
    private static bool IsOfFields(JsonElement element, int depth)
        => depth < Deepest && element.EnumerateObject().Any(static member => !IsContainer(member.Name))
            && element.EnumerateObject().All(member => member.Value.ValueKind switch
            {
                // The items without a mistake are empty: {"rows":[{},{"qty":["…"]}],"non_field_errors":["…"]}.
                JsonValueKind.Array => member.Value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String
                    || (item.ValueKind == JsonValueKind.Object && (!item.EnumerateObject().Any() || IsOfFields(item, depth + 1)))),
                // WordPress: {"status":{"code":"rest_not_in_enum","message":"…"}}.
                JsonValueKind.Object => IsOfFields(member.Value, depth + 1) || (member.Value.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String),
                _ => member.Value.ValueKind == JsonValueKind.Null,
            });

    private static bool IsContainer(string name)
        => ErrorMembers.Normalize(name) is var normal && (ErrorMembers.IsContainer(normal) || ErrorMembers.Maps.Contains(normal) || normal.EndsWith(ErrorMembers.ExtendedInfo, StringComparison.Ordinal));

    // JSend: {"status":"fail","data":{"title":"A title is required"}}.
    private static bool IsJSend(JsonElement element)
        => element.TryGetProperty("status", out var status) && status.ValueKind == JsonValueKind.String && status.ValueEquals("fail");

    // Null if there is no sentence; empty if it only repeats the status.
    private string? Sentence(ErrorObject members, bool isMap, string place)
    {
        var sentences = members.Texts(isMap ? ErrorMembers.SentencesOfMap : ErrorMembers.Sentences);
        var hasCode = (namesCodes && sentences.Count > 0) || members.ShowsCode(place);
        var heads = members.Texts(isMap ? [] : hasCode ? [.. ErrorMembers.Titles, "code"] : ErrorMembers.Titles);
        // Icinga: {"error":404,"status":"No objects found."}. A status of one word is no sentence.
        if (heads.Count + sentences.Count == 0 && !isMap && members.Text("status")?.Trim() is { } status && status.Contains(' ') && !lines.IsStatus(status))
            sentences.Add(status);
        if (heads.Count + sentences.Count == 0)
            return null;
        HasSentence = true;
        // "reason": "invalid" beside a full sentence is a code.
        if (sentences.Exists(static text => !ErrorObject.IsCode(text)))
            sentences.RemoveAll(ErrorObject.IsCode);
        // "See ExtendedInfo for more information": the information follows anyway.
        if (members.Has(ErrorMembers.ExtendedInfo))
            sentences.RemoveAll(static text => text.Contains("ExtendedInfo", StringComparison.OrdinalIgnoreCase));
        var parts = new List<string>();
        foreach (var text in heads.Concat(sentences).Where(text => !lines.IsStatus(text)))
            AddPart(parts, text);
        return parts.Count == 0 ? string.Empty : parts.Aggregate(static (before, part) => before[^1] is '.' or '!' or '?' ? $"{before} {part}" : $"{before}: {part}");
    }

    // Leaves out a part that is contained in a longer one.
    private static void AddPart(List<string> parts, string text)
    {
        if (parts.Exists(part => part.Contains(text, StringComparison.OrdinalIgnoreCase)))
            return;
        parts.RemoveAll(part => text.Contains(part, StringComparison.OrdinalIgnoreCase));
        parts.Add(text.TrimEnd(':'));
    }
}
