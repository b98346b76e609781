using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace PutTools.Cmdlets.Completion;

/// <summary>Completes values of a list that contain the typed text. Values that begin with it come first.</summary>
internal abstract class KnownValuesCompleter : IArgumentCompleter
{
    /// <summary>The values and their meaning.</summary>
    private protected abstract IEnumerable<(string Value, string Meaning)> Values { get; }

    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var typed = wordToComplete.Trim('\'', '"', '@', '{', ' ');
        return Values.Where(known => known.Value.IndexOf(typed, StringComparison.OrdinalIgnoreCase) >= 0)
            .OrderBy(known => known.Value.StartsWith(typed, StringComparison.OrdinalIgnoreCase) ? 0 : 1)
            .Select(known => new CompletionResult(ToCode(known.Value), known.Value, CompletionResultType.ParameterValue, known.Meaning));
    }

    /// <summary>Quotes a value if necessary: a semicolon, for example, would end the command.</summary>
    private protected virtual string ToCode(string value) => value.IndexOfAny([';', ' ', ',']) < 0 ? value : "'" + value + "'";
}
