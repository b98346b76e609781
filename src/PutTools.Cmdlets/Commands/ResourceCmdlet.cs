using System.Management.Automation;
using PutTools.Cmdlets.Output;
using PutTools.Cmdlets.Pipeline;
using PutTools.Http;

namespace PutTools.Cmdlets;

/// <summary>The base of all commands: cancellation, cleanup and error reports.</summary>
public abstract class ResourceCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Cancelled when the user stops the pipeline, or when it ends early.</summary>
    private protected CancellationToken Stop => _stop.Token;

    /// <summary>The thread of the command, for work that only this thread may do.</summary>
    private protected PipelineThread Thread { get; } = new();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => CancelRunning();

    /// <summary>Cancels running work.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        CancelRunning();
        _stop.Dispose();
    }

    private protected void CancelRunning() => _stop.Cancel();

    private protected bool IsBound(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    private protected static RequestException Invalid(string message) => new(ErrorKind.InvalidParameter, message);

    /// <summary>Ends the pipeline, because <paramref name="failure"/> would occur for each of its objects.</summary>
    private protected void Refuse(RequestException failure) => ThrowTerminatingError(ErrorRecords.Create(failure, inputObject: null));

    /// <summary>
    /// Reports a failure of one object. Without pipeline input it ends the statement, so that catch and trap get it, as with
    /// Invoke-RestMethod.
    /// </summary>
    private protected void WriteFailure(ErrorRecord failure)
    {
        // -ErrorAction can hide only a non-terminating error.
        var isHidden = MyInvocation.BoundParameters.TryGetValue("ErrorAction", out var action)
            && action is ActionPreference.SilentlyContinue or ActionPreference.Ignore;
        // A run must not continue without its journal, whatever -ErrorAction specifies.
        var isLast = failure.Exception is ResourceException { Kind: ErrorKind.JournalFailed };
        if ((MyInvocation.ExpectingInput || isHidden) && !isLast)
            WriteError(failure);
        else
            ThrowTerminatingError(failure);
    }
}
