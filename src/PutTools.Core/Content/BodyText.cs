using System;
using System.Linq;
using PutTools.Http;
using PutTools.Secrets;
using PutTools.Text;

namespace PutTools.Content;

/// <summary>A body as a person may read it.</summary>
internal static class BodyText
{
    /// <summary>The text without secrets, and without characters that a terminal obeys; null where it is no text.</summary>
    /// <param name="bytes">The body, in no content coding.</param>
    /// <param name="contentType">Its type; null where nobody says it.</param>
    /// <param name="isCut">Whether its end is missing, perhaps in the middle of a character.</param>
    public static string? Of(ReadOnlyMemory<byte> bytes, string? contentType, bool isCut)
    {
        var mediaType = MediaType.Of(contentType);
        var text = TextDecoder.Decode(bytes, contentType);
        if (isCut)
            text = text.TrimEnd('\uFFFD');
        var isText = MediaType.IsText(mediaType) || MediaType.IsJson(mediaType) || MediaType.IsXml(mediaType);
        return text.Any(sign => IsControl(sign) || (sign == '\uFFFD' && !isText)) ? null : DisplayText.OfLines(Redact(text, mediaType, contentType));
    }

    private static bool IsControl(char sign) => sign < ' ' && sign is not ('\t' or '\r' or '\n' or '\f' or '\u001B');

    private static string Redact(string text, string mediaType, string? contentType)
    {
        if (mediaType.StartsWith("multipart/", StringComparison.Ordinal) && MediaType.Parameter(contentType, "boundary") is { Length: > 0 } boundary)
            return RedactedText.Multipart(text, boundary);
        if (mediaType == "application/x-www-form-urlencoded")
            return RedactedText.Form(text);
        // Some call JSON plain text, and some XML.
        return text.TrimStart().StartsWith("<", StringComparison.Ordinal) ? RedactedText.Xml(text) : RedactedText.Json(text);
    }
}
