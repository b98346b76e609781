using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using PutTools.Cmdlets.Conversion;
using PutTools.Http;

namespace PutTools.Cmdlets.Scripts;

/// <summary>Runs the script block of <c>-Update</c>.</summary>
internal static class UpdateBlock
{
    /// <summary>
    /// Returns the new state: the output of the block, or the current state after the block has edited it.
    /// </summary>
    /// <param name="block">The block. It gets the state as <c>$_</c> and the input object as its argument.</param>
    /// <param name="state">The current state; null if there is none.</param>
    /// <param name="inputObject">The object that the write is made from.</param>
    /// <exception cref="RequestException">The block failed, or its output can't be the new state.</exception>
    public static object? Run(ScriptBlock block, object? state, object? inputObject)
    {
        IReadOnlyList<object?> output;
        try
        {
            output = ScriptRunner.Invoke(block, state, [inputObject]);
        }
        catch (LoopFlowException)
        {
            // A break or continue outside of a loop ends the block like return, and does not reach a loop of the caller.
            return state;
        }
        catch (RuntimeException failure) when (failure is not PipelineStoppedException)
        {
            var why = ScriptRunner.Cause(failure);
            if (inputObject is null && block.Ast is ScriptBlockAst { ParamBlock.Parameters.Count: > 0 })
                why = why.TrimEnd('.') + CmdletMessages.StateIsNoArgument;
            throw new RequestException(ErrorKind.ScriptBlockFailed, CmdletMessages.UpdateFailed(why, PSValue.Base(state), NewProperty(failure, state)), failure);
        }

        if (output.Count == 0)
            return state;
        var isList = state is IList and not byte[];
        if (output.Count > 1 && !isList)
            throw new RequestException(ErrorKind.InvalidPayload, CmdletMessages.UpdateReturnedMany(output.Count));
        var changed = output.Count > 1 || (isList && PSValue.Base(output[0]) is not IList) ? output.ToArray() : output[0];
        // For example, the index that ArrayList.Add outputs is not the new state of an object.
        if (IsObject(state) && !IsObject(changed))
            throw new RequestException(ErrorKind.InvalidPayload, CmdletMessages.UpdateReturnedOther(PSValue.Base(changed)?.GetType()));
        return changed;
    }

    // PowerShell refuses to assign to a property that an object does not have, and names it in the message alone, in quotes.
    private static string? NewProperty(RuntimeException failure, object? state)
        => state is not null && failure is SetValueInvocationException && failure.Message.Split('"') is [_, var name, ..]
            && PSObject.AsPSObject(state).Properties[name] is null ? name : null;

    private static bool IsObject(object? state) => PSValue.Base(state) is { } value and not (ValueType or string or Array);
}
