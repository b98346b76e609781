using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;
using PutTools.Text;

namespace PutTools.Cmdlets.Mistakes;

/// <summary>
/// Finds a mistake in the text of a command: a parameter of another command, a habit of another shell, or an argument that no parameter
/// takes. PowerShell binds such a command in another way than it was meant, or fails with a message that does not help. The attribute of
/// the first parameter that is bound comes before that.
/// </summary>
internal sealed class MistypedCommandAttribute : ArgumentTransformationAttribute
{
    private static readonly string[] Payloads = ["Body", "Payload", "Json", "InFile", "Form", "Update", "Force"];

    private static readonly string[] TypedPayloads = [.. Payloads.Select(static name => " -" + name)];

    // The first two positional arguments, or the third after a variable. Static binding takes longer than a write, so it runs only
    // if one of them is unusual.
    private static readonly Regex TwoArguments = LinearRegex.Create(@"-Resource(?:Put|Patch)\s+(?:-[Uu]r[il]\s+)?(?:'[^']*'|""[^""]*""|[^\s'""-]\S*)\s+(?:\$[\w:]+\s+(?<third>[^\s|;)}#`&<>*\d-])|(?<second>[^\s|;)}#`-]))");

    private static readonly Regex CommandName = LinearRegex.Create(@"^\w+-\w+$");

    // A loop calls the same statement again and again, and to inspect it takes a twentieth of a call.
    private volatile Statement? _last;

    public override bool TransformNullOptionalParameters => false;

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (inputData is not string || CallerStatement.Text is not { } text)
            return inputData;
        if (_last is not { } statement || statement.Text != text)
            _last = statement = new(text, IsUnusual(text), ForeignParameters.Splatted(text));
        return (statement.IsUnusual || ForeignParameters.AreIn(statement.Splatted, engineIntrinsics)) && Fault(text, engineIntrinsics) is { } fault
            ? throw new ArgumentTransformationMetadataException(fault)
            : inputData;
    }

    private static bool IsUnusual(string statement)
        => ForeignParameters.MayBeIn(statement) || TypingHabits.MayBeIn(statement)
            || (TwoArguments.Match(statement) is { Success: true } match
                && (match.Groups["third"].Success || char.IsLetterOrDigit(match.Groups["second"].Value[0]) || CallerStatement.HasAny(statement, TypedPayloads)));

    private static string? Fault(string statement, EngineIntrinsics engine)
        => CallerStatement.OwnCommands(statement, invocation: null).Select(command => Fault(command, statement, engine)).FirstOrDefault(static fault => fault is not null);

    private static string? Fault(CommandAst command, string statement, EngineIntrinsics engine)
        => ForeignParameters.Fault(command, engine) ?? TypingHabits.Fault(command.CommandElements)
            // The static binder counts a splatted variable as an argument.
            ?? (command.CommandElements.Any(static element => element is VariableExpressionAst { Splatted: true }) ? null : BindingFault(command, statement, engine));

    private static string? BindingFault(CommandAst command, string statement, EngineIntrinsics engine)
    {
        var bound = StaticParameterBinder.BindCommand(command);
        if (bound.BoundParameters.TryGetValue("Body", out var body) && body.Value is { } value && TypingHabits.IsBareWord(value) && CommandName.IsMatch(value.Extent.Text)
            && engine.InvokeCommand.GetCommand(value.Extent.Text, CommandTypes.Cmdlet | CommandTypes.Function) is not null)
            return MistakeMessages.CommandIsText(value.Extent.Text);
        if (bound.BindingExceptions.Values.FirstOrDefault(static fault => fault.BindingException.ErrorId == "PositionalParameterNotFound") is not { CommandElement: var unplaced })
            return null;
        var before = command.CommandElements[command.CommandElements.ToList().IndexOf(unplaced) - 1];
        if (before is CommandParameterAst { ParameterName: var name } && unplaced is VariableExpressionAst { VariablePath.UserPath: "true" or "false" })
            return MistakeMessages.ValueOfSwitch(name, unplaced.Extent.Text);
        var words = command.CommandElements.Skip(1).SkipWhile(static element => !TypingHabits.IsBareWord(element)).TakeWhile(TypingHabits.IsBareWord).ToList();
        return words.Count > 1 && words[0] == bound.BoundParameters["Uri"].Value
            ? MistakeMessages.UrlWithSpace(CallerStatement.Quoted(statement, words[0], words[^1]))
            : MistakeMessages.OneTooMany(unplaced.Extent.Text, Payloads.FirstOrDefault(name => IsNamed(command, name)));
    }

    // PowerShell accepts the first letters of a parameter's name.
    private static bool IsNamed(CommandAst command, string parameter) => command.CommandElements.OfType<CommandParameterAst>()
        .Any(element => parameter.StartsWith(element.ParameterName, StringComparison.OrdinalIgnoreCase));

    /// <summary>What is known of a statement.</summary>
    /// <param name="Text">The text.</param>
    /// <param name="IsUnusual">True if it is worth parsing.</param>
    /// <param name="Splatted">The variables that may be splatted.</param>
    private sealed record Statement(string Text, bool IsUnusual, string[] Splatted);
}
