using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Security;
using System.Text.RegularExpressions;
using PutTools.Cmdlets.Conversion;
using PutTools.Http;
using PutTools.Text;

namespace PutTools.Cmdlets.Mistakes;

/// <summary>
/// Finds a variable in the text of a url that made it another url: with an empty <c>$id</c>, <c>"$api/users/$id"</c> names the
/// collection, and a PUT may replace all of it.
/// </summary>
/// <param name="uri">The url that PowerShell made of the text.</param>
/// <param name="baseUri">The base of a relative url.</param>
/// <param name="valueOf">Returns the value of a variable.</param>
internal sealed class InterpolatedUri(string uri, Uri? baseUri, Func<string, object?> valueOf)
{
    // What may stand before the colon of a variable's name.
    private static readonly string[] Scopes = ["env", "global", "script", "local", "private", "using", "variable", "function", "alias"];

    // What within quotes stays text after a variable: a property, a method, and an index.
    private static readonly Regex Access = LinearRegex.Create(@"\G(?:\.(?<name>\w+)(?<call>\([^()""]*\))?|\[[^\[\]""]*\](?:\.\w+)*)");

    private bool LacksScheme => baseUri is null && !uri.Contains("://", StringComparison.Ordinal);

    /// <summary>Returns a warning about the url; null if it seems to be the one that was meant.</summary>
    /// <exception cref="RequestException">InvalidUri: a variable is not the one that was meant.</exception>
    public string? Check(InvocationInfo invocation)
        => IsSuspicious() && CallerStatement.TextOf(invocation) is { } statement
            ? Check(CallerStatement.OwnCommands(statement, invocation).SelectMany(static command => command.CommandElements), statement)
            : null;

    /// <summary>The same for a url that a script block outputs.</summary>
    public string? Check(ScriptBlock script) => IsSuspicious()
        ? Check(script.Ast.FindAll(static node => node is ExpandableStringExpressionAst, searchNestedScriptBlocks: false), script.Ast.Extent.StartScriptPosition.GetFullScript())
        : null;

    // Only such a url is worth parsing the command. Not a pattern, because this is evaluated at each call.
    private bool IsSuspicious()
    {
        var path = uri.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme ? scheme + 2 : 0;
        return LacksScheme
            // An empty segment of the path.
            || uri.EndsWith('/') || uri.IndexOf("//", path, StringComparison.Ordinal) >= 0 || uri.Contains("/?", StringComparison.Ordinal)
            // An empty name in the query, a fragment, which is not sent, a list, a backslash, and an object.
            || uri.Contains("?=", StringComparison.Ordinal) || uri.Contains("&=", StringComparison.Ordinal) || uri.Contains('#')
            || PathHas(' ') || PathHas('\\') || uri.Contains("@{", StringComparison.Ordinal) || HasAccess()
            // $id?name=x, in which PowerShell reads the variable id?name.
            || (uri.IndexOf('=') is > 0 and var equals && uri.IndexOf('?') is var mark && (mark < 0 || mark > equals));
    }

    // A dot before a letter, or an index, after the host.
    private bool HasAccess()
    {
        var start = uri.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme ? scheme + 3 : 0;
        start = start > 0 ? uri.IndexOf('/', start) : 0;
        for (var i = start; i >= 0 && i < uri.Length - 1; i++)
        {
            if (uri[i] == '[' || (uri[i] == '.' && char.IsLetter(uri[i + 1])))
                return true;
        }

        return false;
    }

    private string? Check(IEnumerable<Ast> elements, string source)
        => elements.Select(element => element is ExpandableStringExpressionAst text ? Check(text, source)
            : element is StringConstantExpressionAst typed && typed.Value == uri ? WarningOfCharacter()
            : null).FirstOrDefault(static warning => warning is not null);

    private bool PathHas(char character) => uri.IndexOf(character) is >= 0 and var place && (uri.IndexOf('?') is var mark && (mark < 0 || mark > place));

    // .NET and browsers take a backslash for a slash.
    private string? WarningOfCharacter() => uri.Contains('#') ? MistakeMessages.NumberSignInUri(uri) : PathHas('\\') ? MistakeMessages.BackslashInUri(uri) : null;

    private string? Check(ExpandableStringExpressionAst text, string statement)
    {
        var literals = Literals(text, statement);
        if (!AreOfUri(literals))
            return null;
        string? warning = null;
        for (var i = 0; i < text.NestedExpressions.Count; i++)
        {
            var expression = text.NestedExpressions[i];
            var (before, after) = (literals[i], literals[i + 1]);
            if (expression is VariableExpressionAst { VariablePath.UserPath: var name })
                CheckValue(expression.Extent.Text, name, valueOf(name), statement[expression.Extent.EndOffset..text.Extent.EndOffset]);
            // PowerShell joins the elements of a list with spaces.
            if (PathHas(' ') && PSValue.Elements(Value(expression))?.Count() is > 1 and var count)
                throw new RequestException(ErrorKind.InvalidUri, MistakeMessages.ListInUri(expression.Extent.Text, count));
            if (i == 0 && before.Length == 0 && LacksScheme && uri.StartsWith(after, StringComparison.Ordinal))
                throw new RequestException(ErrorKind.InvalidUri, MistakeMessages.NoStartOfUri(expression.Extent.Text, uri));
            if (warning is null && ChangesPlace(before, after) && IsEmpty(before, after, isLast: i == text.NestedExpressions.Count - 1))
                warning = MistakeMessages.EmptyInUri(expression.Extent.Text, uri);
            // At the ends of the url it is left out.
            if (warning is null && PSValue.Base(Value(expression)) is string given && given.Trim().Length < given.Length && uri.Trim().Contains(given, StringComparison.Ordinal))
                warning = MistakeMessages.BlankInUri(expression.Extent.Text, uri);
        }

        // A text that is only a variable may be a complete url with a fragment.
        return warning ?? (literals.Exists(static literal => literal.Length > 0) ? WarningOfCharacter() : null);
    }

    // The texts before, between and after the expressions.
    private static List<string> Literals(ExpandableStringExpressionAst text, string statement)
    {
        var quotes = text.StringConstantType == StringConstantType.BareWord ? 0 : 1;
        var start = text.Extent.StartOffset + quotes;
        List<string> literals = [];
        foreach (var expression in text.NestedExpressions)
        {
            literals.Add(statement[start..expression.Extent.StartOffset].Replace("`", string.Empty, StringComparison.Ordinal));
            start = expression.Extent.EndOffset;
        }

        literals.Add(statement[start..(text.Extent.EndOffset - quotes)].Replace("`", string.Empty, StringComparison.Ordinal));
        return literals;
    }

    // A text for another parameter is not the url.
    private bool AreOfUri(List<string> literals)
    {
        var position = 0;
        foreach (var literal in literals)
        {
            position = uri.IndexOf(literal, position, StringComparison.Ordinal);
            if (position < 0)
                return false;
            position += literal.Length;
        }

        return uri.StartsWith(literals[0], StringComparison.Ordinal) && uri.EndsWith(literals[^1], StringComparison.Ordinal);
    }

    private static void CheckValue(string expression, string name, object? value, string after)
    {
        if (value is null && EndOfName(name) is > 0 and var end)
            throw new RequestException(ErrorKind.InvalidUri, MistakeMessages.BracesInUri(expression, $"${{{name[..end]}}}{name[end..]}"));
        if (value is null)
            return;
        var members = Members(value, after);
        if (members.Length > 0 || HasNoText(value))
            throw new RequestException(ErrorKind.InvalidUri, MistakeMessages.ObjectInUri(expression, members));
    }

    // The text of such an object is all its members, a status, or the name of its type. QuotedObject knows secrets.
    private static bool HasNoText(object value)
        => PSValue.Base(value) is { } known && (known is PSCustomObject or IDictionary or ResourceResponse
            || (known is not SecureString && PSValue.Elements(known) is null && known.ToString() == known.GetType().ToString()));

    // The part of the text that would read the value's members, as far as it has them.
    private static string Members(object value, string after)
    {
        var end = 0;
        for (object? current = value; current is not null && Access.Match(after, end) is { Success: true } access; end += access.Length)
        {
            var name = access.Groups["name"].Value;
            object? next = null;
            var exists = name.Length == 0 ? PSValue.Elements(current) is not null || PSValue.Base(current) is IDictionary
                : access.Groups["call"].Success ? PSObject.AsPSObject(current).Methods[name] is not null
                // Of a text it would be the length.
                : PSValue.Base(current) is not string && (next = PSValue.Property(current, name)) is not null;
            if (!exists)
                break;
            current = next;
        }

        return after[..end];
    }

    // The value of a variable or a property; null if it takes a script to find it. If a list lacks the property, PowerShell reads
    // it of each element, so there are as many values as elements.
    private object? Value(ExpressionAst expression) => expression switch
    {
        VariableExpressionAst variable => valueOf(variable.VariablePath.UserPath),
        SubExpressionAst { SubExpression.Statements: [PipelineAst { PipelineElements: [CommandExpressionAst { Expression: var inner }] }] } => Value(inner),
        InvokeMemberExpressionAst => null,
        MemberExpressionAst { Static: false, Member: StringConstantExpressionAst name } member when Value(member.Expression) is { } owner
            => PSValue.Property(owner, name.Value) ?? (PSValue.Elements(owner) is null ? null : owner),
        _ => null,
    };

    // PowerShell reads a colon and a question mark as part of the name.
    private static int EndOfName(string name)
        => name.IndexOf('?') is > 0 and var mark ? mark
            : name.IndexOf(':') is > 0 and var colon && !Scopes.Contains(name[..colon], StringComparer.OrdinalIgnoreCase) ? colon
            : -1;

    // The slashes after the scheme are not around an empty segment.
    private bool IsEmpty(string before, string after, bool isLast)
        => isLast && after.Length == 0 ? uri.EndsWith(before, StringComparison.Ordinal)
            : uri.IndexOf(before + after, !before.Contains("://", StringComparison.Ordinal) && uri.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme ? scheme + 3 : 0, StringComparison.Ordinal) >= 0;

    // An empty value of the query is common. An empty segment of the path, or name in the query, was hardly meant.
    private static bool ChangesPlace(string before, string after)
        => before.Length > 0 && (before[^1] == '/' ? after.Length == 0 || after[0] is '/' or '?' or '#' : before[^1] is '?' or '&' && after.Length > 0 && after[0] == '=');
}
