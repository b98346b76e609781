using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace PutTools.Cmdlets.Pipeline;

/// <summary>
/// The thread that a pipeline runs on, as others see it. It alone may touch PowerShell, so others hand it work,
/// which it does while it waits for them.
/// </summary>
internal sealed class PipelineThread
{
    private readonly Queue<Action> _work = new();
    private bool _signalled;

    /// <summary>Wakes the pipeline thread where it waits.</summary>
    public void Signal()
    {
        lock (_work)
        {
            _signalled = true;
            Monitor.Pulse(_work);
        }
    }

    /// <summary>Runs <paramref name="function"/> on the pipeline thread, the next time that it waits.</summary>
    public Task<T> RunAsync<T>(Func<T> function, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var registration = cancellationToken.Register(() => done.TrySetCanceled(cancellationToken));
        lock (_work)
        {
            _work.Enqueue(Run);
            Monitor.Pulse(_work);
        }

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
    public void Work()
    {
        while (Next(wait: false) is { } work)
            work();
    }

    /// <summary>On the pipeline thread: works and waits until there is a signal, and takes it.</summary>
    public void WaitForSignal()
    {
        while (Next(wait: true) is { } work)
            work();
    }

    // A signal goes before work: a write that is done leaves its place to the next one, which then is on the wire
    // while the work is done.
    private Action? Next(bool wait)
    {
        lock (_work)
        {
            while (wait && _work.Count == 0 && !_signalled)
                Monitor.Wait(_work);
            if (_work.Count > 0 && !_signalled)
                return _work.Dequeue();
            _signalled &= !wait;
            return null;
        }
    }
}
