using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;

namespace PutTools.Cmdlets.Mistakes;

/// <summary>The text of the statement that calls a command. The bound parameters do not show how it was typed.</summary>
internal static class CallerStatement
{
    /// <summary>The text of the statement; null if the command was not called from a script.</summary>
    public static string? Text => Runspace.DefaultRunspace?.Debugger?.GetCallStack().FirstOrDefault()?.Position?.Text;

    /// <summary>
    /// The same for a command that runs. After <c>$(...)</c> in an argument, the statement is the one in its parentheses; the
    /// rest of the line then takes its place.
    /// </summary>
    public static string? TextOf(InvocationInfo invocation)
        => Text is { } text && text.IndexOf(invocation.InvocationName, StringComparison.OrdinalIgnoreCase) >= 0 ? text
            : invocation.OffsetInLine > 0 && invocation.OffsetInLine <= invocation.Line.Length ? invocation.Line[(invocation.OffsetInLine - 1)..] : null;

    /// <summary>True if the statement has one of the texts, in any letter case.</summary>
    public static bool HasAny(string statement, string[] texts) => Array.Exists(texts, text => statement.IndexOf(text, StringComparison.OrdinalIgnoreCase) >= 0);

    /// <summary>
    /// Returns the commands in <paramref name="statement"/>. Those in its script blocks are called by other statements.
    /// </summary>
    public static IEnumerable<CommandAst> Commands(string statement)
        => Parser.ParseInput(statement, out _, out _).FindAll(static node => node is CommandAst, searchNestedScriptBlocks: false).Cast<CommandAst>();

    /// <summary>Returns the commands of this module in <paramref name="statement"/>.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="invocation">The call of one of them, which may be by an alias, or with a prefix; null if it is not known.</param>
    public static IEnumerable<CommandAst> OwnCommands(string statement, InvocationInfo? invocation)
        => Commands(statement).Where(command => command.GetCommandName() is { } name
            && (name.IndexOf("-Resource", StringComparison.OrdinalIgnoreCase) >= 0 || name.Equals(invocation?.InvocationName, StringComparison.OrdinalIgnoreCase)));

    /// <summary>
    /// Returns the statement with quotes around the text from the start of one element to the end of another.
    /// </summary>
    public static string Quoted(string statement, CommandElementAst first, CommandElementAst last)
    {
        var (from, to) = (first.Extent.StartOffset, last.Extent.EndOffset);
        var quote = first is ExpandableStringExpressionAst ? '"' : '\'';
        return statement[..from] + quote + statement[from..to] + quote + statement[to..];
    }
}
