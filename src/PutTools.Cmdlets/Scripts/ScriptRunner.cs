using System.Management.Automation;
using System.Runtime.ExceptionServices;
using PutTools.Cmdlets.Conversion;
using PutTools.Http;
using PutTools.Secrets;

namespace PutTools.Cmdlets.Scripts;

/// <summary>Runs the script blocks of parameters in their own scope.</summary>
internal static class ScriptRunner
{
    // Functions of a script module don't see the caller's preference, so their errors are redirected to the output.
    private const string Runner = "param($block, $variables, $arguments) $block.InvokeWithContext($null, $variables, $arguments) 2>&1";

    // The braces make a scope. Behind a command, the redirection would only take the errors of the command itself.
    private const string ConstrainedRunner = "param($command, $block, $variables, $arguments) & { & $command $block $variables $arguments } 2>&1";

    /// <summary>Returns the output of <paramref name="block"/>.</summary>
    /// <param name="parameter">The parameter of the block.</param>
    /// <param name="block">The block.</param>
    /// <param name="item">Its <c>$_</c>.</param>
    /// <param name="arguments">Its <c>$args</c>.</param>
    /// <exception cref="RequestException">ScriptBlockFailed: the block threw, or a command in it failed.</exception>
    public static IReadOnlyList<object?> Run(string parameter, ScriptBlock block, object? item, params object?[] arguments)
        => Run(block, item, arguments, why => CmdletMessages.ScriptFailed(parameter, why));

    /// <summary>The same with a message that <paramref name="describe"/> makes of the cause of a failure.</summary>
    public static IReadOnlyList<object?> Run(ScriptBlock block, object? item, object?[] arguments, Func<string, string> describe)
    {
        try
        {
            return Invoke(block, item, arguments);
        }
        catch (LoopFlowException)
        {
            // A break outside of a loop would end a loop of the caller, and the output of the block so far is lost.
            throw Failure(new RuntimeException(CmdletMessages.NoLoop));
        }
        catch (RuntimeException failure) when (failure is not PipelineStoppedException)
        {
            throw Failure(failure);
        }

        RequestException Failure(RuntimeException failure)
            => new(ErrorKind.ScriptBlockFailed, describe(Cause(failure)), failure);
    }

    /// <summary>Returns the output of <paramref name="block"/>.</summary>
    /// <exception cref="RuntimeException">
    /// The block threw, or a command in it or in a module that it calls failed.
    /// </exception>
    /// <exception cref="LoopFlowException">The block has a break or continue outside of a loop.</exception>
    public static IReadOnlyList<object?> Invoke(ScriptBlock block, object? item, object?[] arguments)
    {
        // Without the preference, a failing statement would only be shown, and the block would continue with an incomplete result. Each call
        // has its own variables, because a block may set them.
        List<PSVariable> variables = [new("_", item), new("ErrorActionPreference", ActionPreference.Stop)];
        List<object?> output;
        try
        {
            output = [.. Run(block, variables, arguments).Where(static value => !IsFromProgram(value))];
        }
        catch (MethodInvocationException call) when (call.InnerException is RuntimeException failure)
        {
            // Rethrows the block's own exception, without the exception of the call around it.
            ExceptionDispatchInfo.Capture(failure).Throw();
            throw;
        }

        return output.Select(PSValue.Base).OfType<ErrorRecord>().FirstOrDefault() is { } error
            ? throw new RuntimeException(error.Exception.Message, error.Exception, error)
            : output;
    }

    private static IEnumerable<PSObject> Run(ScriptBlock block, List<PSVariable> variables, object?[] arguments)
    {
        try
        {
            return ScriptBlock.Create(Runner).Invoke(block, variables, arguments);
        }
        // The runner itself is refused, before it runs the block.
        catch (RuntimeException failure) when (failure is not MethodInvocationException
            && failure.ErrorRecord is { FullyQualifiedErrorId: "MethodInvocationNotSupportedInConstrainedLanguage", InvocationInfo.Line: Runner })
        {
            return ScriptBlock.Create(ConstrainedRunner).Invoke(InvokeScriptBlockCommand.Info, block, variables, arguments);
        }
    }

    /// <summary>
    /// Returns the cause without secrets, and without the prefix "The running command stopped because the preference variable …".
    /// </summary>
    public static string Cause(RuntimeException failure) => RedactedText.Sentence(failure switch
    {
        ActionPreferenceStopException { ErrorRecord: { } record } => record.ErrorDetails?.Message ?? record.Exception.Message,
        // Our own message, without the name of the method that threw it.
        MethodInvocationException { InnerException: RequestException own } => own.Message,
        _ => failure.Message,
    });

    // A native program may write to its error stream without an error.
    private static bool IsFromProgram(PSObject? value)
        => PSValue.Base(value) is ErrorRecord error && error.FullyQualifiedErrorId.StartsWith("NativeCommandError", StringComparison.Ordinal);
}
