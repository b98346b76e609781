namespace PutTools.Cmdlets.Completion;

/// <summary>Completes the versions of HTTP.</summary>
internal sealed class HttpVersionCompleter : KnownValuesCompleter
{
    private protected override IEnumerable<(string Value, string Meaning)> Values =>
    [
        ("1.1", "HTTP/1.1 (RFC 9112), the default"),
        ("2.0", "HTTP/2 (RFC 9113), PowerShell 7.4 and later"),
        ("3.0", "HTTP/3 (RFC 9114), if the system has QUIC"),
        ("1.0", "HTTP/1.0 (RFC 1945)"),
    ];
}
