using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using PutTools.Http;

namespace PutTools.Cmdlets.Conversion;

/// <summary>Runs the script block of <c>-Update</c>.</summary>
internal static class UpdateBlock
{
    // Any error ends the block, so that no half-made state is written. The functions of a script module don't see the
    // caller's preference: their errors come out redirected.
    private const string Runner = "param($block, $variables, $argument) $block.InvokeWithContext($null, $variables, @(, $argument)) 2>&1";

    /// <summary>The new state: what the block returned, or the current one as it left it.</summary>
    /// <param name="block">The block; it gets the state as <c>$_</c> and the input object as its argument.</param>
    /// <param name="state">The current state; null where there is none.</param>
    /// <param name="inputObject">The object that the write is made from.</param>
    /// <exception cref="RequestException">The block failed, or returned what can't be the new state.</exception>
    public static object? Run(ScriptBlock block, object? state, object? inputObject)
    {
        List<object?> output;
        try
        {
            List<PSVariable> variables = [new("_", state), new("ErrorActionPreference", ActionPreference.Stop)];
            output = [.. ScriptBlock.Create(Runner).Invoke(block, variables, inputObject).Where(static item => !IsFromProgram(item))];
        }
        catch (LoopFlowException)
        {
            // A break or continue outside of a loop ends the block, as return does, and not a loop of the caller.
            return state;
        }
        catch (Exception failure) when (failure is RuntimeException and not PipelineStoppedException)
        {
            throw new RequestException(ErrorKind.ScriptBlockFailed, CmdletMessages.UpdateFailed(failure), failure);
        }

        if (output.Select(InputObject.Base).OfType<ErrorRecord>().FirstOrDefault() is { } error)
            throw new RequestException(ErrorKind.ScriptBlockFailed, CmdletMessages.UpdateFailed(error.Exception), error.Exception);
        if (output.Count == 0)
            return state;
        var isList = state is IList and not byte[];
        if (output.Count > 1 && !isList)
            throw new RequestException(ErrorKind.InvalidPayload, CmdletMessages.UpdateReturnedMany(output.Count));
        var changed = output.Count > 1 || (isList && InputObject.Base(output[0]) is not IList) ? output.ToArray() : output[0];
        // The index that ArrayList.Add returns is no new state of an object.
        if (IsObject(state) && !IsObject(changed))
            throw new RequestException(ErrorKind.InvalidPayload, CmdletMessages.UpdateReturnedOther(InputObject.Base(changed)?.GetType()));
        return changed;
    }

    // What a native program writes to its error stream need not be an error.
    private static bool IsFromProgram(PSObject? item)
        => InputObject.Base(item) is ErrorRecord error && error.FullyQualifiedErrorId.StartsWith("NativeCommandError", StringComparison.Ordinal);

    private static bool IsObject(object? state) => InputObject.Base(state) is { } value and not (ValueType or string or Array);
}
