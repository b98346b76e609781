using System;
using System.IO;
using System.Text;
using System.Text.Json;
using System.Xml;
using PutTools.Semantics;

namespace PutTools.Cmdlets.Conversion;

/// <summary>
/// Makes a reply's body into what PowerShell works with. What does not parse is handed over as text, with a warning:
/// the write was done, whatever its reply looks like.
/// </summary>
internal static class ReplyContent
{
    private const int LongestRawText = 1 << 29;

    /// <summary>Whether the body is JSON that <see cref="Read"/> has nothing to say of.</summary>
    public static bool IsSureJson(ResourceReply reply)
        => reply is { BodyProblem: null, Body.Length: > 0 } && MediaType.IsJson(MediaType.Of(reply.ContentType))
            && (MediaType.Parameter(reply.ContentType, "charset") is null or "utf-8") && JsonGlance.IsSure(reply.Body);

    /// <summary>The body as objects, XML, text or bytes; null where there is none.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="asHashtable">Whether JSON objects become ordered dictionaries.</param>
    /// <param name="warn">Gets a sentence where the body is not what it claims to be.</param>
    public static object? Read(ResourceReply reply, bool asHashtable, Action<string> warn)
    {
        if (reply.BodyProblem is { } problem)
            warn(problem);
        if (reply.Body.Length == 0)
            return null;
        if (reply.BodyProblem is not null)
            return reply.Body.ToArray();
        var mediaType = MediaType.Of(reply.ContentType);
        try
        {
            if (MediaType.IsJson(mediaType))
                return ReadJson(reply, asHashtable, warn);
            if (MediaType.IsXml(mediaType))
                return ReadXml(reply);
            // Without a type it is looked at; no warning where it is not JSON, as nobody claimed it.
            if (mediaType.Length == 0)
                return LooksLikeJson(reply.Body.Span) ? ReadJson(reply, asHashtable, warn) : TextOrBytes(reply, warn);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            if (mediaType.Length > 0)
                warn(CmdletMessages.UnparsedBody(reply, failure));
            return TextOrBytes(reply, warn);
        }
        catch (OutOfMemoryException)
        {
            return TextOrBytes(reply, warn);
        }

        return IsText(mediaType, reply.ContentType) ? TextOrBytes(reply, warn) : reply.Body.ToArray();
    }

    /// <summary>The body as text; null where it is binary.</summary>
    public static string? RawText(ResourceReply reply)
    {
        var mediaType = MediaType.Of(reply.ContentType);
        var isText = mediaType.Length == 0 || MediaType.IsJson(mediaType) || MediaType.IsXml(mediaType) || IsText(mediaType, reply.ContentType);
        return isText && reply.BodyProblem is null && !reply.IsSaved && reply.Body.Length <= LongestRawText ? Text(reply) : null;
    }

    // A string holds about a billion characters, an array of bytes twice as many.
    private static object TextOrBytes(ResourceReply reply, Action<string> warn)
    {
        try
        {
            return Text(reply);
        }
        catch (OutOfMemoryException)
        {
            warn(CmdletMessages.TextTooLong(reply));
            return reply.Body.ToArray();
        }
    }

    private static object? ReadJson(ResourceReply reply, bool asHashtable, Action<string> warn)
    {
        // JSON is UTF-8 (RFC 8259 §8.1); older servers that say another charset are believed.
        var charset = MediaType.Parameter(reply.ContentType, "charset");
        var utf8 = charset is null || charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            ? reply.Body
            : Encoding.UTF8.GetBytes(Text(reply));
        return JsonReplyReader.Read(utf8.Span, asHashtable, warn);
    }

    private static XmlDocument ReadXml(ResourceReply reply)
    {
        CheckDepth(reply);
        using var reader = OpenXml(reply);
        var document = new XmlDocument { XmlResolver = null, PreserveWhitespace = false };
        document.Load(reader);
        return document;
    }

    // .NET loads a document of any depth, but then ends the whole process where it writes it.
    private static void CheckDepth(ResourceReply reply)
    {
        using var reader = OpenXml(reply);
        while (reader.Read())
        {
            if (reader.Depth > JsonReplyReader.MaximumDepth)
                throw new XmlException(CmdletMessages.TooDeep(JsonReplyReader.MaximumDepth));
        }
    }

    private static XmlReader OpenXml(ResourceReply reply)
    {
        // No document type, no entity, nothing fetched.
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
        // RFC 7303 §3: the charset parameter is believed more than the document itself.
        return MediaType.Parameter(reply.ContentType, "charset") is null
            ? XmlReader.Create(new MemoryStream(reply.Body.ToArray(), writable: false), settings)
            : XmlReader.Create(new StringReader(Text(reply)), settings);
    }

    private static bool IsText(string mediaType, string? contentType)
        => MediaType.IsText(mediaType) || MediaType.Parameter(contentType, "charset") is not null;

    private static string Text(ResourceReply reply) => TextDecoder.Decode(reply.Body, reply.ContentType);

    private static bool LooksLikeJson(ReadOnlySpan<byte> body)
    {
        var start = body.IndexOfAny((byte)'{', (byte)'[');
        return start >= 0 && Encoding.ASCII.GetString(body[..start].ToArray()).Trim().Length == 0;
    }
}
