using System.Management.Automation;
using System.Management.Automation.Language;
using PutTools.Cmdlets.Scripts;

namespace PutTools.Cmdlets.Mistakes;

/// <summary>
/// Finds an argument with <c>$_</c> or <c>$PSItem</c> outside of a script block, as in <c>$rows | Invoke-ResourcePut $url -Body @{ name = $_.name }</c>.
/// PowerShell reads it before the first object comes, so it would send null in the place of each object's value.
/// </summary>
internal static class ReadOnce
{
    private static readonly string[] Variables = ["$_", "$PSItem"];

    /// <summary>Returns the text of that argument; null if there is none.</summary>
    public static string? Argument(string statement, InvocationInfo invocation)
        => !CallerStatement.HasAny(statement, Variables) ? null
            : CallerStatement.OwnCommands(statement, invocation)
                .SelectMany(static command => command.CommandElements).FirstOrDefault(Reads)?.Extent.Text;

    // A switch and a catch have a $_ of their own, and so have script blocks, which the search leaves out.
    private static bool Reads(CommandElementAst element) => element is not (ScriptBlockExpressionAst or CommandParameterAst)
        && element.Find(ItemExpression.IsItem, searchNestedScriptBlocks: false) is not null
        && element.Find(static node => node is SwitchStatementAst or CatchClauseAst, searchNestedScriptBlocks: false) is null;
}
