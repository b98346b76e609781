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

    /// <summary>Waits for a free slot, and takes it for a write. Call <see cref="Started"/> when that has begun.</summary>
    public PipelineItem Take(object? inputObject)
    {
        EmitUntil(isEmpty: false);
        return new PipelineItem(inputObject, ++_count, this);
    }

    /// <summary>Receives a write that has started. With a limit of one, waits until it is done.</summary>
    public void Started(PipelineItem write, Task<ResourceResponse?> outcome)
    {
        Interlocked.Increment(ref _underWay);
        _pending.Enqueue(write);
        write.Follow(outcome);
        if (limit == 1)
            Drain();
        else
            thread.Work();
    }

    /// <summary>The number of running writes.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>Waits for all running writes.</summary>
    public void Drain() => EmitUntil(isEmpty: true);

    /// <summary>Counts, in one warning, the started writes that can't be reported because the pipeline ends early.</summary>
    public void Abandon(Action<string> warn)
    {
        var left = _pending.ToList();
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

    private bool HasRoom => Volatile.Read(ref _underWay) < limit && _pending.Count < limit * BacklogPerPlace;

    // Until all writes are emitted, or until there is room for one more. Writes that Ctrl-C ends make room, in which none may
    // start.
    private void EmitUntil(bool isEmpty)
    {
        while (true)
        {
            EmitReady();
            if (isEmpty && _pending.Count == 0)
                return;
            if (stop.IsCancellationRequested)
                throw new PipelineStoppedException();
            if (!isEmpty && HasRoom)
                return;
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
