namespace PutTools.Cmdlets.Completion;

/// <summary>Completes the only value of -IdempotencyKey that is not a key.</summary>
internal sealed class IdempotencyKeyCompleter : KnownValuesCompleter
{
    private protected override IEnumerable<(string Value, string Meaning)> Values => [("Auto", "A new key for each input object")];
}
