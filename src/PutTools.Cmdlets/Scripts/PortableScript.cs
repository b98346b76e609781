using System.Management.Automation;
using System.Management.Automation.Runspaces;
using PutTools.Http;

namespace PutTools.Cmdlets.Scripts;

/// <summary>A script block that can run in another runspace than its own.</summary>
/// <param name="parameter">The parameter that it belongs to, for errors.</param>
/// <param name="script">The block.</param>
internal sealed class PortableScript(string parameter, ScriptBlock script)
{
    private readonly Guid? _home = Runspace.DefaultRunspace?.InstanceId;

    // A script block that is called from another runspace waits for its own runspace, so a copy of its text runs there.
    // In strict mode a variable that only the original runspace has is an error. Otherwise it would be $null, and a
    // signature would be computed from nothing.
    private ScriptBlock Copy => ScriptBlock.Create($"Set-StrictMode -Version 1; & {script.Ast.Extent.Text} @args");

    /// <summary>Returns the output of the block. Runs on the thread of the calling pipeline.</summary>
    /// <exception cref="RequestException">ScriptBlockFailed: it threw, or a command in it failed.</exception>
    public IReadOnlyList<object?> Run(object? item)
    {
        var isHome = Runspace.DefaultRunspace?.InstanceId == _home;
        return ScriptRunner.Run(isHome ? script : Copy, item, [item], why => CmdletMessages.AttemptScriptFailed(parameter, why, isHome));
    }
}
