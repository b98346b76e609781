using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Runtime.ExceptionServices;
using PutTools.Http;

namespace PutTools.Cmdlets.Conversion;

/// <summary>Runs the script blocks of parameters, in the scope that they were written in.</summary>
internal static class ScriptRunner
{
    // The functions of a script module don't see the preference of their caller: their errors come out redirected.
    private const string Runner = "param($block, $variables, $arguments) $block.InvokeWithContext($null, $variables, $arguments) 2>&1";

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
            return Invoke(block, item, arguments);
        }
        catch (LoopFlowException)
        {
            // Outside of a loop it would end a loop of the caller. What the block has output so far is lost with it.
            throw Failure(new RuntimeException(CmdletMessages.NoLoop));
        }
        catch (RuntimeException failure) when (failure is not PipelineStoppedException)
        {
            throw Failure(failure);
        }

        RequestException Failure(RuntimeException failure)
            => new(ErrorKind.ScriptBlockFailed, CmdletMessages.ScriptFailed(parameter, Cause(failure)), failure);
    }

    /// <summary>What <paramref name="block"/> outputs.</summary>
    /// <exception cref="RuntimeException">It threw, or a command in it failed, in a module too.</exception>
    /// <exception cref="LoopFlowException">It has a break or continue outside of a loop.</exception>
    public static IReadOnlyList<object?> Invoke(ScriptBlock block, object? item, object?[] arguments)
    {
        List<PSVariable> variables = [new("_", item), StopAtErrors];
        List<object?> output;
        try
        {
            output = [.. ScriptBlock.Create(Runner).Invoke(block, variables, arguments).Where(static value => !IsFromProgram(value))];
        }
        catch (MethodInvocationException call) when (call.InnerException is RuntimeException failure)
        {
            // The call is ours, not the block's.
            ExceptionDispatchInfo.Capture(failure).Throw();
            throw;
        }

        return output.Select(InputObject.Base).OfType<ErrorRecord>().FirstOrDefault() is { } error
            ? throw new RuntimeException(error.Exception.Message, error.Exception, error)
            : output;
    }

    /// <summary>What stopped a block, without "The running command stopped because the preference variable …" before it.</summary>
    public static string Cause(RuntimeException failure)
        => failure is ActionPreferenceStopException { ErrorRecord: { } record } ? record.ErrorDetails?.Message ?? record.Exception.Message : failure.Message;

    // What a native program writes to its error stream need not be an error.
    private static bool IsFromProgram(PSObject? value)
        => InputObject.Base(value) is ErrorRecord error && error.FullyQualifiedErrorId.StartsWith("NativeCommandError", StringComparison.Ordinal);
}
