using System.Globalization;
using System.Text.Json;
using PutTools.Http;
using PutTools.Json;

namespace PutTools.ServerMessages;

/// <summary>Reads 207 (Multi-Status): each part of the write has a status of its own, in XML (RFC 4918 §13) or in JSON.</summary>
internal static class MultiStatus
{
    private const int Deepest = 6;
    private const int LongestBody = 1 << 20;

    private static readonly string[] Members = ["status", "statusCode", "status_code", "httpStatus", "http_status", "responseCode", "code"];

    /// <summary>Returns the statuses of the parts.</summary>
    public static int[] Of(HttpResponse response)
    {
        if (response.StatusCode != 207 || response.Body.Length is 0 or > LongestBody)
            return [];
        using var document = response.ParseJson();
        return document is null ? OfXml(TextDecoder.Decode(response.Body, response.ContentType)) : OfJson(document.RootElement, Deepest);
    }

    private static int[] OfJson(JsonElement element, int depth)
    {
        if (depth == 0)
            return [];
        if (element.ValueKind == JsonValueKind.Array)
            return [.. element.EnumerateArray().SelectMany(item => OfJson(item, depth - 1))];
        if (element.ValueKind != JsonValueKind.Object)
            return [];
        // A part may have a word beside its code: {"status":"error","code":423}.
        return Array.ConvertAll(Members, name => JsonMember.Find(element, name) is { } member ? Code(member) : null)
            .FirstOrDefault(static code => code is not null and not 207) is { } part ? [part]
            : [.. element.EnumerateObject().SelectMany(inner => OfJson(inner.Value, depth - 1))];
    }

    // 423, "423", "HTTP/1.1 423 Locked".
    private static int? Code(JsonElement member)
    {
        if (member.ValueKind is not (JsonValueKind.Number or JsonValueKind.String))
            return null;
        var text = member.ToString();
        return text.StartsWith("HTTP/", StringComparison.Ordinal) ? OfXml(text) is [var code, ..] ? code : null : Code(text.Split(' ')[0]);
    }

    private static int? Code(string digits)
        => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var code) && code is >= 200 and < 600 ? code : null;

    // <D:status>HTTP/1.1 423 Locked</D:status>
    private static int[] OfXml(string text)
        => [.. text.Split(["HTTP/"], StringSplitOptions.None).Skip(1).Select(static line => line.Split([' ', '<'], 3) is [_, { Length: >= 3 } digits, ..] ? Code(digits[..3]) : null).OfType<int>()];
}
