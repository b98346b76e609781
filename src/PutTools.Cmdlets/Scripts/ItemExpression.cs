using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using PutTools.Cmdlets.Conversion;

namespace PutTools.Cmdlets.Scripts;

/// <summary>
/// A script block that is only <c>{ $_ }</c> or <c>{ $_.name }</c>. Its value is read without running a script: that is faster, and a
/// list keeps its form, which the output of a script loses (a list of one element is unrolled, and bytes come one by one).
/// </summary>
internal sealed class ItemExpression
{
    private readonly string? _name;

    private ItemExpression(string? name) => _name = name;

    /// <summary>Returns the expression; null if <paramref name="block"/> is anything else.</summary>
    public static ItemExpression? Of(ScriptBlock block)
        => Expression(block.Ast as ScriptBlockAst) switch
        {
            InvokeMemberExpressionAst => null,
            MemberExpressionAst { Static: false, Member: StringConstantExpressionAst name } member when IsItem(member.Expression) => new(name.Value),
            var expression when IsItem(expression) => new(name: null),
            _ => null,
        };

    /// <summary>Gets the value for <paramref name="item"/>. False if only PowerShell knows it, such as for a missing property.</summary>
    public bool TryGet(object? item, out object? value)
    {
        value = item;
        if (_name is null)
            return true;
        if (PSValue.Base(item) is IDictionary dictionary)
        {
            value = dictionary.Contains(_name) ? dictionary[_name] : null;
            return value is not null;
        }

        try
        {
            value = item is null ? null : PSObject.AsPSObject(item).Properties[_name]?.Value;
            return value is not null;
        }
        catch (GetValueException)
        {
            return false;
        }
    }

    private static ExpressionAst? Expression(ScriptBlockAst? block)
        => block is { ParamBlock: null, DynamicParamBlock: null, BeginBlock: null, ProcessBlock: null, EndBlock.Statements: { Count: 1 } statements }
            && statements[0] is PipelineAst { PipelineElements: { Count: 1 } elements }
            && elements[0] is CommandExpressionAst { Redirections.Count: 0 } command
            ? command.Expression
            : null;

    /// <summary>True for <c>$_</c> and <c>$PSItem</c>.</summary>
    public static bool IsItem(Ast? node) => node is VariableExpressionAst { Splatted: false } variable && IsNameOfItem(variable.VariablePath.UserPath);

    /// <summary>True for the names of these variables.</summary>
    public static bool IsNameOfItem(string variable) => variable == "_" || variable.Equals("PSItem", StringComparison.OrdinalIgnoreCase);
}
