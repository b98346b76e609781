using System.Management.Automation;
using System.Runtime.ExceptionServices;
using PutTools.Http;
using PutTools.Pipeline;

namespace PutTools.Cmdlets.Output;

/// <summary>
/// The boundary of the work for one object. Any exception becomes the error of that object, and the pipeline continues,
/// unless the exception is meant to end the pipeline.
/// </summary>
internal static class Boundary
{
    /// <summary>True if <paramref name="failure"/> concerns one object, and not the whole pipeline.</summary>
    public static bool IsOfOneObject(Exception failure)
        => failure is not (PipelineStoppedException or FlowControlException or ActionPreferenceStopException or OperationCanceledException
            // A script block that calls itself without end: to report that at each level would exhaust the stack.
            or ScriptCallDepthException);

    /// <summary>Returns the failure with what is known about the outcome.</summary>
    /// <param name="failure">The exception.</param>
    /// <param name="response">The response to the write; null if there is none.</param>
    /// <param name="mayBeSent">True if the write may have been sent.</param>
    public static RequestException Wrap(Exception failure, HttpResponse? response, bool mayBeSent)
    {
        if (failure is RequestException own)
            return own;
        mayBeSent &= !failure.Data.Contains(WriteOutcome.NotApplied);
        return new RequestException(ErrorKind.UnexpectedFailure, CmdletMessages.Unexpected(failure, response, mayBeSent), failure)
        {
            Response = response,
            Attempts = response?.Attempts ?? 0,
            OutcomeUnknown = mayBeSent && response is null,
            IsApplied = response is { IsSuccess: true },
        };
    }

    /// <summary>Returns what <paramref name="read"/> returns; null if it fails.</summary>
    public static T? OrNothing<T>(Func<T?> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (IsOfOneObject(failure))
        {
            return null;
        }
    }

    /// <summary>Returns the failure of <paramref name="write"/>; null if it succeeded.</summary>
    /// <exception cref="PipelineStoppedException">The pipeline was stopped.</exception>
    public static RequestException? Failure(Task write, CancellationToken stop)
    {
        if (write.Status == TaskStatus.RanToCompletion)
            return null;
        if (write.IsCanceled && stop.IsCancellationRequested)
            throw new PipelineStoppedException();
        var failure = write.Exception?.InnerException ?? new TaskCanceledException(write);
        if (failure is not OperationCanceledException && !IsOfOneObject(failure))
            ExceptionDispatchInfo.Capture(failure).Throw();
        return Wrap(failure, response: null, mayBeSent: true);
    }
}
