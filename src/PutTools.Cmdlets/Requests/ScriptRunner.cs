using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using PutTools.Http;

namespace PutTools.Cmdlets.Requests;

/// <summary>Runs the script blocks of parameters, in the scope that they were written in.</summary>
internal static class ScriptRunner
{
    // A statement that fails would otherwise be shown, and the block would go on with half of what was meant.
    private static readonly PSVariable StopAtErrors = new("ErrorActionPreference", ActionPreference.Stop);

    /// <summary>What <paramref name="block"/> outputs.</summary>
    /// <param name="parameter">The parameter that it belongs to.</param>
    /// <param name="block">The block.</param>
    /// <param name="item">Its <c>$_</c>.</param>
    /// <param name="arguments">Its <c>$args</c>.</param>
    /// <exception cref="RequestException">ScriptBlockFailed: it threw, or a command in it failed.</exception>
    public static IReadOnlyList<object?> Run(string parameter, ScriptBlock block, object? item, params object?[] arguments)
    {
        try
        {
            return block.InvokeWithContext(null, [new PSVariable("_", item), StopAtErrors], arguments);
        }
        catch (LoopFlowException)
        {
            // A break or continue outside of a loop ends the block, and not a loop of the caller.
            return [];
        }
        catch (RuntimeException failure) when (failure is not PipelineStoppedException)
        {
            throw new RequestException(ErrorKind.ScriptBlockFailed, CmdletMessages.ScriptFailed(parameter, Cause(failure)), failure);
        }
    }

    // What stopped it, without "The running command stopped because the preference variable …" before it.
    private static string Cause(RuntimeException failure)
        => failure is ActionPreferenceStopException { ErrorRecord: { } record } ? record.ErrorDetails?.Message ?? record.Exception.Message : failure.Message;
}
