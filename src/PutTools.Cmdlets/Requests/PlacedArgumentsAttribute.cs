using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;
using PutTools.Cmdlets.Conversion;

namespace PutTools.Cmdlets.Requests;

/// <summary>
/// Detects an argument that no parameter takes: the rest of an unquoted url after a space, or a second payload. Binding then
/// fails with a message that names neither. This attribute finds the mistake first, in the text of the command.
/// </summary>
internal sealed class PlacedArgumentsAttribute : ArgumentTransformationAttribute
{
    private static readonly string[] Payloads = ["Body", "Payload", "Json", "InFile", "Form", "Update", "Force"];

    private const string ByVerb = "the verb is in the name of the command. Leave -Method out; use Invoke-ResourcePatch for PATCH, and Invoke-RestMethod for other verbs.";

    private const string ByVerbAlone = "the verb is in the name of the command. Leave it out, or use Invoke-RestMethod for other verbs.";

    private const string BySession = "make a session with New-ResourceSession, and give it with -Session.";

    private const string ByTrust = "give -CACertificatePath to trust your own authority, or -SkipCertificateCheck to accept any certificate.";

    // Parameters of Invoke-RestMethod and Invoke-WebRequest that have no meaning here, and habits of curl and requests.
    private static readonly Dictionary<string, string> Foreign = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Method"] = ByVerb,
        ["X"] = ByVerb.Replace("-Method", "-X", StringComparison.Ordinal),
        ["CustomMethod"] = ByVerbAlone,
        ["CM"] = ByVerbAlone,
        ["SessionVariable"] = BySession,
        ["SV"] = BySession,
        ["StatusCodeVariable"] = "the response has StatusCode.",
        ["ResponseHeadersVariable"] = "the response has Headers.",
        ["RHV"] = "the response has Headers.",
        ["UseBasicParsing"] = "leave it out, because no response is parsed as a page.",
        ["FollowRelLink"] = "the response has Links.",
        ["FL"] = "the response has Links.",
        ["MaximumFollowRelLink"] = "the response has Links.",
        ["ML"] = "the response has Links.",
        ["PreserveHttpMethodOnRedirect"] = "leave it out, because a redirected write keeps its verb.",
        ["Data"] = "the payload comes after the url, or with -Body.",
        ["Params"] = "give query parameters with -Query.",
        ["Files"] = "send a file with -InFile, or a form with files with -Form.",
        ["Verify"] = ByTrust,
        ["Insecure"] = ByTrust,
        ["k"] = ByTrust,
        ["AllowRedirects"] = "-MaximumRedirection 0 follows no redirect.",
        ["FollowRedirects"] = "redirects are followed, up to -MaximumRedirection.",
        ["Stream"] = "-OutFile saves the body of the response while it arrives.",
    };

    private static readonly string[] TypedForeign = [.. Foreign.Keys.Select(Typed)];
    private static readonly string[] TypedPayloads = [.. Payloads.Select(Typed)];

    // The first two positional arguments, or the third after a variable. Static binding takes longer than a write, so it runs only
    // if one of them is unusual.
    private static readonly Regex TwoArguments = new(@"-Resource(?:Put|Patch)\s+(?:-[Uu]r[il]\s+)?(?:'[^']*'|""[^""]*""|[^\s'""-]\S*)\s+(?:\$[\w:]+\s+(?<third>[^\s|;)}#`&<>*\d-])|(?<second>[^\s|;)}#`-]))", RegexOptions.None, Regex.InfiniteMatchTimeout);

    // JSON in double quotes, --parameter, -parameter=value, a value after a switch, a command, a sum or a cast without parentheses.
    private static readonly Regex Habits = new(@"""[{[][{[\s]*""|\s--?[\w-]+=|\s--\w|\s-\w+\s+\$(?:true|false)\b|\s-(?:Body|Payload|Json)\s+\w+-\w|\s\+\s|[\w}""']\+[$""']|\[(?<=[^\s=,({;]\s+\[)[a-z][\w.]*(?:\[\])?\]@?[{('""]", RegexOptions.IgnoreCase, Regex.InfiniteMatchTimeout);

    // A script of Invoke-RestMethod often has its parameters in a hashtable: @params.
    private static readonly Regex Splat = new(@"(?<=\s)@([a-z_][\w:]*)", RegexOptions.IgnoreCase, Regex.InfiniteMatchTimeout);

    private static readonly Regex CommandName = new(@"^\w+-\w+$", RegexOptions.None, Regex.InfiniteMatchTimeout);

    // $api+'/x' and "$api"+'/x': PowerShell reads the first as one text, the second as two arguments.
    private static readonly Regex Sum = new(@"^\$[\w:{}]+\+[$""']", RegexOptions.None, Regex.InfiniteMatchTimeout);

    // [ordered]@{…}, [byte[]](…) and [datetime]'…': PowerShell reads the type as text.
    private static readonly Regex Cast = new(@"^(\[[A-Za-z][\w.]*(?:\[\])?\])@?(?:['""]|$)", RegexOptions.None, Regex.InfiniteMatchTimeout);

    private static readonly Regex Opening = new(@"^""[{[][{[\s]*""$", RegexOptions.None, Regex.InfiniteMatchTimeout);

    // A loop calls the same statement again and again, and to inspect it takes a twentieth of a call.
    private volatile Statement? _last;

    public override bool TransformNullOptionalParameters => false;

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (inputData is not string || CallerStatement.Text is not { } text)
            return inputData;
        if (_last is not { } statement || statement.Text != text)
            _last = statement = new(text, IsUnusual(text), [.. Splat.Matches(text).Cast<Match>().Select(static match => match.Groups[1].Value)]);
        return (statement.IsUnusual || IsForeignIn(statement.Splatted, engineIntrinsics)) && Fault(text, engineIntrinsics) is { } fault
            ? throw new ArgumentTransformationMetadataException(fault)
            : inputData;
    }

    private static string Typed(string parameter) => " -" + parameter;

    private static bool IsUnusual(string statement) => IsIn(statement, TypedForeign) || Habits.IsMatch(statement) || TwoArguments.Match(statement) is { Success: true } match
        && (match.Groups["third"].Success || char.IsLetterOrDigit(match.Groups["second"].Value[0])
            || IsIn(statement, TypedPayloads));

    private static bool IsIn(string statement, string[] typed)
        => Array.Exists(typed, name => statement.IndexOf(name, StringComparison.OrdinalIgnoreCase) >= 0);

    private static string? Fault(string statement, EngineIntrinsics engine)
        => CallerStatement.OwnCommands(statement, invocation: null).Select(command => Fault(command, statement, engine)).FirstOrDefault(static fault => fault is not null);

    private static string? Fault(CommandAst command, string statement, EngineIntrinsics engine)
    {
        if (command.CommandElements.OfType<CommandParameterAst>().FirstOrDefault(static element => Foreign.ContainsKey(element.ParameterName)) is { } foreign)
            return CmdletMessages.ForeignParameter(foreign.ParameterName, Foreign[foreign.ParameterName]);
        if (command.CommandElements.OfType<VariableExpressionAst>().Where(static element => element.Splatted)
            .Select(element => ForeignIn(element.VariablePath.UserPath, engine)).FirstOrDefault(static name => name is not null) is { } splatted)
            return CmdletMessages.ForeignParameter(splatted, Foreign[splatted]);
        if (Habit(command.CommandElements) is { } habit)
            return habit;
        // The static binder counts a splatted variable as an argument.
        if (command.CommandElements.Any(static element => element is VariableExpressionAst { Splatted: true }))
            return null;

        var bound = StaticParameterBinder.BindCommand(command);
        if (bound.BoundParameters.TryGetValue("Body", out var body) && body.Value is { } value && IsBareWord(value) && CommandName.IsMatch(value.Extent.Text)
            && engine.InvokeCommand.GetCommand(value.Extent.Text, CommandTypes.Cmdlet | CommandTypes.Function) is not null)
            return CmdletMessages.CommandIsText(value.Extent.Text);
        if (bound.BindingExceptions.Values.FirstOrDefault(static fault => fault.BindingException.ErrorId == "PositionalParameterNotFound") is not { } unplaced)
            return null;
        var before = command.CommandElements[command.CommandElements.ToList().IndexOf(unplaced.CommandElement) - 1];
        if (before is CommandParameterAst { ParameterName: var name } && unplaced.CommandElement is VariableExpressionAst { VariablePath.UserPath: "true" or "false" })
            return CmdletMessages.ValueOfSwitch(name, unplaced.CommandElement.Extent.Text);
        var words = command.CommandElements.Skip(1).SkipWhile(static element => !IsBareWord(element)).TakeWhile(IsBareWord).ToList();
        return words.Count > 1 && words[0] == bound.BoundParameters["Uri"].Value
            ? CmdletMessages.UrlWithSpace(CallerStatement.Quoted(statement, words[0], words[^1]))
            : CmdletMessages.OneTooMany(unplaced.CommandElement.Extent.Text, Payloads.FirstOrDefault(name => IsNamed(command, name)));
    }

    private static bool IsForeignIn(string[] variables, EngineIntrinsics engine)
    {
        foreach (var variable in variables)
        {
            if (ForeignIn(variable, engine) is not null)
                return true;
        }

        return false;
    }

    // The name of a parameter that a splatted variable gives, and that has no meaning here.
    private static string? ForeignIn(string variable, EngineIntrinsics engine)
        => InputObject.Base(engine.SessionState.PSVariable.GetValue(variable)) is IDictionary given ? given.Keys.OfType<string>().FirstOrDefault(Foreign.ContainsKey) : null;

    private static string? Habit(IReadOnlyList<CommandElementAst> elements)
    {
        for (var i = 1; i < elements.Count; i++)
        {
            var text = elements[i].Extent.Text;
            if (elements[i] is CommandParameterAst { ParameterName: var given } && given.IndexOf('=') is > 0 and var equals)
                return CmdletMessages.EqualsSign(text, given[..equals], given[(equals + 1)..]);
            if (IsBareWord(elements[i]) && text.StartsWith("--", StringComparison.Ordinal) && text.Length > 3)
                return CmdletMessages.TwoDashes(text, Foreign.TryGetValue(text.Split('=')[0].Trim('-').Replace("-", string.Empty), out var remedy) ? remedy : null);
            var isJoined = i + 1 < elements.Count && elements[i + 1].Extent.StartOffset == elements[i].Extent.EndOffset;
            if (Opening.IsMatch(text) && isJoined)
                return CmdletMessages.QuotesInQuotes;
            if (IsBareWord(elements[i]) && Cast.Match(text) is { Success: true } cast && (isJoined || text[^1] is '\'' or '"'))
                return CmdletMessages.CastIsText(cast.Groups[1].Value);
            if (text == "+" || (IsBareWord(elements[i]) && Sum.IsMatch(text)) || (text.Length > 1 && text[0] == '+' && elements[i - 1].Extent.EndOffset == elements[i].Extent.StartOffset))
                return CmdletMessages.SumIsText;
        }

        return null;
    }

    // PowerShell accepts the first letters of a parameter's name.
    private static bool IsNamed(CommandAst command, string parameter) => command.CommandElements.OfType<CommandParameterAst>()
        .Any(element => parameter.StartsWith(element.ParameterName, StringComparison.OrdinalIgnoreCase));

    private static bool IsBareWord(CommandElementAst element) => element is
        StringConstantExpressionAst { StringConstantType: StringConstantType.BareWord } or ExpandableStringExpressionAst { StringConstantType: StringConstantType.BareWord };

    /// <summary>What is known of a statement.</summary>
    /// <param name="Text">The text.</param>
    /// <param name="IsUnusual">True if it is worth parsing.</param>
    /// <param name="Splatted">The variables that may be splatted.</param>
    private sealed record Statement(string Text, bool IsUnusual, string[] Splatted);
}
