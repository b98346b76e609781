using System;
using System.IO;
using System.Text;
using System.Text.Json;
using System.Xml;
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
    /// <exception cref="ResourceException">The body can't be turned into the bytes that were meant.</exception>
    public static RequestContent Create(object? body, string? contentType, JsonWriteOptions options)
    {
        var value = InputObject.Base(body);
        var mediaType = MediaType.Of(contentType);
        return value switch
        {
            null => throw new ResourceException(ErrorKind.InvalidPayload, CmdletMessages.NullBody),
            string text when contentType is null || MediaType.IsJson(mediaType) => OfJsonText(text, contentType ?? JsonType),
            string text => OfText(text, contentType),
            byte[] bytes => new BytesContent(bytes) { ContentType = contentType ?? BinaryType },
            FileSystemInfo file => OfFile(file.FullName, contentType),
            Stream stream => new StreamedContent(stream) { ContentType = contentType ?? BinaryType },
            // What the server said, and not what we say of it: headers and cookies are for nobody else.
            ResourceResponse { HasContent: true } response when options.ExcludeProperty.Count == 0
                => new BytesContent(response.Body) { ContentType = contentType ?? response.ContentType },
            ResourceResponse response => Create(response.Content, contentType ?? response.ContentType, options),
            XmlNode document when contentType is null || MediaType.IsXml(mediaType) => XmlPayload.Create(document, contentType),
            _ when contentType is null || MediaType.IsJson(mediaType) => OfJson(JsonPayloadWriter.Write(body, options), contentType ?? JsonType),
            ValueType when InvariantText.Of(value) is { } text => OfText(text, contentType),
            _ when mediaType == FormUrlEncoding.MediaType => new BytesContent(FormFields.Encode(body!, options)) { ContentType = contentType },
            _ => throw new ResourceException(ErrorKind.InvalidPayload, CmdletMessages.NoTextForm(value.GetType(), mediaType)),
        };
    }

    /// <summary>A file's content, by default of the type that its ending says.</summary>
    /// <exception cref="ResourceException">The file is not there, or can't be read.</exception>
    public static FileContent OfFile(string path, string? contentType)
        => new(path) { ContentType = contentType ?? FileExtension.MediaTypeOf(path) };

    /// <summary>Text in the charset that its content type names; UTF-8 where it names none.</summary>
    /// <exception cref="ResourceException">The charset is not known, or lacks a character.</exception>
    public static BytesContent OfText(string text, string? contentType)
        => new(Encode(text, MediaType.Parameter(contentType, "charset") ?? "utf-8")) { ContentType = contentType };

    /// <summary>The bytes of <paramref name="text"/>.</summary>
    /// <exception cref="ResourceException">The charset is not known, or lacks a character.</exception>
    public static byte[] Encode(string text, string charset)
    {
        var encoding = Charset.FindExact(charset) ?? throw new ResourceException(ErrorKind.InvalidPayload, CmdletMessages.UnknownCharset(charset));
        try
        {
            var bytes = encoding.GetBytes(text);
            // RFC 2781 §4.3: without a mark "utf-16" is big-endian; those that say their order have none.
            return charset.Equals("utf-16", StringComparison.OrdinalIgnoreCase) || charset.Equals("utf-32", StringComparison.OrdinalIgnoreCase)
                ? [.. encoding.GetPreamble(), .. bytes]
                : bytes;
        }
        catch (EncoderFallbackException failure)
        {
            throw new ResourceException(ErrorKind.InvalidPayload, CmdletMessages.NotInCharset(charset, failure), failure);
        }
    }

    private static BytesContent OfJsonText(string text, string contentType)
    {
        try
        {
            JsonSyntax.Check(Encoding.UTF8.GetBytes(text));
        }
        catch (JsonException failure)
        {
            throw new ResourceException(ErrorKind.InvalidPayload, CmdletMessages.NotJsonText(failure), failure);
        }

        return OfText(text, contentType);
    }

    private static BytesContent OfJson(byte[] utf8, string contentType)
        => MediaType.Parameter(contentType, "charset") is null or "utf-8" or "UTF-8"
            ? new BytesContent(utf8) { ContentType = contentType }
            : OfText(Encoding.UTF8.GetString(utf8), contentType);
}
