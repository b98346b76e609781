using System.Net;
using System.Text.Json;
using PutTools.Http;

namespace PutTools.ServerMessages;

/// <summary>
/// Summarizes a server's error message in a few lines: each invalid field with the sentence that explains it.
/// </summary>
/// <remarks>
/// The text is not trusted. Each step takes linear time, only a useful length is decoded, and characters that would move a
/// terminal's cursor are removed.
/// </remarks>
internal static class ServerMessage
{
    // A longer error is a page or a dump; its beginning is enough.
    private const int LongestBody = 1 << 20;

    /// <summary>Returns the server's message in at most five lines; null if it says no more than the status.</summary>
    /// <param name="response">The response whose status means failure.</param>
    public static string? Of(HttpResponse response)
    {
        var lines = new MessageLines(response);
        if (response.Body.Length > 0 && (response.BodyProblem is null || IsReadable(response.Body.Span)))
            AddBody(lines, response);
        AddFields(lines, response);
        return lines.ToString() is { Length: > 0 } text ? text : null;
    }

    /// <summary>True if a refused write can be corrected, because the server names the condition that it does not meet.</summary>
    /// <param name="response">The response whose status means failure.</param>
    public static bool NamesCondition(HttpResponse response) => MediaType.IsXml(MediaType.Of(response.ContentType)) && XmlErrors.NamesCondition(Decode(response).TrimStart());

    private static void AddBody(MessageLines lines, HttpResponse response)
    {
        var mediaType = MediaType.Of(response.ContentType);
        var text = Decode(response).TrimStart();
        // Many servers send JSON and XML with another media type, or with none.
        if (text.TrimEnd() is "" or "null" or "\"\"" || AddJson(lines, text) || AddXml(lines, text, mediaType))
            return;
        if (mediaType == MediaType.FormUrlEncoded)
            AddForm(lines, text);
        else if (text[0] == '<' && (mediaType == MediaType.Html || HtmlText.IsPage(text)))
            lines.AddPage(HtmlText.Lines(text));
        else if (mediaType.Length == 0 || MediaType.IsText(mediaType))
            lines.AddPage(WebUtility.HtmlDecode(text).Split('\n'));
        else if (MediaType.IsJson(mediaType) || MediaType.IsXml(mediaType))
            lines.Add(string.Empty, text);
    }

    // Of a body that is incomplete or could not be decoded. Compressed bytes have control characters.
    private static bool IsReadable(ReadOnlySpan<byte> body)
    {
        foreach (var octet in body)
        {
            if (octet < ' ' && octet is not ((byte)'\t' or (byte)'\r' or (byte)'\n'))
                return false;
        }

        return true;
    }

    private static string Decode(HttpResponse response)
    {
        var body = TextDecoder.WithoutGuard(response.Body[..Math.Min(response.Body.Length, LongestBody)]);
        var text = TextDecoder.Decode(body, response.ContentType);
        // Older servers send Latin-1 without declaring it. A text that really is UTF-8 decodes at least one character
        // correctly.
        var isLatin = text.Contains('\uFFFD') && MediaType.Parameter(response.ContentType, "charset") is null
            && !text.Any(static character => character > '\u007F' && character != '\uFFFD');
        return isLatin ? TextDecoder.Decode(body, "text/plain; charset=windows-1252") : text;
    }

    // Returns false if the text is not JSON, or has no sentence; it is then shown as it is.
    private static bool AddJson(MessageLines lines, string text)
    {
        using var document = JsonErrors.TryParse(text);
        if (document is null)
            return false;
        var errors = new JsonErrors(lines);
        errors.Add(document.RootElement);
        return errors.HasSentence || !lines.IsEmpty || IsEmpty(document.RootElement);
    }

    private static bool AddXml(MessageLines lines, string text, string mediaType)
    {
        if (text[0] != '<' || mediaType == MediaType.Html || XmlErrors.TryParse(text) is not { } xml)
            return false;
        using (xml)
        {
            new JsonErrors(lines, namesCodes: true).Add(xml.RootElement);
            return !lines.IsEmpty || IsEmpty(xml.RootElement);
        }
    }

    private static void AddForm(MessageLines lines, string text)
    {
        foreach (var pair in text.Split('&').Take(100))
        {
            var equals = pair.IndexOf('=');
            if (equals > 0 && pair[..equals] is "error" or "error_description" or "message" or "oauth_problem")
                lines.Add(string.Empty, WebUtility.UrlDecode(pair[(equals + 1)..]));
        }
    }

    private static void AddFields(MessageLines lines, HttpResponse response)
    {
        foreach (var name in (string[])["WWW-Authenticate", "Proxy-Authenticate"])
        {
            // RFC 6750 §3: the challenge describes the problem with the token.
            if (response.Headers.Single(name) is { } challenge && Challenge.Parameter(challenge, "error_description") is { } description)
                lines.Add(string.Empty, description);
            else if (lines.IsEmpty && response.Headers.Single(name) is { } other && Challenge.Parameter(other, "error") is { } error)
                lines.Add(string.Empty, Challenge.Parameter(other, "scope") is { } scope ? $"{error}: scope {scope}" : error);
        }

        foreach (var name in RefusalCode.Fields)
        {
            if (lines.IsEmpty && response.Headers.Single(name) is { } code)
                lines.Add(string.Empty, code);
        }
    }

    // {"error":{"message":""},"details":[]} has members, and says nothing either.
    private static bool IsEmpty(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().All(static member => IsEmpty(member.Value)),
        JsonValueKind.Array => json.EnumerateArray().All(IsEmpty),
        JsonValueKind.String => string.IsNullOrWhiteSpace(json.GetString()),
        _ => json.ValueKind == JsonValueKind.Null,
    };
}
