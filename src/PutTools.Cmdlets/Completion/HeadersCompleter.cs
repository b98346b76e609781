namespace PutTools.Cmdlets.Completion;

/// <summary>Completes a whole hashtable for each header, because PowerShell calls no completer within a hashtable.</summary>
internal sealed class HeadersCompleter : KnownValuesCompleter
{
    private protected override IEnumerable<(string Value, string Meaning)> Values =>
    [
        ("Prefer", "Preferences for the response, such as return=minimal (RFC 7240)"),
        ("X-Api-Key", "An API key"),
        ("X-Correlation-Id", "An id to find the request in logs"),
        ("X-Request-Id", "An id of this request"),
        ("X-HTTP-Method-Override", "The intended verb, if a gateway allows only POST"),
        ("Accept-Language", "The preferred languages of the response"),
        ("Authorization", "Credentials; see -Token and -Credential"),
        ("Cache-Control", "Directives for caches (RFC 9111)"),
        ("Content-Language", "The language of the content"),
        ("Content-Disposition", "The file name of the content (RFC 6266)"),
        ("If-Modified-Since", "A date; for writes see -IfUnmodifiedSince"),
        ("Origin", "The origin of the page that sends the request"),
        ("Priority", "The urgency of the request (RFC 9218)"),
        ("Referer", "The page that links to the url"),
        ("traceparent", "The trace that the request belongs to (W3C Trace Context)"),
    ];

    private protected override string ToCode(string value) => $"@{{ '{value}' = '' }}";
}
