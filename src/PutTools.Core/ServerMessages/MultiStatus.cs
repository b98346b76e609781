using System.Globalization;
using System.Text;
using System.Text.Json;
using PutTools.Http;
using PutTools.Json;

namespace PutTools.ServerMessages;

/// <summary>
/// Reads 207 (Multi-Status): each part of the write has a status of its own, in XML (RFC 4918 §13) or in JSON. Many APIs answer a batch with 200
/// instead: <c>{"responses":[{"id":"2","status":429,"body":{…}}]}</c> of OData, <c>{"items":[{"index":{"status":400,"error":{…}}}]}</c> of
/// Elasticsearch, <c>[{"code":400,"body":"…"}]</c>.
/// </summary>
internal static class MultiStatus
{
    private const int Deepest = 6;
    private const int LongestBody = 1 << 20;

    private static readonly byte[][] NameEnds = [.. new[] { "ode\":", "tatus\":" }.Select(Encoding.ASCII.GetBytes)];

    /// <summary>The members that have a status.</summary>
    public static readonly string[] Members =
    [
        "status", "statusCode", "status_code", "httpStatus", "http_status", "httpStatusCode", "http status code", "responseCode", "code",
    ];

    // What a failed part of a batch says about its failure. Without it, the status may be a property of a resource.
    private static readonly string[] Explanations = ["error", "errors", "body", "response", "result", "message", "detail", "reason", "cause"];

    /// <summary>Returns the statuses of the parts.</summary>
    /// <param name="response">The response, whose status means success.</param>
    /// <param name="sent">The content of the request; null if it is not known.</param>
    public static int[] Of(HttpResponse response, ReadOnlyMemory<byte>? sent)
    {
        if (response.Body.Length is 0 or > LongestBody || (response.StatusCode != 207 && !HasFailedStatus(response.Body.Span)))
            return [];
        using var document = response.ParseJson();
        if (response.StatusCode == 207)
            return document is null ? OfXml(TextDecoder.Decode(response.Body, response.ContentType)) : OfJson(document.RootElement, Deepest);
        return document is null ? [] : OfBatch(document.RootElement, sent);
    }

    /// <summary>True if a member whose name ends with "code" or "status" begins like a failure: with 4, 5 or a minus sign. Otherwise the response is not parsed.</summary>
    public static bool HasFailedStatus(ReadOnlySpan<byte> body)
    {
        foreach (var name in NameEnds)
        {
            for (var rest = body; rest.IndexOf(name) is >= 0 and var start;)
            {
                rest = rest[(start + name.Length)..];
                // Some servers put a space before each value, and some send it as text.
                var digit = 0;
                while (digit < rest.Length && rest[digit] is (byte)' ' or (byte)'"')
                    digit++;
                if (digit < rest.Length && rest[digit] is (byte)'4' or (byte)'5' or (byte)'-')
                    return true;
            }
        }

        return false;
    }

    private static int[] OfBatch(JsonElement root, ReadOnlyMemory<byte>? sent)
    {
        if (root.ValueKind == JsonValueKind.Array)
            return OfParts(root) is { Length: > 0 } list && !IsSent(sent, static own => OfParts(own).Length > 0) ? list : [];
        // A resource has an id, and perhaps a list of statuses: those that a proxy handles, for example.
        if (root.ValueKind != JsonValueKind.Object || JsonMember.Find(root, "id") is not null)
            return [];
        foreach (var member in root.EnumerateObject())
        {
            if (OfParts(member.Value) is { Length: > 0 } parts)
                return IsSent(sent, own => JsonMember.Find(own, member.Name) is not null) ? [] : parts;
        }

        return [];
    }

    private static bool IsSent(ReadOnlyMemory<byte>? sent, Predicate<JsonElement> has)
    {
        using var own = JsonDefaults.TryParse(sent);
        return own is not null && has(own.RootElement);
    }

    // The statuses of a list in which each object has one, and each failed one an explanation.
    private static int[] OfParts(JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array)
            return [];
        var statuses = new List<int>();
        foreach (var item in list.EnumerateArray())
        {
            // {"index":{"status":400}}: the name of the operation, and its result.
            var part = item.ValueKind == JsonValueKind.Object && item.EnumerateObject().ToArray() is [{ Value.ValueKind: JsonValueKind.Object } only] ? only.Value : item;
            if (StatusOf(part) is not { } status || (status >= 400 && JsonMember.Find(part, Explanations) is null))
                return [];
            statuses.Add(status);
        }

        return [.. statuses];
    }

    // A part may have a word beside its code: {"status":"error","code":423}.
    private static int? StatusOf(JsonElement element)
        => Array.ConvertAll(Members, name => JsonMember.Find(element, name) is { } member ? Code(member) : null).FirstOrDefault(static code => code is not null and not 207);

    private static int[] OfJson(JsonElement element, int depth)
    {
        if (depth == 0)
            return [];
        if (element.ValueKind == JsonValueKind.Array)
            return [.. element.EnumerateArray().SelectMany(item => OfJson(item, depth - 1))];
        if (element.ValueKind != JsonValueKind.Object)
            return [];
        return StatusOf(element) is { } part ? [part] : [.. element.EnumerateObject().SelectMany(inner => OfJson(inner.Value, depth - 1))];
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
