using System;
using System.IO;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;

namespace PutTools.ServerMessages;

/// <summary>Errors in XML, as S3, Azure Storage, SOAP and WebDAV have them, in the shape that those in JSON have.</summary>
internal static class XmlErrors
{
    private const int Deepest = 30;

    /// <summary>The content of the root element: elements by their local names; null where the text is no XML.</summary>
    public static JsonDocument? TryParse(string text)
    {
        try
        {
            // No entity is expanded, and nothing is fetched.
            var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null };
            using var reader = XmlReader.Create(new StringReader(text), settings);
            reader.MoveToContent();
            return JsonDocument.Parse(Read(reader, Deepest).ToJsonString());
        }
        catch (Exception failure) when (failure is XmlException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    // XElement is of no use here: what it takes grows with the square of the depth.
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
        if (members[name] is JsonArray values)
        {
            values.Add(value);
            return;
        }

        var first = members[name];
        members[name] = null;
        members[name] = first is null ? value : new JsonArray(first, value);
    }
}
