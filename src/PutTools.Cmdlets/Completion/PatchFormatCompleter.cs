using PutTools.Patching;

namespace PutTools.Cmdlets.Completion;

/// <summary>Completes the formats of patches.</summary>
internal sealed class PatchFormatCompleter : KnownValuesCompleter
{
    private protected override IEnumerable<(string Value, string Meaning)> Values
        => PatchFormat.All.Select(static format => (format.Name, format.MediaType));
}
