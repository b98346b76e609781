using System.Text.Json;
using PutTools.Http;
using PutTools.Json;

namespace PutTools.ServerMessages;

/// <summary>
/// Recognizes JSON that reports a failure although the status means success: <c>{"success":false}</c> of many APIs, <c>{"error":{…}}</c> of
/// JSON-RPC, <c>{"status":"error","message":"…"}</c> of JSend, <c>{"code":500,"msg":"…"}</c> of envelopes, <c>[{"error":{…}}]</c> of Hue,
/// <c>[{"success":false,"errors":[…]}]</c> of Salesforce, <c>{"acknowledged":false}</c> of Elasticsearch, <c>{"errors":true,…}</c>, <c>false</c> of Consul,
/// an object that has nothing but an error, such as
/// <c>{"errorType":"…","errorMessage":"…"}</c> of AWS Lambda, and one of these in an envelope, such as <c>{"meta":{"rc":"error","msg":"…"},"data":[]}</c>
/// of UniFi, and the same in XML.
/// </summary>
internal static class ReportedFailure
{
    // Such a report is short, and a longer response would take time.
    private const int LongestBody = 1 << 13;

    // Each report has one of these, or the status of a failure.
    private static readonly Marks Signs = new("false", "rror", "RROR", "fail", "Fail", "FAIL", "\"err");

    private const string Acknowledged = "acknowledged";

    private static readonly string[] Alarms = ["errors", "hasErrors", "hasError", "isError"];

    private static readonly string[] States = [.. MultiStatus.Members, "result", "rc"];

    private static readonly string[] Words = ["error", "fail", "failure", "failed", "nok"];

    // Without letter case and separators.
    private static readonly HashSet<string> Reasons = new(StringComparer.Ordinal)
    {
        "message", "messages", "msg", "detail", "reason", "error", "errors", "errormessage", "errormsg", "errmsg", "errordescription", "errorcode", "errcode",
    };

    private static readonly string[] Identities = ["id", "_id", "uuid", "guid", "uid", "sys_id", "@odata.id", "href", "selfLink"];

    // Members around an answer. Others, such as "job", are around a resource, which may have a state of its own.
    private static readonly string[] Envelopes = ["meta", "response", "result", "results", "status", "data", "header", "head", "body", "payload", "reply"];

    // What may stand beside an error in an object that is no resource, without letter case and separators.
    private static readonly HashSet<string> BesideErrors = new(StringComparer.Ordinal)
    {
        "iserror", "haserror", "haserrors", "code", "status", "statuscode", "message", "messages", "msg", "detail", "details", "reason", "title", "type",
        "instance", "path", "timestamp", "requestid", "traceid", "trace", "stacktrace", "exception",
    };

    /// <summary>True if the response has such a report, and it is not what was sent.</summary>
    /// <param name="response">The response.</param>
    /// <param name="sent">The content of the request; null if it is not known.</param>
    public static bool IsIn(HttpResponse response, ReadOnlyMemory<byte>? sent)
    {
        var text = response.Body.Span;
        if (text.Length is 0 or > LongestBody || !(Signs.AnyIn(text) || MultiStatus.HasFailedStatus(text)) || !MediaType.MayBeJson(MediaType.OfResponse(response.ContentType)))
            return false;
        using var document = response.ParseJson();
        if (document is null || Find(document.RootElement) is not { } name)
            return false;
        using var own = JsonDefaults.TryParse(sent);
        return own is null || (name.Length == 0 ? own.RootElement.ValueKind != JsonValueKind.False : !Has(own.RootElement, name));
    }

    /// <summary>True if the XML is named an error, or has such a report.</summary>
    public static bool IsInXml(string text)
    {
        using var document = XmlErrors.IsError(text) || text.Length > LongestBody ? null : XmlErrors.TryParse(text.TrimStart());
        return document is null ? XmlErrors.IsError(text) : Find(document.RootElement) is not null;
    }

    // In the object, in the items of a list, or in those of a list in the object.
    private static bool Has(JsonElement sent, string name, bool isNested = false) => sent.ValueKind switch
    {
        JsonValueKind.Array => sent.EnumerateArray().Any(item => Has(item, name, isNested: true)),
        JsonValueKind.Object => JsonMember.Find(sent, name) is not null
            || (!isNested && sent.EnumerateObject().Any(member => member.Value.ValueKind == JsonValueKind.Array && Has(member.Value, name))),
        _ => false,
    };

    // The name of the member that reports it; empty for the whole content. A resource, which mostly has an id, may have a flag or a status of
    // its own, but seldom with a reason.
    private static string? Find(JsonElement root) => root.ValueKind switch
    {
        JsonValueKind.False => string.Empty,
        JsonValueKind.Array => OfItems(root),
        JsonValueKind.Object when JsonMember.Find(root, "error") is { } error && ExtendedInfo.IsIn(error) => ExtendedInfo.IsFailure(error) ? "error" : null,
        JsonValueKind.Object => Array.Find(ErrorMembers.Flags, flag => IsFalse(root, flag) && IsAlone(root, flag)) ?? OfObject(root) ?? OfEnvelope(root) ?? OnlyError(root)
            ?? (IsUnacknowledged(root) ? Acknowledged : null),
        _ => null,
    };

    private static string? OfObject(JsonElement element)
        => Array.Find(ErrorMembers.Flags, flag => IsFalse(element, flag) && (HasReason(element) || (HasNoId(element) && HasInnerReason(element))))
            ?? Array.Find(Alarms, alarm => JsonMember.Find(element, alarm) is { ValueKind: JsonValueKind.True } && HasNoId(element))
            ?? (HasError(element) ? "error" : null)
            ?? Array.Find(States, name => JsonMember.Find(element, name) is { } state && IsFailure(state) && HasNoId(element) && (HasReason(element) || IsJSend(element)));

    // The one member that is not empty: {"Response":{"Error":{…}}}, {"status":{"code":500,"message":"…"},"data":null},
    // {"data":[{"status":"error","message":"…"}]}. It may be in another one: {"ocs":{"meta":{"status":"failure","message":"…"},"data":[]}}.
    private static string? OfEnvelope(JsonElement root)
        => root.EnumerateObject().Where(static member => !IsEmpty(member.Value)).Take(2).ToArray() is not [var only] ? null
            : !Envelopes.Contains(only.Name, StringComparer.OrdinalIgnoreCase) ? (only.Value.ValueKind == JsonValueKind.Object ? OfEnvelope(only.Value) : null)
            : only.Value.ValueKind == JsonValueKind.Array ? OfItems(only.Value)
            : only.Value.ValueKind == JsonValueKind.Object && OfObject(only.Value) is not null ? only.Name : null;

    private static string? OfItems(JsonElement list) => list.EnumerateArray().Select(OfItem).FirstOrDefault(static name => name is not null);

    private static string? OfItem(JsonElement item)
        => item.ValueKind != JsonValueKind.Object ? null
            : item.EnumerateObject().Count() == 1 && HasError(item) ? "error"
            : OnlyError(item) is { } name ? name
            : !HasReason(item) ? null
            // A number may be a property of the item. MultiStatus reads lists in which each item has a status.
            : Array.Find(ErrorMembers.Flags, flag => IsFalse(item, flag)) ?? (JsonMember.Text(item, "status") is { } state && IsWord(state) && HasNoId(item) ? "status" : null);

    // Elasticsearch and OpenSearch: the cluster did not confirm the change in time.
    private static bool IsUnacknowledged(JsonElement root)
        => IsFalse(root, Acknowledged) && (IsAlone(root, Acknowledged) || JsonMember.Find(root, "shards_acknowledged") is not null);

    // Some languages have no false: PHP and MongoDB send 0, for example.
    private static bool IsFalse(JsonElement element, string name) => JsonMember.Find(element, name) is { } flag
        && (flag.ValueKind == JsonValueKind.False || (flag.ValueKind is JsonValueKind.Number or JsonValueKind.String && flag.ToString() is "0" or "false"));

    private static bool IsWord(string state) => Words.Contains(state, StringComparer.OrdinalIgnoreCase);

    private static bool IsFailure(JsonElement state) => state.ValueKind == JsonValueKind.String ? IsWord(state.GetString()!)
        : state.ValueKind == JsonValueKind.Number && state.TryGetInt32(out var status) && status is >= 400 and < 600;

    private static string? OnlyError(JsonElement root)
    {
        string? error = null;
        foreach (var member in root.EnumerateObject())
        {
            if (IsEmpty(member.Value))
                continue;
            var name = ErrorMembers.Normalize(member.Name);
            if (!name.StartsWith("err", StringComparison.Ordinal) && !BesideErrors.Contains(name))
                return null;
            if (name[0] == 'e' && name != "exception" && ErrorMembers.SaysSomething(member.Value))
                error ??= member.Name;
        }

        return error;
    }

    private static bool HasNoId(JsonElement element) => JsonMember.Find(element, Identities) is null;

    private static bool HasReason(JsonElement element) => element.ValueKind == JsonValueKind.Object
        && element.EnumerateObject().Any(static member => member.Value.ValueKind != JsonValueKind.Null && Reasons.Contains(ErrorMembers.Normalize(member.Name)));

    // WordPress: {"success":false,"data":[{"code":"…","message":"…"}]}.
    private static bool HasInnerReason(JsonElement element) => element.EnumerateObject().Any(static member
        => HasReason(member.Value.ValueKind == JsonValueKind.Array ? member.Value.EnumerateArray().FirstOrDefault() : member.Value));

    // {"status":"fail","data":{"title":"A title is required"}}.
    private static bool IsJSend(JsonElement element)
        => JsonMember.Text(element, "status") is not null && JsonMember.Find(element, "data") is { ValueKind: JsonValueKind.Object } && element.EnumerateObject().Count() == 2;

    private static bool IsAlone(JsonElement element, string name)
        => element.EnumerateObject().All(member => IsEmpty(member.Value) || member.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static bool IsEmpty(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.GetArrayLength() == 0,
        JsonValueKind.Object => element.EnumerateObject().All(static member => member.Value.ValueKind == JsonValueKind.Null),
        JsonValueKind.String => element.GetString()!.Length == 0,
        _ => element.ValueKind == JsonValueKind.Null,
    };

    private static bool HasError(JsonElement element)
        => JsonMember.Find(element, "error") is { ValueKind: JsonValueKind.Object } error && (HasReason(error) || JsonMember.Find(error, "description", "code") is not null);
}
