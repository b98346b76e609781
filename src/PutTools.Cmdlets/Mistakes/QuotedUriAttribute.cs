using System.Management.Automation;
using System.Management.Automation.Language;

namespace PutTools.Cmdlets.Mistakes;

/// <summary>
/// Detects an unquoted url with a brace. PowerShell reads https://host/items/{id} without quotes as two arguments, a text
/// and a script block, and binding then fails with a message that does not help. This attribute finds the mistake first,
/// in the text of the command.
/// </summary>
internal sealed class QuotedUriAttribute : ArgumentTransformationAttribute
{
    public override bool TransformNullOptionalParameters => false;

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
        => inputData is string { Length: > 0 } uri && CallerStatement.Text is { } statement && Corrected(statement, uri) is { } corrected
            ? throw new ArgumentTransformationMetadataException(MistakeMessages.UnquotedUri(corrected))
            : inputData;

    // Parses only if necessary.
    private static string? Corrected(string statement, string uri) => statement.IndexOf(uri[^1] + "{", StringComparison.Ordinal) < 0 ? null
        : CallerStatement.Commands(statement).Select(command => Corrected(command, statement, uri)).FirstOrDefault(static text => text is not null);

    private static string? Corrected(CommandAst command, string statement, string uri)
    {
        var elements = command.CommandElements;
        for (var i = 0; i + 1 < elements.Count; i++)
        {
            if (!IsCut(elements[i], elements[i + 1], uri))
                continue;
            var end = i + 1;
            while (end + 1 < elements.Count && elements[end].Extent.EndOffset == elements[end + 1].Extent.StartOffset)
                end++;
            return CallerStatement.Quoted(statement, elements[i], elements[end]);
        }

        return null;
    }

    private static bool IsCut(CommandElementAst text, CommandElementAst brace, string uri)
        => brace is ScriptBlockExpressionAst && text.Extent.EndOffset == brace.Extent.StartOffset
            && (text is StringConstantExpressionAst { StringConstantType: StringConstantType.BareWord } constant ? constant.Value == uri
                : text is ExpandableStringExpressionAst { StringConstantType: StringConstantType.BareWord } expandable && expandable.Value[^1] == uri[^1]);
}
