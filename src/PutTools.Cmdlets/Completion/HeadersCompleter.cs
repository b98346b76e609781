using System.Collections.Generic;
using PutTools.Urls;

namespace PutTools.Cmdlets.Completion;

/// <summary>Completes a whole hashtable for each header, because PowerShell calls no completer within a hashtable.</summary>
public sealed class HeadersCompleter : KnownValuesCompleter
{
    private protected override IEnumerable<(string Value, string Meaning)> Values =>
    [
        ("Prefer", "What the response should have, such as return=minimal (RFC 7240)"),
        ("X-Api-Key", "A key that says who sends"),
        ("X-Correlation-Id", "An id to find the request by in logs"),
        ("X-Request-Id", "An id of this request"),
        ("X-HTTP-Method-Override", "The verb that is meant, where only POST gets through"),
        ("Accept-Language", "The languages to ask for"),
        ("Authorization", "Who sends; see -Token and -Credential"),
        ("Cache-Control", "How caches treat it (RFC 9111)"),
        ("Content-Language", "The language of what is sent"),
        ("Content-Disposition", "The name of what is sent (RFC 6266)"),
        ("If-Modified-Since", "A date; for writes see -IfUnmodifiedSince"),
        ("Origin", "Where the request comes from"),
        ("Priority", "How urgent it is (RFC 9218)"),
        ("Referer", "The page that led here"),
        ("traceparent", "The trace that it is part of (W3C Trace Context)"),
    ];

    private protected override string ToCode(string value) => $"@{{ '{value}' = '' }}";
}
