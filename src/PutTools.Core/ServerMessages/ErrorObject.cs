using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using PutTools.Text;

namespace PutTools.ServerMessages;

/// <summary>
/// The members of one object in an error, by the form of their names that <see cref="ErrorMembers"/> compares. Of equal names the first counts.
/// </summary>
internal sealed class ErrorObject
{
    private const int LongestTemplate = 1000;

    private static readonly Regex Placeholder = LinearRegex.Create(@"%(\w+)");

    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.Ordinal);

    public ErrorObject(JsonElement element)
    {
        foreach (var member in element.EnumerateObject())
            _members.TryAdd(ErrorMembers.Normalize(member.Name), member.Value);
    }

    /// <summary>Returns the sentence of an object that is a translation; null if it is none.</summary>
    // OData 2 and 3: {"lang":"en-US","value":"The name is taken."}. MediaWiki: {"de":"Der Name ist vergeben.","en":"The name is taken."}.
    public static string? Translation(JsonElement element)
        => element.ValueKind == JsonValueKind.Object
            && ((element.TryGetProperty("lang", out _) && element.TryGetProperty("value", out var value)) || (element.TryGetProperty("en", out value) && element.EnumerateObject().All(IsTranslation)))
            && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    // RFC 5646 §2.1: a language has two or three letters, perhaps with a script or a region.
    private static bool IsTranslation(JsonProperty member) => member.Value.ValueKind == JsonValueKind.String && member.Name.Split('-')[0].Length is 2 or 3;

    /// <summary>True if a text is a code, and not a sentence.</summary>
    public static bool IsCode(string text)
        => text.All(static character => character < 128 && (char.IsLetterOrDigit(character) || character is '_' or '-' or '.' or ':' or '/' or '#'));

    public bool Has(string name) => _members.ContainsKey(name);

    /// <summary>Returns the text of a member; null if it has none.</summary>
    public string? Text(string name)
        => !_members.TryGetValue(name, out var member) ? null : member.ValueKind == JsonValueKind.String ? member.GetString() : Translation(member);

    /// <summary>Returns the texts of members that are not empty, with their parameters filled in.</summary>
    public List<string> Texts(string[] names)
        => [.. names.Select(name => Text(name)?.Trim()).OfType<string>().Where(static text => text.Length > 0).Select(Filled)];

    /// <summary>Returns the code, with what it is about; null if there is none.</summary>
    public string? Code()
    {
        if (ErrorMembers.Codes.Select(Text).FirstOrDefault(static text => !string.IsNullOrEmpty(text)) is not { } code)
            return null;
        return _members.TryGetValue("messageargs", out var arguments) && ErrorPlace.Of(arguments) is { Length: > 0 } about ? $"{code} ({about})" : code;
    }

    /// <summary>Returns the field that the object is about; empty if it does not say.</summary>
    public string Place(int depth)
    {
        foreach (var name in ErrorMembers.Places)
        {
            if (depth == 0 && ErrorMembers.PlacesBelowTop.Contains(name, StringComparer.Ordinal))
                continue;
            if (_members.TryGetValue(name, out var member) && ErrorPlace.Of(member) is { Length: > 0 and <= ErrorPlace.Longest } place && place[^1] is not '.')
                // GitHub: the resource is beside its field.
                return name == "field" && Text("resource") is { Length: > 0 } resource ? $"{resource}.{place}" : place;
        }

        // RFC 7807's invalid-params: {"name":"age","reason":"must be positive"}. Box: {"name":"age","reason":"invalid_parameter","message":"It is negative"}.
        if (depth > 0 && Text("reason") is { } reason && (!Has("message") || IsCode(reason)))
            return Text("name") ?? string.Empty;
        // Nexus: {"id":"PARAMETER name","message":"must not be null"}.
        return depth > 0 && Text("id")?.Split(' ') is [_, var field] ? field : string.Empty;
    }

    /// <summary>True if each member is a field of the request, with its errors.</summary>
    // {"name":["must not be empty"]}, as in Django and Rails: every member is a list, or is itself a sentence.
    public bool IsMap(string place) => _members.Values.All(value
        => value.ValueKind is JsonValueKind.Array or JsonValueKind.Object or JsonValueKind.Null
            || (place.Length > 0 && value.ValueKind == JsonValueKind.String && value.GetString()!.Contains(' ')));

    /// <summary>True if the code is shown before the sentence.</summary>
    // OData, Azure, Graph, S3, Docker: the documentation of such a server lists the codes, and the sentence may be in any language.
    // A number says no more than the status does; of a field, the sentence is enough.
    public bool ShowsCode(string place)
        => place.Length == 0 && Text("code") is { } code && code.Any(char.IsLetter)
            && Text("message") is { Length: > 0 } message && message[0] is not ('{' or '[')
            && !Has(ErrorMembers.ExtendedInfo);

    // Magento: {"message":"%1 is required.","parameters":["sku"]}, and "%field is required." with {"field":"sku"}. Redfish: "MessageArgs".
    private string Filled(string text)
        => text.Length > LongestTemplate || !(_members.TryGetValue("parameters", out var parameters) || _members.TryGetValue("messageargs", out parameters)) ? text
            : Placeholder.Replace(text, found => Argument(parameters, found.Groups[1].Value) is { } value ? Truncate.Of(value, ErrorPlace.Longest) : found.Value);

    private static string? Argument(JsonElement parameters, string name)
        => parameters.ValueKind == JsonValueKind.Object ? parameters.TryGetProperty(name, out var value) ? value.ToString() : null
            : parameters.ValueKind == JsonValueKind.Array && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 && number <= parameters.GetArrayLength()
                ? parameters[number - 1].ToString() : null;
}
