using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;

namespace PutTools.Cmdlets.Pipeline;

/// <summary>
/// The writes of one pipeline that are under way, in the order of their input. Outcomes come out in that order.
/// </summary>
internal sealed class WriteQueue(PipelineThread thread, Cmdlet cmdlet, Action<PendingWrite> emit, CancellationToken stop)
{
    private readonly Queue<PendingWrite> _pending = new();

    /// <summary>Starts a write and waits until it is done.</summary>
    public void Add(object? inputObject, Func<PendingWrite, Task<ResourceResponse?>> start)
    {
        var write = new PendingWrite(inputObject, thread);
        write.Follow(start(write));
        _pending.Enqueue(write);
        Drain();
    }

    /// <summary>Waits for all that is under way.</summary>
    public void Drain()
    {
        while (_pending.Count > 0)
        {
            var head = _pending.Peek();
            head.PassOn(cmdlet);
            if (head.Outcome.IsCompleted)
            {
                head.PassOn(cmdlet);
                _pending.Dequeue();
                emit(head);
            }
            else if (stop.IsCancellationRequested)
            {
                throw new PipelineStoppedException();
            }
            else
            {
                thread.WaitForSignal();
            }
        }
    }
}
