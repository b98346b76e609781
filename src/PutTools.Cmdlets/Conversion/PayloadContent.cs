using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using PutTools.Content;
using PutTools.Files;
using PutTools.Http;
using PutTools.Json;
using PutTools.Text;

namespace PutTools.Cmdlets.Conversion;

/// <summary>
/// Creates the content of a request from the user's body. A body that can't be converted exactly is an error here.
/// </summary>
internal static class PayloadContent
{
    private const string JsonType = "application/json";
    private const string BinaryType = "application/octet-stream";

    /// <summary>Creates the content for <paramref name="body"/>.</summary>
    /// <param name="body">The body.</param>
    /// <param name="contentType">
    /// The media type. Null: the body decides. Empty: none is sent, and text is not converted.
    /// </param>
    /// <param name="options">Options for converting objects to JSON.</param>
    /// <param name="warn">Receives a sentence if the bytes may differ from what the user meant.</param>
    /// <exception cref="RequestException">The body can't be converted to the intended bytes.</exception>
    public static RequestContent Create(object? body, string? contentType, JsonWriteOptions options, Action<string>? warn = null)
    {
        var value = InputObject.Base(body);
        var mediaType = MediaType.Of(contentType);
        var isJson = mediaType.Length == 0 || MediaType.IsJson(mediaType);
        switch (value)
        {
            case null:
                throw new RequestException(ErrorKind.InvalidPayload, CmdletMessages.NullBody);
            case byte:
                throw new RequestException(ErrorKind.InvalidPayload, CmdletMessages.SingleByte);
            case string text:
                return OfString(body, text, contentType, warn);
            case FileSystemInfo file:
                return OfFile(file.FullName, contentType, warn);
            case Stream stream:
                return new StreamedContent(stream) { ContentType = contentType ?? BinaryType };
            case HttpContent content:
                // A pipeline unrolls a multipart content into its parts.
                return content.Headers.ContentDisposition?.DispositionType == "form-data"
                    ? throw new RequestException(ErrorKind.InvalidPayload, CmdletMessages.PartOfForm)
                    : ForeignContent.Create(content, contentType);
            // The response's content, and not the object around it: its headers and cookies are not for other servers.
            case ResourceResponse { HasContent: true } response when options.ExcludeProperty.Count == 0:
                return new BytesContent(response.Http.Body) { ContentType = contentType ?? response.ContentType };
            case ResourceResponse response:
                return Create(response.Content, contentType ?? response.ContentType, options);
        }

        if (value.GetType() is { IsGenericType: true } pair && pair.GetGenericTypeDefinition() == typeof(KeyValuePair<,>))
            throw new RequestException(ErrorKind.InvalidPayload, CmdletMessages.UnrolledMember(pair));
        if (ByteSequence.Of(value) is { } bytes)
            return new BytesContent(bytes) { ContentType = contentType ?? BinaryType };
        if ((mediaType.Length == 0 || MediaType.IsXml(mediaType)) && XmlPayload.Create(value, contentType) is { } xml)
            return xml;
        if (TextLines.Of(value) is { } lines)
            return OfLines(lines, body!, contentType, options);
        if (isJson || MediaType.IsYaml(mediaType))
            return BytesContent.OfJson(JsonPayloadWriter.Write(body, options), contentType ?? JsonType);
        if (InvariantText.Of(body) is { } scalar)
            return OfText(scalar, contentType);
        return mediaType == FormUrlEncoding.MediaType
            ? new BytesContent(FormFields.Encode(body!, options)) { ContentType = contentType }
            : throw new RequestException(ErrorKind.InvalidPayload, CmdletMessages.NoTextForm(value.GetType(), mediaType));
    }

    /// <summary>
    /// Creates the content of a file. Its default media type depends on the file's extension. JSON is sent as UTF-8 without
    /// a byte order mark (RFC 8259 §8.1).
    /// </summary>
    /// <exception cref="RequestException">The file does not exist, can't be read, or contradicts its charset.</exception>
    public static RequestContent OfFile(string path, string? contentType, Action<string>? warn = null)
    {
        var content = new FileContent(path) { ContentType = contentType ?? FileExtension.MediaTypeOf(path) };
        if (MediaType.IsJson(MediaType.Of(content.ContentType)) && MediaType.Parameter(content.ContentType, "charset") is null or "utf-8" or "UTF-8")
            return JsonFile.ToUtf8(content, warn);
        TextFile.CheckCharset(content);
        return content;
    }

    /// <summary>
    /// Encodes text in the charset of its content type, or in the one that it declares itself, as XML and HTML do; otherwise
    /// in UTF-8. A declared charset is added to the content type.
    /// </summary>
    /// <exception cref="RequestException">The charsets differ, or the charset is unknown or lacks a character.</exception>
    public static BytesContent OfText(string text, string? contentType)
    {
        var specified = MediaType.Parameter(contentType, "charset");
        var declared = TextDecoder.Declared(text, MediaType.Of(contentType));
        if (specified is not null && declared is not null && !Charset.AreSame(specified, declared))
            throw new RequestException(ErrorKind.InvalidPayload, CmdletMessages.DeclaredCharset(declared, specified));
        return new(EncodedText.Encode(text, specified ?? declared ?? "utf-8"))
        {
            ContentType = specified is null && declared is not null && !Charset.AreSame(declared, "utf-8") ? $"{contentType}; charset={declared}" : contentType,
        };
    }

    private static BytesContent OfString(object? body, string text, string? contentType, Action<string>? warn)
    {
        var mediaType = MediaType.Of(contentType);
        if (contentType is null || MediaType.IsJson(mediaType))
        {
            if (TextLines.IsStrayLine(body, text))
                throw new RequestException(ErrorKind.InvalidPayload, CmdletMessages.StrayLine);
            return OfJsonText(text, contentType ?? JsonType, warn);
        }

        // Binary parts that were read into a text as Latin-1 would become two bytes per character.
        if (mediaType.StartsWith("multipart/", StringComparison.Ordinal) && MediaType.Parameter(contentType, "charset") is null
            && text.Any(static c => c is >= (char)0x80 and <= (char)0xFF))
            warn?.Invoke(CmdletMessages.MultipartText);
        return OfText(text, contentType);
    }

    private static BytesContent OfLines(string[] lines, object body, string? contentType, JsonWriteOptions options)
    {
        var mediaType = MediaType.Of(contentType);
        if (mediaType.Length == 0 || MediaType.IsJson(mediaType))
        {
            return TextLines.ToJson(lines, TextLines.AreOfFile(body)) is { } json
                ? OfJsonText(json, contentType ?? JsonType)
                : BytesContent.OfJson(JsonPayloadWriter.Write(body, options), contentType ?? JsonType);
        }

        throw new RequestException(ErrorKind.InvalidPayload, CmdletMessages.LinesOfText(mediaType));
    }

    private static BytesContent OfJsonText(string text, string contentType, Action<string>? warn = null)
    {
        // A byte order mark that was read as a character is not part of the JSON (RFC 8259 §8.1).
        text = text.TrimStart('\uFEFF');
        try
        {
            JsonSyntax.Check(Encoding.UTF8.GetBytes(text));
        }
        catch (JsonException failure)
        {
            throw new RequestException(ErrorKind.InvalidPayload, CmdletMessages.NotJsonText(text, failure), failure);
        }

        if (JsonMistake.IsTwice(text))
            warn?.Invoke(CmdletMessages.JsonTwice);
        return OfText(text, contentType);
    }
}
