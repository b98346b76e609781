using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;

namespace PutTools.Cmdlets.Pipeline;

/// <summary>
/// The writes of one pipeline that are under way, in the order of their input. Up to the limit run at once; outcomes
/// come out in the order of the input. A slow one holds back what comes after it, but not without bound.
/// </summary>
internal sealed class OrderedQueue(int limit, PipelineThread thread, Cmdlet cmdlet, Action<PipelineItem> emit, CancellationToken stop)
{
    // Done, and waiting for a slower one before them: for each place this many, so that memory stays bounded.
    private const int BacklogPerPlace = 16;

    private readonly Queue<PipelineItem> _pending = new();
    private int _underWay;

    /// <summary>Waits for a place and starts a write; with a limit of one, waits until it is done.</summary>
    public void Add(object? inputObject, Func<PipelineItem, Task<ResourceResponse?>> start)
    {
        EmitUntil(() => Volatile.Read(ref _underWay) < limit && _pending.Count < limit * BacklogPerPlace);
        var write = new PipelineItem(inputObject, this);
        Interlocked.Increment(ref _underWay);
        _pending.Enqueue(write);
        write.Follow(start(write));
        if (limit == 1)
            Drain();
        else
            thread.Work();
    }

    /// <summary>Waits for all that is under way.</summary>
    public void Drain() => EmitUntil(() => _pending.Count == 0);

    /// <summary>From any thread: a write is done.</summary>
    public void Completed()
    {
        Interlocked.Decrement(ref _underWay);
        thread.Signal();
    }

    /// <summary>From any thread: a write has something to say.</summary>
    public void Said() => thread.Signal();

    private void EmitUntil(Func<bool> isEnough)
    {
        while (true)
        {
            EmitReady();
            if (isEnough())
                return;
            if (stop.IsCancellationRequested)
                throw new PipelineStoppedException();
            thread.WaitForSignal();
        }
    }

    // What the first one says is passed on at once; what the others say, when it is their turn.
    private void EmitReady()
    {
        while (_pending.Count > 0)
        {
            var head = _pending.Peek();
            var isDone = head.Outcome.IsCompleted;
            head.PassOn(cmdlet);
            if (!isDone)
                return;
            _pending.Dequeue();
            emit(head);
        }
    }
}
