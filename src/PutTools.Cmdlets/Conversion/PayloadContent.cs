using System;
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

/// <summary>Makes what is sent from what the user gave as the body. What can't be made right is an error here.</summary>
internal static class PayloadContent
{
    private const string JsonType = "application/json";
    private const string BinaryType = "application/octet-stream";

    /// <summary>The content of a request whose body is <paramref name="body"/>.</summary>
    /// <param name="body">What is to be sent.</param>
    /// <param name="contentType">Its type; null: by the body. Empty: none is sent, and text goes as it is.</param>
    /// <param name="options">How objects become JSON.</param>
    /// <param name="warn">Gets a sentence where the bytes are perhaps not those that were meant.</param>
    /// <exception cref="RequestException">The body can't be turned into the bytes that were meant.</exception>
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
                return OfFile(file.FullName, contentType);
            case Stream stream:
                return new StreamedContent(stream) { ContentType = contentType ?? BinaryType };
            case HttpContent content:
                // A pipeline unrolls a multipart content, and gives its parts one by one.
                return content.Headers.ContentDisposition?.DispositionType == "form-data"
                    ? throw new RequestException(ErrorKind.InvalidPayload, CmdletMessages.PartOfForm)
                    : ForeignContent.Create(content, contentType);
            // What the server said, and not what we say of it: headers and cookies are for nobody else.
            case ResourceResponse { HasContent: true } response when options.ExcludeProperty.Count == 0:
                return new BytesContent(response.Http.Body) { ContentType = contentType ?? response.ContentType };
            case ResourceResponse response:
                return Create(response.Content, contentType ?? response.ContentType, options);
        }

        if (ByteSequence.Of(value) is { } bytes)
            return new BytesContent(bytes) { ContentType = contentType ?? BinaryType };
        if (TextLines.Of(value) is { } lines)
            return OfLines(lines, body!, contentType, options);
        if ((mediaType.Length == 0 || MediaType.IsXml(mediaType)) && XmlPayload.Create(value, contentType) is { } xml)
            return xml;
        if (isJson || MediaType.IsYaml(mediaType))
            return BytesContent.OfJson(JsonPayloadWriter.Write(body, options), contentType ?? JsonType);
        if (InvariantText.Of(body) is { } scalar)
            return OfText(scalar, contentType);
        return mediaType == FormUrlEncoding.MediaType
            ? new BytesContent(FormFields.Encode(body!, options)) { ContentType = contentType }
            : throw new RequestException(ErrorKind.InvalidPayload, CmdletMessages.NoTextForm(value.GetType(), mediaType));
    }

    /// <summary>A file's content, by default of the type that its ending says. JSON is sent as UTF-8 without a mark (RFC 8259 §8.1).</summary>
    /// <exception cref="RequestException">The file is not there, or can't be read.</exception>
    public static RequestContent OfFile(string path, string? contentType)
    {
        var content = new FileContent(path) { ContentType = contentType ?? FileExtension.MediaTypeOf(path) };
        return MediaType.IsJson(MediaType.Of(content.ContentType)) && MediaType.Parameter(content.ContentType, "charset") is null or "utf-8" or "UTF-8"
            ? JsonFile.ToUtf8(content) : content;
    }

    /// <summary>
    /// Text in the charset that its content type names, or that it declares itself, as XML and HTML do; UTF-8 where neither
    /// does. The content type then names one that was declared.
    /// </summary>
    /// <exception cref="RequestException">The charsets differ, or the charset is not known, or lacks a character.</exception>
    public static BytesContent OfText(string text, string? contentType)
    {
        var stated = MediaType.Parameter(contentType, "charset");
        var declared = TextDecoder.Declared(text, MediaType.Of(contentType));
        if (stated is not null && declared is not null && !Charset.AreSame(stated, declared))
            throw new RequestException(ErrorKind.InvalidPayload, CmdletMessages.DeclaredCharset(declared, stated));
        return new(EncodedText.Encode(text, stated ?? declared ?? "utf-8"))
        {
            ContentType = stated is null && declared is not null && !Charset.AreSame(declared, "utf-8") ? $"{contentType}; charset={declared}" : contentType,
        };
    }

    private static BytesContent OfString(object? body, string text, string? contentType, Action<string>? warn)
    {
        var mediaType = MediaType.Of(contentType);
        if (contentType is null || MediaType.IsJson(mediaType))
        {
            if (TextLines.IsStrayLine(body, text))
                throw new RequestException(ErrorKind.InvalidPayload, CmdletMessages.StrayLine);
            return OfJsonText(text, contentType ?? JsonType);
        }

        // Bytes of other parts, read as Latin-1 to have them in a text, would be two bytes each.
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
            return TextLines.ToJson(lines) is { } json
                ? OfJsonText(json, contentType ?? JsonType)
                : BytesContent.OfJson(JsonPayloadWriter.Write(body, options), contentType ?? JsonType);
        }

        throw new RequestException(ErrorKind.InvalidPayload, CmdletMessages.LinesOfText(mediaType));
    }

    private static BytesContent OfJsonText(string text, string contentType)
    {
        try
        {
            JsonSyntax.Check(Encoding.UTF8.GetBytes(text));
        }
        catch (JsonException failure)
        {
            throw new RequestException(ErrorKind.InvalidPayload, CmdletMessages.NotJsonText(failure), failure);
        }

        return OfText(text, contentType);
    }
}
