using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;

namespace PutTools.ServerMessages;

/// <summary>Converts XML errors (S3, Azure Storage, SOAP, WebDAV) to the format of errors in JSON.</summary>
internal static class XmlErrors
{
    private const int Deepest = 30;

    // No entity is expanded, and nothing is downloaded.
    private static XmlReaderSettings Settings => new() { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null };

    /// <summary>Returns the content of the root element, by local names; null if the text is not XML.</summary>
    /// <param name="text">The text.</param>
    /// <param name="withAttributes">True to return the attributes of the root element, too.</param>
    public static JsonDocument? TryParse(string text, bool withAttributes = false)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(text), Settings);
            reader.MoveToContent();
            var attributes = new JsonObject();
            while (withAttributes && reader.MoveToNextAttribute())
                attributes[reader.LocalName] = reader.Value;
            reader.MoveToElement();
            var root = Read(reader, Deepest);
            if (attributes.Count == 0)
                return JsonDocument.Parse(root.ToJsonString());
            // An element counts for more than an attribute of its name.
            foreach (var member in root as JsonObject ?? [])
                attributes[member.Key] = JsonNode.Parse(member.Value!.ToJsonString());
            return JsonDocument.Parse(attributes.ToJsonString());
        }
        catch (Exception failure) when (failure is XmlException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>True for XML whose root element is named an error, as with S3.</summary>
    public static bool IsError(string text)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(text.TrimStart()), Settings);
            return reader.MoveToContent() == XmlNodeType.Element && reader.LocalName.Equals("Error", StringComparison.OrdinalIgnoreCase);
        }
        catch (XmlException)
        {
            return false;
        }
    }

    // Not XElement: its memory grows with the square of the depth.
    private static JsonNode Read(XmlReader reader, int deepest)
    {
        var members = new JsonObject();
        var text = new StringBuilder();
        var isEmpty = reader.IsEmptyElement;
        if (deepest == 0)
            throw new XmlException("It is nested too deep.");
        while (!isEmpty && reader.Read() && reader.NodeType != XmlNodeType.EndElement)
        {
            if (reader.NodeType == XmlNodeType.Element)
                Add(members, reader.LocalName, Read(reader, deepest - 1));
            else
                text.Append(reader.Value);
        }

        return members.Count > 0 ? members : JsonValue.Create(text.ToString())!;
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
