using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;
using PutTools.Text;

namespace PutTools.ServerMessages;

/// <summary>Converts XML errors (S3, Azure Storage, SOAP, WebDAV) to the format of errors in JSON.</summary>
internal static class XmlErrors
{
    private const int Deepest = 30;

    /// <summary>Returns the elements and attributes in the root element, by local names; null if the text is not XML.</summary>
    public static JsonDocument? TryParse(string text)
    {
        try
        {
            var (error, isWebDav) = Read(text);
            if (isWebDav && error is JsonObject members)
                NameConditions(members);
            return JsonDocument.Parse(error.ToJsonString());
        }
        catch (Exception failure) when (IsOfText(failure))
        {
            return null;
        }
    }

    /// <summary>True for XML whose root element is named an error, as with S3.</summary>
    public static bool IsError(string text)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(text.TrimStart()), SafeXml.Settings);
            return reader.MoveToContent() == XmlNodeType.Element && reader.LocalName.Equals("Error", StringComparison.OrdinalIgnoreCase);
        }
        catch (XmlException)
        {
            return false;
        }
    }

    /// <summary>True if the text is an error of WebDAV that names a condition which the request does not meet, other than a permission.</summary>
    public static bool NamesCondition(string text)
    {
        try
        {
            // RFC 3744 §7.1.1.
            return Read(text) is (JsonObject error, IsWebDav: true) && Conditions(error) is [not "need-privileges", ..];
        }
        catch (Exception failure) when (IsOfText(failure))
        {
            return false;
        }
    }

    private static bool IsOfText(Exception failure) => failure is XmlException or JsonException or InvalidOperationException;

    private static (JsonNode Error, bool IsWebDav) Read(string text)
    {
        using var reader = XmlReader.Create(new StringReader(text), SafeXml.Settings);
        reader.MoveToContent();
        var isWebDav = reader is { LocalName: "error", NamespaceURI: "DAV:" };
        return (Read(reader, Deepest), isWebDav);
    }

    // RFC 4918 §16: the name of an element is the reason, and it may have the resources in question, as in
    // <D:error><C:no-uid-conflict><D:href>/calendar/7.ics</D:href></C:no-uid-conflict></D:error>.
    private static List<string> Conditions(JsonObject error)
        => [.. error.Where(static member => member.Key is not ("message" or "responsedescription") && (member.Value is JsonObject || member.Value?.ToString() is "")).Select(static member => member.Key)];

    private static void NameConditions(JsonObject error)
    {
        if (Conditions(error) is not [var first, ..] conditions)
            return;
        var sentence = error["responsedescription"] ?? error["message"] ?? (error[first] as JsonObject)?["href"];
        error["code"] = string.Join(", ", conditions);
        if (sentence is JsonValue)
            error["message"] = sentence.ToString();
    }

    // Not XElement: its memory grows with the square of the depth. An element counts for more than an attribute of its name, and text for more
    // than any attribute.
    private static JsonNode Read(XmlReader reader, int deepest)
    {
        if (deepest == 0)
            throw new XmlException("It is nested too deep.");
        var members = new JsonObject();
        var text = new StringBuilder();
        var attributes = Attributes(reader);
        var isEmpty = reader.IsEmptyElement;
        while (!isEmpty && reader.Read() && reader.NodeType != XmlNodeType.EndElement)
        {
            if (reader.NodeType == XmlNodeType.Element)
                Add(members, reader.LocalName, Read(reader, deepest - 1));
            else
                text.Append(reader.Value);
        }

        if (members.Count == 0 && (attributes.Count == 0 || text.ToString().Trim().Length > 0))
            return JsonValue.Create(text.ToString())!;
        foreach (var attribute in attributes.Where(attribute => !members.ContainsKey(attribute.Key)))
            members.Add(attribute.Key, attribute.Value);
        return members;
    }

    private static Dictionary<string, string> Attributes(XmlReader reader)
    {
        Dictionary<string, string> attributes = [];
        while (reader.MoveToNextAttribute())
        {
            if (reader.Name != "xmlns" && reader.Prefix != "xmlns")
                attributes[reader.LocalName] = reader.Value;
        }

        reader.MoveToElement();
        return attributes;
    }

    private static void Add(JsonObject members, string name, JsonNode value)
    {
        if (members[name] is not { } first)
        {
            members.Add(name, value);
        }
        else if (first is JsonArray values)
        {
            values.Add(value);
        }
        else
        {
            // A node has one parent.
            members[name] = null;
            members[name] = new JsonArray(first, value);
        }
    }
}
