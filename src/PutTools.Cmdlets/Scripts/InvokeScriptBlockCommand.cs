using System.Management.Automation;

namespace PutTools.Cmdlets.Scripts;

/// <summary>
/// Runs a script block with variables of its own. Not exported: only for sessions with a constrained language, whose scripts can't call
/// <see cref="ScriptBlock.InvokeWithContext(System.Collections.IDictionary, List{PSVariable}, object[])"/>, but can call a command.
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "ScriptBlock")]
internal sealed class InvokeScriptBlockCommand : Cmdlet
{
    /// <summary>The command, to be called from a script.</summary>
    public static readonly CmdletInfo Info = new("Invoke-ScriptBlock", typeof(InvokeScriptBlockCommand));

    [Parameter(Position = 0)]
    public ScriptBlock Block { get; set; } = null!;

    [Parameter(Position = 1)]
    public List<PSVariable> Variables { get; set; } = [];

    [Parameter(Position = 2)]
    [AllowNull]
    [AllowEmptyCollection]
    public object?[] Arguments { get; set; } = [];

    protected override void EndProcessing() => WriteObject(Block.InvokeWithContext(null, Variables, Arguments), enumerateCollection: true);
}
