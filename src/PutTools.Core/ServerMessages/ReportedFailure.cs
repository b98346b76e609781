using System.Globalization;
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
    private static readonly Marks Signs = new("false", "rror", "RROR", "fail", "Fail", "FAIL", "\"err", "\"ERR\"", "nok", "NOK", "ault\"");

    private static readonly string[] Faults = ["error", "fault"];

    private static readonly string[] EndsOfErrors = ["code", "no", "num", "number", "msg", "message", "messages", "description", "desc", "detail", "details", "type", "summary", "text", "reason", "info"];

    private static readonly string[] Successes = ["succeeded", "successful", "success", "successes"];

    private const string Acknowledged = "acknowledged";

    private static readonly string[] Alarms = ["errors", "hasErrors", "hasError", "isError"];

    private static readonly string[] States = [.. MultiStatus.Members, "result", "rc", "_status", "@status"];

    private static readonly string[] Words = ["error", "err", "fail", "failure", "failed", "nok"];

    // Without letter case and separators.
    private static readonly HashSet<string> Reasons = new(StringComparer.Ordinal)
    {
        "message", "messages", "msg", "detail", "reason", "error", "errors", "errormessage", "errormsg", "errmsg", "errordescription", "errorcode", "errcode",
        "reasonphrase", "issues", "faultstring",
    };

    private static readonly string[] Identities = ["id", "_id", "uuid", "guid", "uid", "sid", "sys_id", "@odata.id", "href", "selfLink"];

    // Members around an answer. Others, such as "job", are around a resource, which may have a state of its own.
    private static readonly string[] Envelopes = ["meta", "response", "result", "results", "status", "data", "header", "head", "body", "payload", "reply"];

    // What may stand beside an error in an object that is no resource, without letter case and separators.
    private static readonly HashSet<string> BesideErrors = new(StringComparer.Ordinal)
    {
        "iserror", "haserror", "haserrors", "code", "status", "statuscode", "message", "messages", "msg", "detail", "details", "reason", "title", "type",
        "instance", "path", "timestamp", "requestid", "traceid", "trace", "stacktrace", "exception", "severity", "statusstring", "substatuscode",
    };

    // About a response, and not about a resource, without letter case and separators.
    private static readonly HashSet<string> AboutResponse = new(StringComparer.Ordinal)
    {
        "time", "took", "timestamp", "servertime", "requestid", "traceid", "logid", "correlationid", "apiversion", "jsonrpc",
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
        return own is null || (name.Length == 0 ? own.RootElement.ValueKind != JsonValueKind.False : !Has(own.RootElement, name, JsonMember.Find(document.RootElement, name)));
    }

    /// <summary>True if the XML is named an error, or has such a report.</summary>
    public static bool IsInXml(string text)
    {
        using var document = XmlErrors.IsError(text) || text.Length > LongestBody ? null : XmlErrors.TryParse(text.TrimStart());
        return document is null ? XmlErrors.IsError(text) : Find(document.RootElement) is not null;
    }

    // In the object, in the items of a list, which may be operations of a JSON Patch, or in those of a list in the object. A text, a number or a flag
    // is what was sent only if it is equal: {"status":"active"} may be answered with {"status":"error","message":"…"}.
    private static bool Has(JsonElement sent, string name, JsonElement? value, bool isNested = false) => sent.ValueKind switch
    {
        JsonValueKind.Array => sent.EnumerateArray().Any(item => Has(item, name, value, isNested: true)),
        JsonValueKind.Object => IsSame(JsonMember.Find(sent, name), value)
            || (JsonMember.Text(sent, "path")?.EndsWith("/" + name, StringComparison.OrdinalIgnoreCase) == true && IsSame(JsonMember.Find(sent, "value"), value))
            || (!isNested && sent.EnumerateObject().Any(member => member.Value.ValueKind == JsonValueKind.Array && Has(member.Value, name, value))),
        _ => false,
    };

    private static bool IsSame(JsonElement? sent, JsonElement? value)
        => sent is { } own && (value is not { ValueKind: not (JsonValueKind.Object or JsonValueKind.Array) } scalar || own.ToString().Equals(scalar.ToString(), StringComparison.OrdinalIgnoreCase));

    // The name of the member that reports it; empty for the whole content. A resource, which mostly has an id, may have a flag or a status of
    // its own, but seldom with a reason.
    private static string? Find(JsonElement root) => root.ValueKind switch
    {
        JsonValueKind.False => string.Empty,
        JsonValueKind.Array => OfItems(root),
        JsonValueKind.Object when JsonMember.Find(root, "error") is { } error && ExtendedInfo.IsIn(error) => ExtendedInfo.IsFailure(error) ? "error" : null,
        JsonValueKind.Object => Array.Find(ErrorMembers.Flags, flag => IsFalse(root, flag) && IsAlone(root, flag)) ?? OfObject(root) ?? OfEnvelope(root) ?? OnlyError(root) ?? OfParts(root)
            ?? (IsUnacknowledged(root) ? Acknowledged : null),
        _ => null,
    };

    private static string? OfObject(JsonElement element)
        => Array.Find(ErrorMembers.Flags, flag => IsFalse(element, flag) && (HasReason(element) || (HasNoId(element) && HasInnerReason(element))))
            ?? Array.Find(Alarms, alarm => JsonMember.Find(element, alarm) is { ValueKind: JsonValueKind.True } && HasNoId(element))
            ?? Array.Find(Faults, name => HasError(element, name))
            ?? Array.Find(States, name => JsonMember.Find(element, name) is { } state && IsFailure(state) && HasNoId(element) && (HasReason(element) || IsJSend(element) || HasReasonInEnvelope(element)));

    // The one member that is not empty, but for those about the response: {"Response":{"Error":{…}}}, {"status":{"code":500,"message":"…"},"data":null},
    // {"data":[{"status":"error","message":"…"}]}. It may be in another one: {"ocs":{"meta":{"status":"failure","message":"…"},"data":[]}}.
    private static string? OfEnvelope(JsonElement root)
        => Only(root) is not { } only ? null
            : !Envelopes.Contains(only.Name, StringComparer.OrdinalIgnoreCase) ? (only.Value.ValueKind == JsonValueKind.Object ? OfEnvelope(only.Value) : null)
            : only.Value.ValueKind == JsonValueKind.Array ? OfItems(only.Value)
            : only.Value.ValueKind == JsonValueKind.Object && (OfObject(only.Value) ?? OnlyErrorWithin(only.Value)) is not null ? only.Name : null;

    // Kommo: {"response":{"leads":{"update":{"errors":{"7":"…"}}}}}.
    private static string? OnlyErrorWithin(JsonElement element)
        => OnlyError(element) ?? (Only(element) is { Value.ValueKind: JsonValueKind.Object } only ? OnlyErrorWithin(only.Value) : null);

    private static JsonProperty? Only(JsonElement element)
        => element.EnumerateObject().Where(static member => !IsEmpty(member.Value) && !AboutResponse.Contains(ErrorMembers.Normalize(member.Name))).Take(2).ToArray() is [var only] ? only : null;

    // Some parts failed: {"error_count":1,"errors":[{"message":"…"}],"new_count":2}, {"failed":[{"id":"7","reason":"…"}],"succeeded":["8"]}. A resource
    // with such members mostly has a name, too.
    private static string? OfParts(JsonElement root)
    {
        if (!HasNoId(root) || JsonMember.Find(root, "name") is not null)
            return null;
        // GraphQL, beside members about the response.
        if (root.TryGetProperty("data", out var data) && IsEmpty(data) && JsonMember.Find(root, "errors") is { } errors && ErrorMembers.SaysSomething(errors))
            return "errors";
        var hasCount = false;
        string? list = null;
        foreach (var member in root.EnumerateObject())
        {
            var name = ErrorMembers.Normalize(member.Name);
            if (name.StartsWith("partial", StringComparison.Ordinal) && NamesFailure(name) && ErrorMembers.SaysSomething(member.Value))
                return member.Name;
            hasCount |= member.Value.ValueKind == JsonValueKind.Number && IsFailureCount(name) && ErrorMembers.SaysSomething(member.Value);
            if (IsFailureList(name) && member.Value.ValueKind == JsonValueKind.Array && ErrorMembers.SaysSomething(member.Value))
                list ??= member.Name;
        }

        return list is not null && (hasCount || JsonMember.Find(root, Successes) is { ValueKind: JsonValueKind.Array }) ? list : null;
    }

    // A threshold, for example, is no count.
    private static bool IsFailureCount(string name) => name is "failed" or "failure" or "failures" or "errors"
        || (NamesFailure(name) && (name.EndsWith("count", StringComparison.Ordinal) || name.StartsWith("num", StringComparison.Ordinal) || name.StartsWith("total", StringComparison.Ordinal)));

    private static bool IsFailureList(string name)
        => name.StartsWith("failed", StringComparison.Ordinal) || name.EndsWith("failures", StringComparison.Ordinal) || name.EndsWith("errors", StringComparison.Ordinal);

    private static bool NamesFailure(string name) => name.Contains("fail", StringComparison.Ordinal) || name.Contains("error", StringComparison.Ordinal);

    private static string? OfItems(JsonElement list) => list.EnumerateArray().Select(OfItem).FirstOrDefault(static name => name is not null);

    private static string? OfItem(JsonElement item)
        => item.ValueKind != JsonValueKind.Object ? null
            : item.EnumerateObject().Count() == 1 && HasError(item, "error") ? "error"
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

    // A word, a status of HTTP, or a negative number.
    private static bool IsFailure(JsonElement state) => state.ValueKind is JsonValueKind.String or JsonValueKind.Number
        && (IsWord(state.ToString()) || (int.TryParse(state.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var status) && status is < 0 or (>= 400 and < 600)));

    private static string? OnlyError(JsonElement root)
    {
        string? error = null;
        foreach (var member in root.EnumerateObject())
        {
            if (IsEmpty(member.Value))
                continue;
            var name = ErrorMembers.Normalize(member.Name);
            var isError = NamesError(name);
            // {"errcode":0,"errmsg":"Stored."}, {"errorcode":1067,"message":"…","severity":"WARNING"}
            if ((!isError && !name.StartsWith("err", StringComparison.Ordinal) && !BesideErrors.Contains(name) && !AboutResponse.Contains(name)) || (isError && IsGoodCode(member.Value)) || (name == "severity" && IsMild(member.Value)))
                return null;
            // {"errors":3} may be a statistic.
            if (isError && ErrorMembers.SaysSomething(member.Value) && !(name == "errors" && member.Value.ValueKind == JsonValueKind.Number))
                error ??= member.Name;
        }

        return error;
    }

    // Not "errorPage" or "errorLog", which are settings.
    private static bool NamesError(string name) => name is "err" or "fault" || name.EndsWith("error", StringComparison.Ordinal) || name.EndsWith("errors", StringComparison.Ordinal)
        || (name.StartsWith("err", StringComparison.Ordinal) && Array.Exists(EndsOfErrors, end => name.EndsWith(end, StringComparison.Ordinal)));

    private static bool IsGoodCode(JsonElement code) => code.ValueKind switch
    {
        JsonValueKind.False => true,
        JsonValueKind.Number or JsonValueKind.String => code.ToString().Trim() is { Length: > 0 } text && (text.All(static digit => digit == '0') || text is "200" or "201" or "202" or "204"),
        _ => false,
    };

    private static bool IsMild(JsonElement severity) => severity.ToString().ToUpperInvariant() is "WARNING" or "WARN" or "INFO" or "INFORMATION" or "NONE" or "OK";

    private static bool HasNoId(JsonElement element) => JsonMember.Find(element, Identities) is null;

    private static bool HasReason(JsonElement element) => element.ValueKind == JsonValueKind.Object
        && element.EnumerateObject().Any(static member => member.Value.ValueKind != JsonValueKind.Null && Reasons.Contains(ErrorMembers.Normalize(member.Name)));

    // WordPress: {"success":false,"data":[{"code":"…","message":"…"}]}.
    private static bool HasInnerReason(JsonElement element) => element.EnumerateObject().Any(static member
        => HasReason(member.Value.ValueKind == JsonValueKind.Array ? member.Value.EnumerateArray().FirstOrDefault() : member.Value));

    // PAN-OS: {"status":"error","result":{"msg":"Invalid Credential"}}.
    private static bool HasReasonInEnvelope(JsonElement element) => element.EnumerateObject().Any(static member => Envelopes.Contains(member.Name, StringComparer.OrdinalIgnoreCase) && HasReason(member.Value));

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

    private static bool HasError(JsonElement element, string name)
        => JsonMember.Find(element, name) is { ValueKind: JsonValueKind.Object } error && (HasReason(error) || JsonMember.Find(error, "description", "code") is not null);
}
