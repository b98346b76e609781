using System;
using System.Collections.Concurrent;
using System.Threading;
using System.Threading.Tasks;

namespace PutTools.Cmdlets.Pipeline;

/// <summary>
/// The thread that a pipeline runs on, as others see it. It alone may touch PowerShell, so others hand it work,
/// which it does while it waits for them.
/// </summary>
internal sealed class PipelineThread
{
    private readonly ConcurrentQueue<Action> _work = new();

    // Not disposed: a late signal may still come, and it holds nothing of the system's while nobody asks for its handle.
    private readonly ManualResetEventSlim _wake = new();
    private int _signalled;

    /// <summary>Wakes the pipeline thread where it waits.</summary>
    public void Signal()
    {
        Volatile.Write(ref _signalled, 1);
        _wake.Set();
    }

    /// <summary>Runs <paramref name="function"/> on the pipeline thread, the next time that it waits.</summary>
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

    /// <summary>On the pipeline thread: does the work that is there, until there is a signal.</summary>
    /// <remarks>
    /// A signal goes before work: a write that is done leaves its place to the next one, which then is on the wire
    /// while the work is done.
    /// </remarks>
    public void Work()
    {
        while (Volatile.Read(ref _signalled) == 0 && _work.TryDequeue(out var work))
            work();
    }

    /// <summary>On the pipeline thread: works and waits until there is a signal, and takes it.</summary>
    public void WaitForSignal()
    {
        while (true)
        {
            Work();
            if (Interlocked.Exchange(ref _signalled, 0) == 1)
                return;
            _wake.Wait();
            // Before looking again: what comes after that sets it anew.
            _wake.Reset();
        }
    }
}
