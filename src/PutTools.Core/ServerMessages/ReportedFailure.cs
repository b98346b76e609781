using System.Text;
using System.Text.Json;
using PutTools.Http;
using PutTools.Json;

namespace PutTools.ServerMessages;

/// <summary>
/// Recognizes JSON that reports a failure although the status means success: <c>{"success":false}</c> of many APIs, <c>{"error":{…}}</c> of
/// JSON-RPC, <c>{"status":"error","message":"…"}</c> of JSend, <c>[{"error":{…}}]</c> of Hue, and <c>false</c> of Consul.
/// </summary>
internal static class ReportedFailure
{
    // Such a report is short, and a longer response would take time.
    private const int LongestBody = 1 << 13;

    // Each report has one of these. Nearly no other response has, and to parse each one would take time.
    private static readonly byte[][] Marks = [.. new[] { "false", "rror", "RROR", "fail", "Fail", "FAIL" }.Select(Encoding.ASCII.GetBytes)];

    private static readonly string[] Flags = ["success", "ok", "succeeded", "isSuccess"];

    private static readonly string[] Words = ["error", "fail", "failure", "failed"];

    private static readonly string[] Reasons = ["message", "messages", "error", "errors", "msg", "detail", "reason"];

    /// <summary>True if the response has such a report, and it is not what was sent.</summary>
    /// <param name="response">The response.</param>
    /// <param name="sent">The content of the request; null if it is not known.</param>
    public static bool IsIn(HttpResponse response, ReadOnlyMemory<byte>? sent)
    {
        if (response.Body.Length is 0 or > LongestBody || !MayReport(response.Body.Span) || !MediaType.MayBeJson(MediaType.OfResponse(response.ContentType)))
            return false;
        using var document = JsonDefaults.TryParse(response.Body);
        if (document is null || Find(document.RootElement) is not { } name)
            return false;
        using var own = sent is { } body ? JsonDefaults.TryParse(body) : null;
        return own is null || (name.Length == 0 ? own.RootElement.ValueKind != JsonValueKind.False : JsonMember.Find(own.RootElement, name) is null);
    }

    private static bool MayReport(ReadOnlySpan<byte> body)
    {
        foreach (var mark in Marks)
        {
            if (body.IndexOf(mark) >= 0)
                return true;
        }

        return false;
    }

    // The name of the member that reports it; empty for the whole content. A resource may have a flag or a status of its own, but seldom with
    // a reason.
    private static string? Find(JsonElement root) => root.ValueKind switch
    {
        JsonValueKind.False => string.Empty,
        JsonValueKind.Array => root.EnumerateArray().Any(static item => item.ValueKind == JsonValueKind.Object && item.EnumerateObject().Count() == 1 && HasError(item)) ? "error" : null,
        JsonValueKind.Object => Array.Find(Flags, flag => JsonMember.Find(root, flag) is { ValueKind: JsonValueKind.False } && (HasReason(root) || IsAlone(root, flag)))
            ?? (HasError(root) ? "error" : null)
            ?? (JsonMember.Text(root, "status") is { } status && Words.Contains(status, StringComparer.OrdinalIgnoreCase) && HasReason(root) ? "status" : null),
        _ => null,
    };

    private static bool HasReason(JsonElement element) => JsonMember.Find(element, Reasons) is not null;

    private static bool IsAlone(JsonElement element, string name)
        => element.EnumerateObject().All(member => member.Value.ValueKind == JsonValueKind.Null || member.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static bool HasError(JsonElement element) => JsonMember.Find(element, "error") is { ValueKind: JsonValueKind.Object } error && JsonMember.Find(error, [.. Reasons, "description", "code"]) is not null;
}
