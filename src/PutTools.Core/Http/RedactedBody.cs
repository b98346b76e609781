using PutTools.Secrets;

namespace PutTools.Http;

/// <summary>Masks the secrets of a body by its media type.</summary>
internal static class RedactedBody
{
    /// <summary>Returns the text without its secrets.</summary>
    public static string Of(string text, string? contentType)
    {
        var mediaType = MediaType.Of(contentType);
        if (MediaType.IsMultipart(mediaType) && MediaType.Parameter(contentType, "boundary") is { Length: > 0 } boundary)
            return RedactedText.Multipart(text, boundary);
        if (mediaType == MediaType.FormUrlEncoded)
            return RedactedText.Form(text);
        if (MediaType.IsYaml(mediaType))
            text = RedactedText.Yaml(text);
        // Some servers label JSON or XML as plain text.
        return RedactedText.Any(text);
    }

    /// <summary>Returns what <see cref="Of"/> masks, without its quotes.</summary>
    public static IEnumerable<string> Secrets(string text, string? contentType)
    {
        var shown = Of(text, contentType).Split([SecretName.Mask], StringSplitOptions.None);
        var end = 0;
        for (var i = 0; i < shown.Length; i++)
        {
            var start = text.IndexOf(shown[i], end, StringComparison.Ordinal);
            if (start < 0)
                yield break;
            if (i > 0)
                yield return (shown[i].Length == 0 ? text[end..] : text[end..start]).Trim().Trim('"', '\'', '\\');
            end = start + shown[i].Length;
        }
    }
}
