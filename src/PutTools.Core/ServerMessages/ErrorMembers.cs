using System.Text.Json;
using PutTools.Text;

namespace PutTools.ServerMessages;

/// <summary>
/// The members in which APIs describe an error. Names are compared without letter case, underscores and hyphens, so that
/// <c>error_message</c>, <c>errorMessage</c> and <c>error-message</c> are the same.
/// </summary>
internal static class ErrorMembers
{
    private static readonly HashSet<string> Containers = new(StringComparer.Ordinal)
    {
        "error", "odata.error", "fault", "faults", "body", "exception", "reason", "text", "detail", "details", "errordetails", "causes",
        "errorcauses", "msg", "invalidparams", "validation", "issue", "issues", "rootcause", "causedby", "errorchain",
        "innererror", "innerexception", "contextinfo", "fullmessages", "embedded", "value", "meta", "responsemetadata", "imdata", "attributes",
        "fieldlist", "problems", "messageextendedinfo", "data", "elements", "progressevent", "lasterror", "operation", "result", "task", "status", "conditions",
        "metadata",
    };

    /// <summary>The messages that Redfish adds (DSP0266).</summary>
    public const string ExtendedInfo = "messageextendedinfo";

    /// <summary>Headings of a sentence.</summary>
    public static readonly string[] Titles = ["title", "error", "errors"];

    /// <summary>Sentences, in the order in which they are shown. An object may have several.</summary>
    public static readonly string[] Sentences =
    [
        "errorsummary", "message", "messagetranslations", "msg", "errormessage", "errormsg", "errmsg", "err", "errordescription", "exceptionmessage", "faultstring", "detail", "details",
        "errordetail", "errordetails", "errordesc", "errorinfo", "clierror", "exception", "description", "reason", "text", "defaultmessage", "localizedmessage", "localisedmessage", "usermessage", "explanation",
        "translation", "diagnostics", "statusmessage", "statusreason", "failurereason", "failuremessage", "data", "hint", "resolution", "additionalmessage", "issue", "line", "context",
    ];

    /// <summary>Members that are sentences even if all other members are fields of the request.</summary>
    public static readonly string[] SentencesOfMap = ["error", "message", "msg", "detail", "errormessage", "errordescription"];

    /// <summary>Codes, shown if there is no sentence.</summary>
    public static readonly string[] Codes = ["code", "errorcode", "messageid", "errortag", "type", "errortype", "key", "faultcode"];

    /// <summary>The field or place that the sentence is about.</summary>
    public static readonly string[] Places =
    [
        "field", "fieldname", "fieldnames", "fields", "fieldpath", "loc", "pointer", "source", "instancepath", "datapath", "propertypath",
        "propertyname", "property", "propertyref", "parametername", "parameter", "param", "queryparametername", "headername", "argumentname",
        "relatedproperties", "expression", "errorpath", "errorfield", "errorlocation", "attribute", "target", "path", "subject", "context", "location",
    ];

    /// <summary>Those of <see cref="Places"/> that, at the top level, are about the request as a whole.</summary>
    public static readonly string[] PlacesBelowTop = ["source", "path", "subject", "context", "fields", "location"];

    /// <summary>Members whose value is an object of fields of the request, with an error each.</summary>
    public static readonly HashSet<string> Maps = new(StringComparer.Ordinal)
    {
        "errors", "message", "modelstate", "fielderrors", "validationerrors", "validationmessages", "fields",
    };

    /// <summary>Members of a map of fields whose sentences are about no single field.</summary>
    public static readonly HashSet<string> OfNoField = new(StringComparer.Ordinal)
    {
        "error", "errors", "message", "messages", "errormessages", "fullmessages", "nonfielderrors", "formerrors", "globalerrors",
    };

    /// <summary>Members that are false after a failure, in lower case.</summary>
    public static readonly string[] Flags = ["success", "ok", "succeeded", "successful", "issuccess", "issuccessful"];

    /// <summary>True if a member of this name contains more of the error, as a list or an object.</summary>
    public static bool IsContainer(string name)
        => Containers.Contains(name) || name.EndsWith("errors", StringComparison.Ordinal) || name.EndsWith("violations", StringComparison.Ordinal) || name.EndsWith("messages", StringComparison.Ordinal);

    /// <summary>True if the value of a member tells of an error: an object, a list, a sentence, a code or a flag that is not empty, zero, false or "none".</summary>
    public static bool SaysSomething(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Any(static member => SaysSomething(member.Value)),
        JsonValueKind.Array => value.EnumerateArray().Any(SaysSomething),
        JsonValueKind.String => value.GetString()!.Trim() is not ("" or "0") and var text
            && Letters.Of(text) is not ("none" or "null" or "false" or "noerror" or "ok" or "success" or "succeeded"),
        JsonValueKind.Number => !(value.TryGetDouble(out var number) && number == 0),
        _ => value.ValueKind == JsonValueKind.True,
    };

    /// <summary>Returns the name in the form that is compared.</summary>
    public static string Normalize(string name)
    {
        // For example ietf-restconf:errors, and _embedded.
        name = name[(name.LastIndexOf(':') + 1)..];
        return new string([.. name.Where(static character => character is not ('_' or '-' or '@')).Select(char.ToLowerInvariant)])
            .Replace("message.extendedinfo", ExtendedInfo, StringComparison.Ordinal);
    }
}
