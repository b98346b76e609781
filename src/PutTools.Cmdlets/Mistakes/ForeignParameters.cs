using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;
using PutTools.Cmdlets.Conversion;
using PutTools.Text;

namespace PutTools.Cmdlets.Mistakes;

/// <summary>Finds parameters of other commands: those of Invoke-RestMethod that have no meaning here, and those of curl and requests.</summary>
internal static class ForeignParameters
{
    private const string BySession = "make a session with New-ResourceSession, and give it with -Session.";

    private const string ByTrust = "give -CACertificatePath to trust your own authority, or -SkipCertificateCheck to accept any certificate.";

    private static readonly Dictionary<string, string> Remedies = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Method"] = ByVerb("Method"),
        ["X"] = ByVerb("X"),
        ["CustomMethod"] = ByVerb("CustomMethod"),
        ["CM"] = ByVerb("CM"),
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

    private static readonly string[] Typed = [.. Remedies.Keys.Select(static name => " -" + name)];

    // A script of Invoke-RestMethod often has its parameters in a hashtable: @params.
    private static readonly Regex Splat = LinearRegex.Create(@"(?<=\s)@([a-z_][\w:]*)", RegexOptions.IgnoreCase);

    /// <summary>True if a statement is worth parsing for them.</summary>
    public static bool MayBeIn(string statement) => CallerStatement.HasAny(statement, Typed);

    /// <summary>Returns the names of the variables that a statement may splat.</summary>
    public static string[] Splatted(string statement) => [.. Splat.Matches(statement).Cast<Match>().Select(static match => match.Groups[1].Value)];

    /// <summary>True if one of the variables, when splatted, gives such a parameter. Evaluated at each call, so it allocates nothing.</summary>
    public static bool AreIn(string[] variables, EngineIntrinsics engine)
    {
        foreach (var variable in variables)
        {
            if (In(variable, engine) is not null)
                return true;
        }

        return false;
    }

    /// <summary>Returns the message about the first such parameter of a command; null if there is none.</summary>
    public static string? Fault(CommandAst command, EngineIntrinsics engine)
    {
        var typed = command.CommandElements.OfType<CommandParameterAst>().Select(static element => element.ParameterName).Where(Remedies.ContainsKey);
        var splatted = command.CommandElements.OfType<VariableExpressionAst>().Where(static element => element.Splatted).Select(element => In(element.VariablePath.UserPath, engine));
        return typed.Concat(splatted).FirstOrDefault(static name => name is not null) is { } name ? MistakeMessages.ForeignParameter(name, Remedies[name]) : null;
    }

    // The name of the first such parameter that a variable gives.
    private static string? In(string variable, EngineIntrinsics engine)
        => PSValue.Base(engine.SessionState.PSVariable.GetValue(variable)) is IDictionary given ? given.Keys.OfType<string>().FirstOrDefault(Remedies.ContainsKey) : null;

    /// <summary>Returns what to do instead of giving a parameter, in any letter case; null if it is not such a parameter.</summary>
    public static string? Remedy(string parameter) => Remedies.TryGetValue(parameter, out var remedy) ? remedy : null;

    private static string ByVerb(string parameter)
        => $"the verb is in the name of the command. Leave -{parameter} out; use Invoke-ResourcePatch for PATCH, and Invoke-RestMethod for other verbs.";
}
