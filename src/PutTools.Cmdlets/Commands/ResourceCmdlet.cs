using System;
using System.Management.Automation;
using System.Threading;
using PutTools.Cmdlets.Output;
using PutTools.Cmdlets.Pipeline;
using PutTools.Http;

namespace PutTools.Cmdlets;

/// <summary>What every command here needs: to be stopped, to clean up, and to report failures.</summary>
public abstract class ResourceCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Cancelled when the user stops the pipeline, or when it ends early.</summary>
    private protected CancellationToken Stop => _stop.Token;

    /// <summary>The thread that the command runs on, for what only it may do.</summary>
    private protected PipelineThread Thread { get; } = new();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _stop.Cancel();

    /// <summary>Cancels what is still under way.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        _stop.Cancel();
        _stop.Dispose();
    }

    private protected bool IsBound(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    private protected static RequestException Invalid(string message) => new(ErrorKind.InvalidParameter, message);

    /// <summary>Ends the pipeline: <paramref name="failure"/> would meet each of its objects.</summary>
    private protected void Refuse(RequestException failure) => ThrowTerminatingError(ErrorRecords.Create(failure, inputObject: null));

    /// <summary>Reports a failure, and lets the pipeline go on.</summary>
    private protected void WriteFailure(RequestException failure, object? inputObject)
        => WriteError(ErrorRecords.Create(failure, inputObject));
}
