using System.Xml;
using PutTools.Http;
using PutTools.Json;
using PutTools.Text;

namespace PutTools.Cmdlets.Conversion;

/// <summary>
/// Converts the body of a response to PowerShell values. A body that can't be parsed becomes text, with a warning and
/// without an error, because the write itself was applied.
/// </summary>
internal static class ResponseContent
{
    private const int LongestRawText = 1 << 29;

    /// <summary>True if the body is JSON that <see cref="Read"/> certainly reads without a warning.</summary>
    public static bool IsWellFormedJson(HttpResponse response)
        => response is { BodyProblem: null, Body.Length: > 0 } && MediaType.IsJson(MediaType.Of(response.ContentType))
            && (MediaType.Parameter(response.ContentType, "charset") is null or "utf-8") && JsonPreCheck.IsWellFormed(response.Body);

    /// <summary>Returns the body as objects, XML, text or bytes; null if there is none.</summary>
    /// <param name="response">The response.</param>
    /// <param name="asHashtable">True to convert JSON objects to ordered dictionaries.</param>
    /// <param name="warn">Receives a sentence if the body does not match its media type.</param>
    /// <param name="wantsJson">
    /// False to leave JSON that is declared as text; true to read also JSON that is declared as bytes of an unknown kind.
    /// </param>
    public static object? Read(HttpResponse response, bool asHashtable, Action<string> warn, bool? wantsJson = null)
    {
        if (response.BodyProblem is { } problem)
            warn(problem);
        if (response.Body.Length == 0)
            return null;
        if (response.BodyProblem is not null)
            return response.Body.ToArray();
        var mediaType = MediaType.OfResponse(response.ContentType);
        if (wantsJson == true && mediaType == MediaType.Bytes && LooksLikeJson(Utf8(response).Span))
            mediaType = string.Empty;
        try
        {
            if (MediaType.IsJson(mediaType))
                return ReadJson(response, asHashtable, warn);
            if (MediaType.IsXml(mediaType))
                return ReadXml(response);
            if (MediaType.MayBeJson(mediaType) && !(wantsJson == false && mediaType.Length > 0))
                return LooksLikeJson(Utf8(response).Span) ? ReadJson(response, asHashtable, warn) : TextOrBytes(response, warn);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // What was not declared as JSON need not be JSON.
            if (MediaType.IsJson(mediaType) || MediaType.IsXml(mediaType))
                warn(PayloadMessages.UnparsedBody(response, failure));
            return TextOrBytes(response, warn);
        }
        catch (OutOfMemoryException)
        {
            return TextOrBytes(response, warn);
        }

        return IsText(mediaType, response.ContentType) ? TextOrBytes(response, warn) : response.Body.ToArray();
    }

    /// <summary>Returns the body as text; null if it is binary.</summary>
    public static string? RawText(HttpResponse response)
    {
        var mediaType = MediaType.OfResponse(response.ContentType);
        var isText = mediaType.Length == 0 || MediaType.IsJson(mediaType) || MediaType.IsXml(mediaType) || IsText(mediaType, response.ContentType);
        return isText && response.BodyProblem is null && response.OutFile is null && response.Body.Length <= LongestRawText ? Text(response) : null;
    }

    // A string holds about a billion characters, an array of bytes twice as many.
    private static object TextOrBytes(HttpResponse response, Action<string> warn)
    {
        try
        {
            return Text(response);
        }
        catch (OutOfMemoryException)
        {
            warn(PayloadMessages.TextTooLong(response));
            return response.Body.ToArray();
        }
    }

    private static object? ReadJson(HttpResponse response, bool asHashtable, Action<string> warn)
        => JsonResponseReader.Read(Utf8(response).Span, asHashtable, warn);

    // JSON is UTF-8 (RFC 8259 §8.1), but a byte order mark and an older server's charset are respected.
    private static ReadOnlyMemory<byte> Utf8(HttpResponse response) => TextDecoder.ToUtf8(response.Body, response.ContentType);

    private static XmlDocument ReadXml(HttpResponse response)
    {
        CheckDepth(response);
        using var reader = OpenXml(response);
        var document = new XmlDocument { XmlResolver = null, PreserveWhitespace = false };
        document.Load(reader);
        return document;
    }

    // .NET loads a document of any depth, but ends the process when it writes one that is too deep.
    private static void CheckDepth(HttpResponse response)
    {
        using var reader = OpenXml(response);
        while (reader.Read())
        {
            if (reader.Depth > JsonDefaults.MaximumDepth)
                throw new XmlException(PayloadMessages.TooDeep(JsonDefaults.MaximumDepth));
        }
    }

    private static XmlReader OpenXml(HttpResponse response) => XmlReader.Create(new StringReader(Text(response)), SafeXml.Settings);

    private static bool IsText(string mediaType, string? contentType)
        => MediaType.IsText(mediaType) || MediaType.Parameter(contentType, "charset") is not null;

    private static string Text(HttpResponse response) => TextDecoder.Decode(response.Body, response.ContentType);

    private static bool LooksLikeJson(ReadOnlySpan<byte> body)
    {
        foreach (var octet in body)
        {
            if (octet is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
                return octet is (byte)'{' or (byte)'[';
        }

        return false;
    }
}
