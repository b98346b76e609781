using System.Text;
using System.Text.Json;
using PutTools.Text;

namespace PutTools.Http;

/// <summary>Recognizes error codes by which APIs refuse a request only for now, whatever the status is.</summary>
internal static class RefusalCode
{
    // A code is near the start of an error, so a longer body is not searched.
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
        "pessimisticconcurrencyconflict", "retryableerror", "serverbusy", "toomanyrequests",
        // Google.
        "ratelimitexceeded", "userratelimitexceeded", "resourcenotready",
        // Salesforce.
        "unabletolockrow",
        // Notion.
        "conflicterror",
        // Stripe: another request has the key.
        "idempotencykeyinuse",
    };

    // AnotherOperationInProgress, StorageAccountOperationInProgress, and others.
    private const string InProgress = "inprogress";

    /// <summary>The fields that have an error code.</summary>
    public static readonly string[] Fields = ["x-amzn-ErrorType", "x-ms-error-code"];

    private static readonly string[] Members = ["code", "errorCode", "reason", "__type"];

    private static readonly string[] Sentences = ["message", "detail", "error", "errorMessage", "error_message", "error_description", "msg", "faultstring"];

    // Servers without such a code say this while another write to the resource is in progress.
    private static readonly string[] Waits = ["in progress", "in-progress", "try again later", "retry later", "retry after"];

    /// <summary>True if an error code says that the same request may succeed later, and that nothing was applied.</summary>
    public static bool IsForNow(HttpResponse response) => Of(response).Any(static code => Normalize(code) is var letters && (NotNow.Contains(letters) || letters.EndsWith(InProgress, StringComparison.Ordinal)));

    private static IEnumerable<string> Of(HttpResponse response)
    {
        foreach (var field in Fields)
        {
            if (response.Headers.Single(field) is { } code)
                yield return code;
        }

        if (response.Body.Length is 0 or > LongestBody)
            yield break;
        using var document = response.ParseJson();
        var isConflict = response.StatusCode is 409 or 423;
        foreach (var code in document is null ? OfText(response.Body, isConflict) : OfJson(document.RootElement, isConflict, Depth))
            yield return code;
    }

    // ThrottlingException of com.amazonaws#ThrottlingException and of ThrottlingException:http://…; RATE_LIMIT_EXCEEDED is
    // rateLimitExceeded.
    private static string Normalize(string code)
        => Letters.Of(code[(code.IndexOf('#') + 1)..].Split(':')[0]);

    private static IEnumerable<string> OfJson(JsonElement element, bool isConflict, int depth)
    {
        if (depth == 0)
            return [];
        return element.ValueKind switch
        {
            JsonValueKind.Array => element.EnumerateArray().SelectMany(item => OfJson(item, isConflict, depth - 1)),
            JsonValueKind.Object => element.EnumerateObject().SelectMany(member => member.Value.ValueKind != JsonValueKind.String ? OfJson(member.Value, isConflict, depth - 1)
                : Contains(Members, member.Name) ? [member.Value.GetString()!]
                : Contains(Sentences, member.Name) ? OfSentence(member.Value.GetString()!, isConflict)
                : []),
            _ => [],
        };
    }

    private static bool Contains(string[] names, string name) => Array.Exists(names, known => known.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static string[] OfSentence(string text, bool isConflict)
        => isConflict && Array.Exists(Waits, wait => text.Contains(wait, StringComparison.OrdinalIgnoreCase)) ? [InProgress]
            // GitHub's secondary limit has no code.
            : text.Contains("secondary rate limit", StringComparison.OrdinalIgnoreCase) ? ["rateLimitExceeded"]
            : [];

    private static IEnumerable<string> OfText(ReadOnlyMemory<byte> body, bool isConflict)
    {
        const string Start = "<Code>";
        var text = Encoding.ASCII.GetString(body.ToArray());
        var start = text.IndexOf(Start, StringComparison.Ordinal);
        var end = text.IndexOf("</Code>", StringComparison.Ordinal);
        return [.. OfSentence(text, isConflict), .. start >= 0 && end > start ? [text[(start + Start.Length)..end]] : Array.Empty<string>()];
    }
}
