using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Http;

namespace PutTools.Cmdlets.Pipeline;

/// <summary>
/// The running writes of one pipeline, in the order of their input. Up to the limit run at the same time. Outcomes are
/// emitted in the order of the input, so a slow write holds back the outcomes after it, up to a bound.
/// </summary>
internal sealed class OrderedQueue(int limit, PipelineThread thread, Cmdlet cmdlet, Action<PipelineItem> emit, CancellationToken stop)
{
    // The number of finished writes that may wait behind a slow one, per concurrent write. Bounds memory.
    private const int BacklogPerPlace = 16;

    /// <summary>Which messages are shown: those of <c>-Verbose</c>, and those of <c>-Debug</c>.</summary>
    public (bool Verbose, bool Debug) Shows { get; init; }

    private readonly Queue<PipelineItem> _pending = new();
    private long _count;
    private int _underWay;

    /// <summary>
    /// Waits for a free slot and starts a write. With a limit of one, it also waits until the write is done.
    /// </summary>
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

    /// <summary>The number of running writes.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>Waits for all running writes.</summary>
    public void Drain() => EmitUntil(() => _pending.Count == 0);

    /// <summary>Counts, in one warning, the started writes that can't be reported because the pipeline ends early.</summary>
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

    /// <summary>Signals that a write is done. Called from any thread.</summary>
    public void Completed()
    {
        Interlocked.Decrement(ref _underWay);
        thread.Signal();
    }

    /// <summary>Signals that a write has a message to forward. Called from any thread.</summary>
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
            head.Forward(cmdlet);
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
