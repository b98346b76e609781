using System;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace PutTools.Cmdlets.Requests;

/// <summary>
/// Finds an empty variable at the end of a url: with an empty <c>$id</c>, <c>"$api/users/$id"</c> names the collection, and a
/// PUT may replace all of it.
/// </summary>
internal static class EmptyEnd
{
    /// <summary>Returns the text of that variable or expression, as it was typed; null if there is none.</summary>
    public static string? Of(string uri, InvocationInfo invocation)
        => uri.EndsWith('/') && CallerStatement.TextOf(invocation) is { } statement
            ? CallerStatement.Commands(statement)
                .Where(static command => command.GetCommandName()?.IndexOf("-Resource", StringComparison.OrdinalIgnoreCase) >= 0)
                .SelectMany(static command => command.CommandElements).OfType<ExpandableStringExpressionAst>()
                .Select(text => Of(text, statement, uri)).FirstOrDefault(static end => end is not null)
            : null;

    // The text before the expression must be the end of the url. It then belongs to the url, and the expression is empty.
    private static string? Of(ExpandableStringExpressionAst text, string statement, string uri)
    {
        var quotes = text.StringConstantType == StringConstantType.BareWord ? 0 : 1;
        if (text.NestedExpressions.Count == 0 || text.NestedExpressions[^1].Extent is not { } last || last.EndOffset != text.Extent.EndOffset - quotes)
            return null;
        var from = text.NestedExpressions.Count > 1 ? text.NestedExpressions[^2].Extent.EndOffset : text.Extent.StartOffset + quotes;
        var before = statement[from..last.StartOffset];
        return before.EndsWith('/') && uri.EndsWith(before, StringComparison.Ordinal) ? last.Text : null;
    }
}
