using System;
using System.Collections.Generic;
using System.Linq;

namespace PutTools.ServerMessages;

/// <summary>
/// The members by which APIs say what is wrong. Names are compared without regard to case, underscores and hyphens, so
/// that <c>error_message</c>, <c>errorMessage</c> and <c>error-message</c> are one.
/// </summary>
internal static class ErrorMembers
{
    /// <summary>What heads a sentence.</summary>
    public static readonly string[] Titles = ["title", "error"];

    /// <summary>Sentences, in the order in which they are shown. An object may have several.</summary>
    public static readonly string[] Sentences =
    [
        "errorsummary", "message", "msg", "errormessage", "errordescription", "exceptionmessage", "faultstring", "detail", "details",
        "errordetails", "description", "reason", "text", "defaultmessage", "localizedmessage", "usermessage", "explanation",
        "translation", "diagnostics", "statusmessage", "statusreason", "failurereason", "failuremessage", "data", "hint", "resolution", "additionalmessage",
    ];

    /// <summary>Of those, what is a sentence also where each other member is a field of the request.</summary>
    public static readonly string[] SentencesOfMap = ["error", "message", "msg", "detail", "errormessage", "errordescription"];

    /// <summary>What is shown where there is no sentence.</summary>
    public static readonly string[] Codes = ["code", "errorcode", "messageid", "type", "errortype", "key", "faultcode"];

    /// <summary>What the sentence is about.</summary>
    public static readonly string[] Places =
    [
        "field", "fieldname", "fieldnames", "fields", "loc", "pointer", "source", "instancepath", "datapath", "propertypath",
        "propertyname", "property", "parametername", "parameter", "param", "queryparametername", "headername", "argumentname",
        "relatedproperties", "expression", "errorpath", "errorfield", "attribute", "target", "path", "subject", "context",
    ];

    /// <summary>Of those, what is about the request as a whole where it stands at the top.</summary>
    public static readonly string[] PlacesBelowTop = ["source", "path", "subject", "context", "fields"];

    /// <summary>Where more of the error stands.</summary>
    public static readonly HashSet<string> Containers = new(StringComparer.Ordinal)
    {
        "error", "odata.error", "fault", "faults", "body", "exception", "reason", "text", "detail", "details", "errordetails", "causes",
        "errorcauses", "errormessages", "messages", "msg", "violations", "fieldviolations", "propertyviolations",
        "invalidparams", "validation", "issue", "issues", "rootcause", "causedby", "errorchain", "innererror", "innerexception",
        "formerrors", "globalerrors", "nonfielderrors", "contextinfo", "relatederrors", "fullmessages", "embedded", "value", "meta",
        "responsemetadata", "imdata", "attributes", "fieldlist", "problems", "messageextendedinfo", "data", "parameterviolations",
        "progressevent", "lasterror", "operation", "task", "status", "conditions",
    };

    /// <summary>Of those, where an object's members are the request's fields.</summary>
    public static readonly HashSet<string> Maps = new(StringComparer.Ordinal)
    {
        "errors", "message", "modelstate", "fielderrors", "validationerrors", "fields",
    };

    /// <summary>The name as it is compared.</summary>
    public static string Normalize(string name)
    {
        // ietf-restconf:errors, and _embedded.
        name = name[(name.LastIndexOf(':') + 1)..];
        return new string([.. name.Where(static character => character is not ('_' or '-' or '@')).Select(char.ToLowerInvariant)])
            .Replace("message.extendedinfo", "messageextendedinfo", StringComparison.Ordinal);
    }
}
