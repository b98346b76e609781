using System;
using System.Text;
using System.Text.Json;
using System.Xml;
using PutTools.Content;
using PutTools.Semantics;

namespace PutTools.Cmdlets.Conversion;

/// <summary>Makes what is sent from what the user gave as the body. What can't be made right is an error here.</summary>
internal static class PayloadContent
{
    /// <summary>The content of a request whose body is <paramref name="body"/>.</summary>
    /// <exception cref="ResourceException">The body can't be turned into the bytes that were meant.</exception>
    public static RequestContent Create(object? body, string? contentType, string jsonType, JsonWriteOptions options)
    {
        var value = InputObject.Base(body);
        var mediaType = MediaType.Of(contentType);
        return value switch
        {
            null => throw new ResourceException(ErrorKind.InvalidPayload, Messages.NullBody),
            string text => OfText(text, contentType ?? jsonType, isJson: contentType is null || MediaType.IsJson(mediaType)),
            byte[] bytes => new BytesContent(bytes) { ContentType = contentType ?? "application/octet-stream" },
            XmlDocument document when contentType is null || MediaType.IsXml(mediaType)
                => OfText(document.OuterXml, contentType ?? "application/xml; charset=utf-8", isJson: false),
            _ when contentType is null || MediaType.IsJson(mediaType) => OfJson(JsonPayloadWriter.Write(body, options), contentType ?? jsonType),
            ValueType when InvariantText.Of(value) is { } text => OfText(text, contentType, isJson: false),
            _ => throw new ResourceException(ErrorKind.InvalidPayload, Messages.NoTextForm(value.GetType(), mediaType)),
        };
    }

    private static BytesContent OfJson(byte[] utf8, string contentType)
        => MediaType.Parameter(contentType, "charset") is null or "utf-8" or "UTF-8"
            ? new BytesContent(utf8) { ContentType = contentType }
            : OfText(Encoding.UTF8.GetString(utf8), contentType, isJson: false);

    private static BytesContent OfText(string text, string contentType, bool isJson)
    {
        if (isJson)
            CheckJson(text);
        return new BytesContent(Encode(text, contentType)) { ContentType = contentType };
    }

    private static void CheckJson(string text)
    {
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text), new JsonReaderOptions { MaxDepth = int.MaxValue });
            while (reader.Read())
            {
                // Only whether it is JSON to its end matters.
            }
        }
        catch (JsonException failure)
        {
            throw new ResourceException(ErrorKind.InvalidPayload, Messages.NotJsonText(failure), failure);
        }
    }

    private static byte[] Encode(string text, string contentType)
    {
        var charset = MediaType.Parameter(contentType, "charset") ?? "utf-8";
        try
        {
            return Encoding.GetEncoding(charset, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback).GetBytes(text);
        }
        catch (EncoderFallbackException failure)
        {
            throw new ResourceException(ErrorKind.InvalidPayload, Messages.NotInCharset(charset, failure), failure);
        }
        catch (ArgumentException failure)
        {
            throw new ResourceException(ErrorKind.InvalidPayload, Messages.UnknownCharset(charset), failure);
        }
    }
}
