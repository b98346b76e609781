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
    /// <summary>The new state: what the block returned, or the current one as it left it.</summary>
    /// <param name="block">The block; it gets the state as <c>$_</c> and the input object as its argument.</param>
    /// <param name="state">The current state; null where there is none.</param>
    /// <param name="inputObject">The object that the write is made from.</param>
    /// <exception cref="RequestException">The block failed, or returned what can't be the new state.</exception>
    public static object? Run(ScriptBlock block, object? state, object? inputObject)
    {
        IReadOnlyList<object?> output;
        try
        {
            output = ScriptRunner.Invoke(block, state, [inputObject]);
        }
        catch (LoopFlowException)
        {
            // A break or continue outside of a loop ends the block, as return does, and not a loop of the caller.
            return state;
        }
        catch (RuntimeException failure) when (failure is not PipelineStoppedException)
        {
            throw new RequestException(ErrorKind.ScriptBlockFailed, CmdletMessages.ScriptFailed("Update", ScriptRunner.Cause(failure)), failure);
        }

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

    private static bool IsObject(object? state) => InputObject.Base(state) is { } value and not (ValueType or string or Array);
}
