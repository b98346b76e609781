using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using PutTools.Cmdlets.Conversion;

namespace PutTools.Cmdlets.Completion;

/// <summary>
/// After an open brace, completes the property names of the input object: a variable at the start of the pipeline, the body
/// on the command line, or an object literal. It runs no command of the pipeline and evaluates no property.
/// </summary>
internal sealed class UriCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var typed = wordToComplete.Trim('\'', '"');
        var brace = typed.LastIndexOf('{');
        // After a brace without quotes PowerShell completes commands, so the names are offered before it, too.
        if (brace < 0 && typed is [.., '/' or '='])
            (typed, brace) = (typed + "{", typed.Length);
        if (brace < 0 || typed.IndexOf('}', brace) >= 0)
            return [];
        var (before, start) = (typed[..(brace + 1)], typed[(brace + 1)..]);
        if (start.StartsWith("+", StringComparison.Ordinal))
            (before, start) = (before + "+", start[1..]);
        return Names(commandAst, fakeBoundParameters)
            .Where(name => name.StartsWith(start, StringComparison.OrdinalIgnoreCase))
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(name => new CompletionResult($"'{before}{name}}}'", name, CompletionResultType.ParameterValue, $"{before}{name}}}"));
    }

    private static IEnumerable<string> Names(CommandAst command, IDictionary bound)
    {
        if (command.Parent is PipelineAst pipeline && pipeline.PipelineElements[0] != command)
            return pipeline.PipelineElements[0] is CommandExpressionAst { Expression: { } source } ? OfExpression(source) : [];
        return bound["Body"] is { } body and not (string or Ast) ? OfValue(body) : command.CommandElements.OfType<HashtableAst>().SelectMany(OfLiteral);
    }

    private static IEnumerable<string> OfExpression(ExpressionAst source) => source switch
    {
        VariableExpressionAst variable when !variable.Splatted => OfValue(Value(variable.VariablePath.UserPath)),
        HashtableAst literal => OfLiteral(literal),
        ConvertExpressionAst convert => OfExpression(convert.Child),
        ArrayLiteralAst list => OfExpression(list.Elements[0]),
        _ => [],
    };

    private static IEnumerable<string> OfLiteral(HashtableAst literal)
        => literal.KeyValuePairs.Select(static pair => pair.Item1).OfType<StringConstantExpressionAst>().Select(static key => key.Value);

    // The completer runs on the thread of the user's runspace. It reads the variable and evaluates nothing.
    private static object? Value(string name)
    {
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        return shell.AddCommand("Microsoft.PowerShell.Utility\\Get-Variable").AddParameter("Name", WildcardPattern.Escape(name))
            .AddParameter("ValueOnly").AddParameter("ErrorAction", ActionPreference.Ignore).Invoke() is [var value, ..] ? value : null;
    }

    private static IEnumerable<string> OfValue(object? value)
    {
        // The first object represents a list. Sequences that would have to be enumerated are skipped.
        var first = PSValue.Base(value) is IList and [var item, ..] ? item : value;
        return PSValue.Base(first) switch
        {
            null or string or IList => [],
            IDictionary dictionary => dictionary.Keys.OfType<string>(),
            _ => PSObject.AsPSObject(first).Properties.Select(static property => property.Name),
        };
    }
}
