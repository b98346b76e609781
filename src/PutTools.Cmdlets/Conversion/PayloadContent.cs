using System.Collections;
using System.Management.Automation.Language;
using System.Text;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
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
        var value = PSValue.Base(body);
        if (options.ExcludeProperty.Count > 0 && !HasProperties(value, IsForJson(MediaType.Of(contentType))))
            throw new RequestException(ErrorKind.InvalidPayload, PayloadMessages.NothingToExclude(value!.GetType()));
        switch (value)
        {
            case null or DBNull or NullString:
                throw new RequestException(ErrorKind.InvalidPayload, PayloadMessages.NullBody);
            case byte:
                throw new RequestException(ErrorKind.InvalidPayload, PayloadMessages.SingleByte);
            case string text:
                return OfString(body, text, contentType, options, warn);
            case StringBuilder builder:
                return OfString(body, builder.ToString(), contentType, options, warn);
            case FileSystemInfo file:
                return OfFile(file.FullName, contentType, warn);
            case Stream stream:
                return OfStream(stream, contentType, warn);
            case HttpContent content:
                // A pipeline unrolls a multipart content into its parts.
                return content.Headers.ContentDisposition?.DispositionType == "form-data"
                    ? throw new RequestException(ErrorKind.InvalidPayload, PayloadMessages.PartOfForm)
                    : ForeignContent.Create(content, contentType);
            // The response's content, and not the object around it: its headers and cookies are not for other servers.
            case ResourceResponse { HasContent: true } response when options.ExcludeProperty.Count == 0:
                return new BytesContent(response.Http.Body) { ContentType = contentType ?? response.ContentType };
            case ResourceResponse response:
                return Create(response.Content, contentType ?? response.ContentType, options);
        }

        return OfValue(value, body!, contentType, options, warn);
    }

    private static StreamedContent OfStream(Stream stream, string? contentType, Action<string>? warn)
    {
        var content = new StreamedContent(stream) { ContentType = contentType ?? MediaType.Bytes };
        if (warn is not null && IsJsonInUtf8(contentType) && !JsonFile.IsUtf8(content.ReadStart(JsonFile.CheckedLength)))
            warn(PayloadMessages.BytesNotUtf8);
        return content;
    }

    // Anything that has to be converted, by its type and the media type.
    private static RequestContent OfValue(object value, object body, string? contentType, JsonWriteOptions options, Action<string>? warn)
    {
        var mediaType = MediaType.Of(contentType);
        var isJson = IsForJson(mediaType);
        if (IsMember(value))
            throw new RequestException(ErrorKind.InvalidPayload, PayloadMessages.UnrolledMember(value.GetType()));
        // Form fields may be such a list.
        if (value is object[] { Length: > 0 } members && mediaType != MediaType.FormUrlEncoded && Array.TrueForAll(members, IsMember))
            throw new RequestException(ErrorKind.InvalidPayload, PayloadMessages.UnrolledObject);
        if (ByteSequence.Of(value) is { } bytes)
        {
            if (IsJsonInUtf8(contentType) && !JsonFile.IsUtf8(bytes.Span))
                warn?.Invoke(PayloadMessages.BytesNotUtf8);
            return new BytesContent(bytes) { ContentType = contentType ?? MediaType.Bytes };
        }

        if ((mediaType.Length == 0 || MediaType.IsXml(mediaType)) && XmlPayload.Create(value, contentType) is { } xml)
            return xml;
        if (MediaType.IsJsonLines(mediaType))
            return new BytesContent(Checked(JsonLine.Write(body, options), warn)) { ContentType = contentType };
        if (TextLines.Of(value) is { } lines)
            return OfLines(lines, body, contentType, options, warn);
        if (isJson || MediaType.IsYaml(mediaType))
            return OfJson(JsonPayloadWriter.Write(body, options), contentType ?? MediaType.Json, warn);
        if (InvariantText.Of(body) is { } scalar)
            return OfText(scalar, contentType);
        return mediaType == MediaType.FormUrlEncoded
            ? new BytesContent(FormFields.Encode(body, contentType, options, warn)) { ContentType = contentType }
            : throw new RequestException(ErrorKind.InvalidPayload, PayloadMessages.NoTextForm(value.GetType(), mediaType));
    }

    /// <summary>
    /// Creates the content of a file. Its default media type depends on the file's extension. JSON and JSON Lines are sent as UTF-8
    /// without a byte order mark (RFC 8259 §8.1).
    /// </summary>
    /// <exception cref="RequestException">The file does not exist, can't be read, or contradicts its charset.</exception>
    public static RequestContent OfFile(string path, string? contentType, Action<string>? warn = null)
    {
        var content = new FileContent(path) { ContentType = contentType ?? FileExtension.MediaTypeOf(path) };
        if (IsInUtf8(MediaType.Of(content.ContentType)) && MediaType.Parameter(content.ContentType, "charset") is var charset && (charset is null || Charset.AreSame(charset, "utf-8")))
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
            throw new RequestException(ErrorKind.InvalidPayload, PayloadMessages.DeclaredCharset(declared, specified));
        return new(EncodedText.Encode(text, specified ?? declared ?? "utf-8"))
        {
            ContentType = specified is null && declared is not null && !Charset.AreSame(declared, "utf-8") ? $"{contentType}; charset={declared}" : contentType,
        };
    }

    /// <summary>Creates the content of a text that must be JSON.</summary>
    /// <exception cref="RequestException">InvalidPayload: it is not JSON, has half a surrogate pair, or its charset lacks a character.</exception>
    public static BytesContent OfJsonText(string text, string contentType, JsonWriteOptions options, Action<string>? warn = null)
    {
        // A byte order mark that was read as a character is not part of the JSON (RFC 8259 §8.1).
        text = text.TrimStart('\uFEFF');
        var utf8 = EncodedText.Encode(text, "utf-8");
        ReadOnlyMemory<byte> sent = utf8;
        try
        {
            JsonSyntax.Check(utf8);
            if (options.ExcludeProperty.Count > 0)
                sent = Excluding(utf8, options);
        }
        catch (JsonException failure)
        {
            throw new RequestException(ErrorKind.InvalidPayload, PayloadMessages.NotJsonText(text, failure), failure);
        }

        if (JsonMistake.IsTwice(text))
            warn?.Invoke(PayloadMessages.JsonTwice);
        if (JsonMistake.AddedProperty(utf8) is { } added)
            warn?.Invoke(PayloadMessages.AddedProperty(added));
        return OfJson(sent, contentType, warn);
    }

    private static ReadOnlyMemory<byte> Excluding(byte[] json, JsonWriteOptions options)
    {
        using var document = JsonDocument.Parse(json, JsonDefaults.Document);
        return JsonPayloadWriter.Write(document, options);
    }

    private static BytesContent OfJson(ReadOnlyMemory<byte> utf8, string contentType, Action<string>? warn)
        => BytesContent.OfJson(Checked(utf8, warn), contentType);

    private static ReadOnlyMemory<byte> Checked(ReadOnlyMemory<byte> utf8, Action<string>? warn)
    {
        if (warn is not null && JsonMistake.PrintedObject(utf8.Span) is { } printed)
            warn(PayloadMessages.PrintedObject(printed));
        return utf8;
    }

    private static bool IsMember(object? item) => PSValue.Base(item) is { } value
        && (value is DictionaryEntry || UnknownType.IsPair(value.GetType()));

    // Both are in UTF-8 without a byte order mark (RFC 8259 §8.1).
    private static bool IsInUtf8(string mediaType) => MediaType.IsJson(mediaType) || MediaType.IsJsonLines(mediaType);

    private static bool IsJsonInUtf8(string? contentType)
        => IsInUtf8(MediaType.Of(contentType)) && MediaType.Parameter(contentType, "charset") is null;

    private static bool IsForJson(string mediaType) => mediaType.Length == 0 || MediaType.IsJson(mediaType);

    // What has no properties is sent whole, so -ExcludeProperty would be ignored.
    private static bool HasProperties(object? value, bool isJson)
        => value is string or StringBuilder ? isJson
            : value is not (FileSystemInfo or Stream or HttpContent or XmlNode or XNode) && ByteSequence.Of(value) is null;

    private static BytesContent OfString(object? body, string text, string? contentType, JsonWriteOptions options, Action<string>? warn)
    {
        var mediaType = MediaType.Of(contentType);
        if (contentType is null || MediaType.IsJson(mediaType))
        {
            if (TextLines.IsStrayLine(body, text))
                throw new RequestException(ErrorKind.InvalidPayload, PayloadMessages.StrayLine);
            return OfJsonText(text, contentType ?? MediaType.Json, options, warn);
        }

        if (warn is not null && MediaType.Parameter(contentType, "charset") is null && SignOfBytes(text, MediaType.IsMultipart(mediaType)) is { } sign)
            warn(PayloadMessages.BinaryText(sign));
        FormFields.WarnOfObject(text, warn);
        if (MediaType.IsMultipart(mediaType) && MediaType.Parameter(contentType, "boundary") is { Length: > 0 } boundary)
            CheckParts(text, "--" + boundary, warn);
        return OfText(text, contentType);
    }

    // RFC 2046 §5.1.1. Many servers require its line ends.
    private static void CheckParts(string text, string delimiter, Action<string>? warn)
    {
        if (text.IndexOf(delimiter, StringComparison.Ordinal) < 0)
            throw new RequestException(ErrorKind.InvalidPayload, PayloadMessages.NoDelimiter(delimiter));
        if (text.IndexOf(delimiter + "\n", StringComparison.Ordinal) >= 0)
            warn?.Invoke(PayloadMessages.LineFeedsInParts);
    }

    // The bytes of a file that were read as Latin-1 become two each from 0x80 on, and U+FFFD stands for bytes that are lost. Text in
    // any language has no zeros, and none of the control characters of Latin-1.
    private static char? SignOfBytes(string text, bool isMultipart)
    {
        char? first = null;
        var hasZero = false;
        foreach (var character in text)
        {
            if (character is '\uFFFD' or (>= '\x80' and <= '\x9F' and not '\x85'))
                return character;
            if (character is >= '\x80' and <= '\xFF')
                first ??= character;
            hasZero |= character == '\0';
        }

        return isMultipart || hasZero ? first : null;
    }

    private static BytesContent OfLines(string[] lines, object body, string? contentType, JsonWriteOptions options, Action<string>? warn)
    {
        var mediaType = MediaType.Of(contentType);
        if (IsForJson(mediaType))
        {
            return TextLines.ToJson(lines, TextLines.AreOfFile(body)) is { } json
                ? OfJsonText(json, contentType ?? MediaType.Json, options, warn)
                : OfJson(JsonPayloadWriter.Write(body, options), contentType ?? MediaType.Json, warn);
        }

        throw new RequestException(ErrorKind.InvalidPayload, PayloadMessages.LinesOfText(mediaType));
    }
}
