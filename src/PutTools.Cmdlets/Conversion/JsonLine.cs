using System.Text;
using System.Text.Json;
using PutTools.Http;
using PutTools.Json;

namespace PutTools.Cmdlets.Conversion;

/// <summary>JSON Lines: one JSON value on each line.</summary>
internal static class JsonLine
{
    /// <summary>Returns the members of the object; null if <paramref name="input"/> is not the text of one JSON object.</summary>
    public static object? Parse(object? input)
    {
        if (!IsObject(input))
            return null;
        try
        {
            return ParsedJson.Parse(((string)PSValue.Base(input)!).TrimStart('\uFEFF'));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>True for a text that begins like a JSON object.</summary>
    public static bool IsObject(object? input)
        => PSValue.Base(input) is string text && text.AsSpan().TrimStart(" \t\r\n\uFEFF".AsSpan()) is ['{', ..];

    /// <summary>True for a text that is not a list of JSON by itself: an object, or one line of a longer text.</summary>
    public static bool IsPart(object? input) => PSValue.Base(input) is string text
        && !(text.AsSpan().TrimStart(" \t\r\n\uFEFF".AsSpan()) is ['[', ..] && JsonSyntax.IsValid(Encoding.UTF8.GetBytes(text.TrimStart('\uFEFF'))));

    /// <summary>Returns a line for each element of a list, or the only line of another value. Texts are lines already.</summary>
    /// <exception cref="RequestException">InvalidPayload: a value can't be written, or a text is not JSON.</exception>
    public static byte[] Write(object? body, JsonWriteOptions options)
    {
        using var lines = new MemoryStream();
        foreach (var item in PSValue.Elements(body) ?? [body])
        {
            var line = PSValue.Base(item) is string text ? PayloadContent.OfJsonText(text, MediaType.Json, options).Bytes : JsonPayloadWriter.Write(item, options);
            // Between its values, JSON may have line breaks; within a string they are escaped.
            foreach (var octet in line.Span)
                lines.WriteByte(octet is (byte)'\r' or (byte)'\n' ? (byte)' ' : octet);
            lines.WriteByte((byte)'\n');
        }

        return lines.ToArray();
    }
}
