using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;

namespace PutTools.Cmdlets.Requests;

/// <summary>
/// Detects an argument that no parameter takes: the rest of an unquoted url after a space, or a second payload. Binding then
/// fails with a message that names neither. This attribute finds the mistake first, in the text of the command.
/// </summary>
internal sealed class PlacedArgumentsAttribute : ArgumentTransformationAttribute
{
    private static readonly string[] Payloads = ["Body", "InFile", "Form", "Update", "Force"];

    // Parameters of Invoke-RestMethod and Invoke-WebRequest that have no meaning here.
    private static readonly Dictionary<string, string> Foreign = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Method"] = "the verb is in the name of the command. Leave -Method out; use Invoke-ResourcePatch for PATCH, and Invoke-RestMethod for other verbs.",
        ["CustomMethod"] = "the verb is in the name of the command. Leave it out, or use Invoke-RestMethod for other verbs.",
        ["SessionVariable"] = "make a session with New-ResourceSession, and give it with -Session.",
        ["StatusCodeVariable"] = "the response has StatusCode.",
        ["ResponseHeadersVariable"] = "the response has Headers.",
        ["UseBasicParsing"] = "leave it out, because no response is parsed as a page.",
        ["FollowRelLink"] = "the response has Links.",
    };

    // The first two positional arguments. Static binding takes longer than a write, so it runs only if one of them is
    // unusual.
    private static readonly Regex TwoArguments = new(@"-Resource(?:Put|Patch)\s+(?:'[^']*'|""[^""]*""|[^\s'""-]\S*)\s+(?<second>[^\s|;)}#`-])", RegexOptions.None, TimeSpan.FromSeconds(1));

    /// <inheritdoc/>
    public override bool TransformNullOptionalParameters => false;

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
        => inputData is string && CallerStatement.Text is { } statement && IsUnusual(statement) && Fault(statement) is { } fault
            ? throw new ArgumentTransformationMetadataException(fault)
            : inputData;

    private static bool IsUnusual(string statement) => IsIn(statement, Foreign.Keys) || TwoArguments.Match(statement) is { Success: true } match
        && (char.IsLetterOrDigit(match.Groups["second"].Value[0])
            || IsIn(statement, Payloads));

    private static bool IsIn(string statement, IEnumerable<string> parameters)
        => parameters.Any(name => statement.IndexOf(" -" + name, StringComparison.OrdinalIgnoreCase) >= 0);

    private static string? Fault(string statement)
        => CallerStatement.Commands(statement).Select(command => Fault(command, statement)).FirstOrDefault(static fault => fault is not null);

    private static string? Fault(CommandAst command, string statement)
    {
        if (command.GetCommandName()?.IndexOf("-Resource", StringComparison.OrdinalIgnoreCase) is not >= 0)
            return null;
        if (command.CommandElements.OfType<CommandParameterAst>().FirstOrDefault(static element => Foreign.ContainsKey(element.ParameterName)) is { } foreign)
            return CmdletMessages.ForeignParameter(foreign.ParameterName, Foreign[foreign.ParameterName]);
        // The static binder counts a splatted variable as an argument.
        if (command.CommandElements.Any(static element => element is VariableExpressionAst { Splatted: true }))
            return null;

        var bound = StaticParameterBinder.BindCommand(command);
        if (bound.BindingExceptions.Values.FirstOrDefault(static fault => fault.BindingException.ErrorId == "PositionalParameterNotFound") is not { } unplaced)
            return null;
        var words = command.CommandElements.Skip(1).SkipWhile(static element => !IsBareWord(element)).TakeWhile(IsBareWord).ToList();
        return words.Count > 1 && words[0] == bound.BoundParameters["Uri"].Value
            ? CmdletMessages.UrlWithSpace(CallerStatement.Quoted(statement, words[0], words[^1]))
            : CmdletMessages.OneTooMany(unplaced.CommandElement.Extent.Text, Payloads.FirstOrDefault(name => IsNamed(command, name)));
    }

    // PowerShell accepts the first letters of a parameter's name.
    private static bool IsNamed(CommandAst command, string parameter) => command.CommandElements.OfType<CommandParameterAst>()
        .Any(element => parameter.StartsWith(element.ParameterName, StringComparison.OrdinalIgnoreCase));

    private static bool IsBareWord(CommandElementAst element) => element is
        StringConstantExpressionAst { StringConstantType: StringConstantType.BareWord } or ExpandableStringExpressionAst { StringConstantType: StringConstantType.BareWord };
}
