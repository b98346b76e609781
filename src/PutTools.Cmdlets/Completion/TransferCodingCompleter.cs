namespace PutTools.Cmdlets.Completion;

/// <summary>Completes the values of -TransferEncoding.</summary>
internal sealed class TransferCodingCompleter : KnownValuesCompleter
{
    private protected override IEnumerable<(string Value, string Meaning)> Values => [("chunked", "Sent in chunks, without Content-Length")];
}
