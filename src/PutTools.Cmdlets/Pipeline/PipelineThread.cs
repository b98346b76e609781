using System.Collections.Concurrent;

namespace PutTools.Cmdlets.Pipeline;

/// <summary>
/// The thread of a pipeline. Only this thread may call PowerShell. Other threads hand it work, which it does while it waits
/// for writes.
/// </summary>
internal sealed class PipelineThread
{
    private readonly ConcurrentQueue<Action> _work = new();

    // Not disposed: a late signal may still arrive. Without its wait handle it holds no system resource.
    private readonly ManualResetEventSlim _wake = new();
    private int _signalled;

    /// <summary>Wakes the pipeline thread if it waits.</summary>
    public void Signal()
    {
        Volatile.Write(ref _signalled, 1);
        _wake.Set();
    }

    /// <summary>Runs <paramref name="function"/> on the pipeline thread the next time it waits.</summary>
    public Task<T> RunAsync<T>(Func<T> function, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var registration = cancellationToken.Register(() => done.TrySetCanceled(cancellationToken));
        _work.Enqueue(Run);
        _wake.Set();
        return done.Task;

        void Run()
        {
            registration.Dispose();
            try
            {
                if (!done.Task.IsCompleted)
                    done.TrySetResult(function());
            }
            catch (Exception failure)
            {
                done.TrySetException(failure);
            }
        }
    }

    /// <summary>Does the pending work until there is a signal. Called on the pipeline thread.</summary>
    /// <remarks>
    /// A signal takes precedence over work: a finished write frees its slot, so that the next write is sent while the work
    /// runs.
    /// </remarks>
    public void Work()
    {
        while (Volatile.Read(ref _signalled) == 0 && _work.TryDequeue(out var work))
            work();
    }

    /// <summary>Works and waits until there is a signal, and consumes it. Called on the pipeline thread.</summary>
    public void WaitForSignal()
    {
        while (true)
        {
            Work();
            if (Interlocked.Exchange(ref _signalled, 0) == 1)
                return;
            _wake.Wait();
            // Reset before re-checking, so that a signal in between is not lost.
            _wake.Reset();
        }
    }
}
