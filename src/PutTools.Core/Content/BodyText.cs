using PutTools.Http;
using PutTools.Text;

namespace PutTools.Content;

/// <summary>A readable form of a body.</summary>
internal static class BodyText
{
    /// <summary>Returns the text without secrets and control characters; null if it is not text.</summary>
    /// <param name="bytes">The decoded body.</param>
    /// <param name="contentType">The media type; null if it is unknown.</param>
    /// <param name="isCut">True if the end is missing, possibly in the middle of a character.</param>
    public static string? Of(ReadOnlyMemory<byte> bytes, string? contentType, bool isCut)
    {
        var mediaType = MediaType.Of(contentType);
        var text = TextDecoder.Decode(bytes, contentType);
        if (isCut)
            text = text.TrimEnd('\uFFFD');
        var isText = MediaType.IsText(mediaType) || MediaType.IsJson(mediaType) || MediaType.IsXml(mediaType);
        return text.Any(character => IsControl(character) || (character == '\uFFFD' && !isText)) ? null : DisplayText.OfLines(RedactedBody.Of(text, contentType));
    }

    private static bool IsControl(char character) => character < ' ' && character is not ('\t' or '\r' or '\n' or '\f' or '\u001B');
}
