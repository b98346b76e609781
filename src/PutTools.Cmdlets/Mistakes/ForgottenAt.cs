using System.Management.Automation;
using System.Management.Automation.Language;
using PutTools.Http;

namespace PutTools.Cmdlets.Mistakes;

/// <summary>Finds a hashtable whose <c>@</c> was forgotten: <c>{ name = 'Frodo' }</c> is a script block, and runs a program "name".</summary>
internal static class ForgottenAt
{
    /// <summary>Passes any other script block.</summary>
    /// <exception cref="RequestException">InvalidParameter: it looks like a hashtable.</exception>
    public static void Check(string parameter, ScriptBlock script)
    {
        if (script.Ast is not ScriptBlockAst { ParamBlock: null, EndBlock.Statements: [PipelineAst { PipelineElements: [CommandAst command] }, ..] }
            || command.CommandElements[0] is not StringConstantExpressionAst { StringConstantType: StringConstantType.BareWord } name)
        {
            return;
        }

        // Without spaces it is one word.
        var equals = name.Value.IndexOf('=');
        if (equals > 0 || (command.CommandElements.Count > 1 && command.CommandElements[1].Extent.Text[0] == '='))
            throw new RequestException(ErrorKind.InvalidParameter, MistakeMessages.ForgottenAt(parameter, equals > 0 ? name.Value[..equals] : name.Value, Text(script)));
    }

    private static string Text(ScriptBlock script) => string.Join(" ", script.Ast.Extent.Text.Split([' ', '\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries));
}
