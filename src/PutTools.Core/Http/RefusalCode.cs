using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using PutTools.Json;

namespace PutTools.Http;

/// <summary>Recognizes error codes by which APIs refuse a request only for now, whatever the status is.</summary>
internal static class RefusalCode
{
    // The codes stand at the start of an error. A longer body is not searched.
    private const int LongestBody = 1 << 16;

    private const int Depth = 4;

    private static readonly HashSet<string> NotNow = new(StringComparer.Ordinal)
    {
        // S3: another conditional write is in progress, or the upload was too slow.
        "conditionalrequestconflict", "operationaborted", "requesttimeout", "slowdown",
        // Other services of AWS.
        "throttling", "throttlingexception", "throttledexception", "requestthrottled", "requestthrottledexception", "toomanyrequestsexception",
        "provisionedthroughputexceededexception", "priorrequestnotcomplete",
        // Azure.
        "anotheroperationinprogress", "retryableerror", "serverbusy", "toomanyrequests",
        // Google.
        "ratelimitexceeded", "userratelimitexceeded",
        // Salesforce.
        "unabletolockrow",
    };

    private static readonly string[] Fields = ["x-amzn-ErrorType", "x-ms-error-code"];

    private static readonly string[] Members = ["code", "errorCode", "reason", "__type"];

    /// <summary>True if an error code says that the same request may succeed later, and that nothing was applied.</summary>
    public static bool IsForNow(HttpResponse response) => Of(response).Any(static code => NotNow.Contains(Normalize(code)));

    private static IEnumerable<string> Of(HttpResponse response)
    {
        foreach (var field in Fields)
        {
            if (response.Headers.Single(field) is { } code)
                yield return code;
        }

        if (response.Body.Length is 0 or > LongestBody)
            yield break;
        using var document = JsonDefaults.TryParse(response.Body);
        foreach (var code in document is null ? OfXml(response.Body) : OfJson(document.RootElement, Depth))
            yield return code;
    }

    // ThrottlingException of com.amazonaws#ThrottlingException and of ThrottlingException:http://…; RATE_LIMIT_EXCEEDED is
    // rateLimitExceeded.
    private static string Normalize(string code)
        => new([.. code[(code.IndexOf('#') + 1)..].Split(':')[0].Where(char.IsLetter).Select(char.ToLowerInvariant)]);

    private static IEnumerable<string> OfJson(JsonElement element, int depth)
    {
        if (depth == 0)
            return [];
        return element.ValueKind switch
        {
            JsonValueKind.Array => element.EnumerateArray().SelectMany(item => OfJson(item, depth - 1)),
            JsonValueKind.Object => element.EnumerateObject().SelectMany(member => member.Value.ValueKind != JsonValueKind.String ? OfJson(member.Value, depth - 1)
                : Array.Exists(Members, name => member.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ? [member.Value.GetString()!]
                // GitHub's secondary limit has no code.
                : member.Name == "message" && member.Value.GetString()!.Contains("secondary rate limit", StringComparison.OrdinalIgnoreCase) ? ["rateLimitExceeded"]
                : []),
            _ => [],
        };
    }

    private static IEnumerable<string> OfXml(ReadOnlyMemory<byte> body)
    {
        const string Start = "<Code>";
        var text = Encoding.ASCII.GetString(body.ToArray());
        var start = text.IndexOf(Start, StringComparison.Ordinal);
        var end = text.IndexOf("</Code>", StringComparison.Ordinal);
        return start >= 0 && end > start ? [text[(start + Start.Length)..end]] : [];
    }
}
