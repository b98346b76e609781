using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Http;

namespace PutTools.Cmdlets.Pipeline;

/// <summary>
/// The writes of one pipeline that are under way, in the order of their input. Up to the limit run at once; outcomes
/// come out in the order of the input. A slow write holds back the outcomes after it, up to a bound.
/// </summary>
internal sealed class OrderedQueue(int limit, PipelineThread thread, Cmdlet cmdlet, Action<PipelineItem> emit, CancellationToken stop)
{
    // How many finished writes, for each concurrent one, may wait behind a slow write. Bounds memory.
    private const int BacklogPerPlace = 16;

    private readonly Queue<PipelineItem> _pending = new();
    private long _count;
    private int _underWay;

    /// <summary>Waits for a free slot and starts a write; with a limit of one, waits until it is done.</summary>
    public void Add(object? inputObject, Func<PipelineItem, Task<ResourceResponse?>> start)
    {
        EmitUntil(() => Volatile.Read(ref _underWay) < limit && _pending.Count < limit * BacklogPerPlace);
        var write = new PipelineItem(inputObject, ++_count, this);
        Interlocked.Increment(ref _underWay);
        _pending.Enqueue(write);
        write.Follow(start(write));
        if (limit == 1)
            Drain();
        else
            thread.Work();
    }

    /// <summary>Waits for all writes that are running.</summary>
    public void Drain() => EmitUntil(() => _pending.Count == 0);

    /// <summary>Counts, in one warning, the writes that were started and cannot be reported, because the pipeline ends early.</summary>
    public void Abandon(Action<string> warn)
    {
        var left = _pending.Where(static write => write.Outcome is not null).ToList();
        _pending.Clear();
        if (left.Count == 0)
            return;
        var succeeded = left.Count(static write => write.Outcome.Status == TaskStatus.RanToCompletion);
        var failed = left.Count(static write => write.Outcome.Exception?.InnerException is RequestException { OutcomeUnknown: false });
        warn(CmdletMessages.Abandoned(succeeded, failed, left.Count - succeeded - failed));
    }

    /// <summary>From any thread: a write is done.</summary>
    public void Completed()
    {
        Interlocked.Decrement(ref _underWay);
        thread.Signal();
    }

    /// <summary>From any thread: a write has a message to forward.</summary>
    public void Reported() => thread.Signal();

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

    // Messages of the oldest running write are forwarded at once; those of later ones wait for their turn.
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
            Emit(head);
        }
    }

    // -ErrorAction Stop and Select-Object -First end the pipeline here.
    private void Emit(PipelineItem write)
    {
        try
        {
            emit(write);
        }
        catch
        {
            Abandon(cmdlet.WriteWarning);
            throw;
        }
    }
}
