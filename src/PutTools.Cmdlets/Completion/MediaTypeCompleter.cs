namespace PutTools.Cmdlets.Completion;

/// <summary>Completes common media types of requests and responses.</summary>
internal sealed class MediaTypeCompleter : KnownValuesCompleter
{
    private protected override IEnumerable<(string Value, string Meaning)> Values =>
    [
        ("application/json", "JSON (RFC 8259)"),
        ("application/json; charset=utf-8", "JSON, for servers that insist on a charset"),
        ("application/merge-patch+json", "JSON merge patch (RFC 7396)"),
        ("application/json-patch+json", "JSON Patch (RFC 6902)"),
        ("application/ld+json", "JSON-LD"),
        ("application/hal+json", "JSON with links (HAL)"),
        ("application/vnd.api+json", "JSON:API"),
        ("application/problem+json", "Problem details (RFC 9457)"),
        ("application/x-www-form-urlencoded", "Form fields"),
        ("application/xml", "XML"),
        ("application/yaml", "YAML (RFC 9512)"),
        ("application/x-ndjson", "JSON, one object a line"),
        ("application/octet-stream", "Bytes"),
        ("application/pdf", "PDF"),
        ("application/zip", "ZIP archive"),
        ("image/jpeg", "JPEG picture"),
        ("image/png", "PNG picture"),
        ("text/csv", "Table, comma-separated (RFC 4180)"),
        ("text/html", "HTML"),
        ("text/plain", "Text"),
        ("text/plain; charset=utf-8", "Text in UTF-8"),
        ("text/xml", "XML as text"),
    ];
}
