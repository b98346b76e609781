using System.Management.Automation;
using PutTools.Polyfills;

namespace PutTools.Cmdlets.Pipeline;

/// <summary>
/// The writes of one pipeline, in the order of their input. Up to the limit run at the same time, and as many more are ready to start.
/// Outcomes are emitted in the order of the input, so a slow write holds back the outcomes after it, up to a bound.
/// </summary>
/// <remarks>
/// A write that ends starts the next one on another thread, without waiting for the pipeline thread: sending on that thread costs a fifth of
/// the rate.
/// </remarks>
internal sealed class OrderedQueue(
    int limit, PipelineThread thread, Cmdlet cmdlet, Func<PipelineItem, Task<ResourceResponse?>> send, Action<PipelineItem> emit, CancellationToken stop)
{
    // The number of finished writes that may wait behind a slow one, per concurrent write. Bounds memory.
    private const int BacklogPerPlace = 16;

    private static readonly TimeSpan LongestEnd = TimeSpan.FromMilliseconds(500);

    private readonly Queue<PipelineItem> _pending = new();

    // The pending writes that have not started. Also the lock for the number of running writes.
    private readonly Queue<PipelineItem> _ready = new();
    private Action? _completed;
    private long _count;
    private int _underWay;

    /// <summary>What the writes report while they run.</summary>
    public required PipelineReports Reports { get; init; }

    /// <summary>
    /// True if each write starts on the pipeline thread when its object is read: if it is the only one, or prompts must keep the order of
    /// the input.
    /// </summary>
    public bool StartsInOrder { get; init; }

    /// <summary>Cancels the running writes.</summary>
    public required Action CancelRunning { get; init; }

    /// <summary>The number of running writes.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>Returns the next write of the pipeline, before its request exists.</summary>
    public PipelineItem Next(object? inputObject) => new(inputObject, ++_count, Reports);

    /// <summary>
    /// Adds a write that is ready to start, or was refused. Waits until there is room for it; with a limit of one, until it is done.
    /// </summary>
    public void Add(PipelineItem write)
    {
        EmitUntil(isEmpty: false);
        _pending.Enqueue(write);
        if (!write.IsDone)
        {
            lock (_ready)
                _ready.Enqueue(write);
            StartNext();
        }

        if (limit == 1)
            Drain();
        else
            thread.Work();
    }

    /// <summary>Waits for all writes.</summary>
    public void Drain() => EmitUntil(isEmpty: true);

    /// <summary>
    /// Cancels the started writes that can't be reported because the pipeline ends early, and counts them in one warning. No further one starts.
    /// </summary>
    public void Abandon(Action<string> warn)
    {
        List<PipelineItem> left;
        lock (_ready)
        {
            left = [.. _pending.Except(_ready)];
            _ready.Clear();
        }

        _pending.Clear();
        if (left.Count == 0)
            return;
        CancelRunning();
        // They end in a moment, and then it is known which of them were refused.
        SpinWait.SpinUntil(() => left.TrueForAll(static write => write.IsDone), LongestEnd);
        var succeeded = left.Count(static write => write.Outcome?.Status == TaskStatus.RanToCompletion);
        var failed = left.Count(static write => write.HasFailed);
        warn(CmdletMessages.Abandoned(succeeded, failed, left.Count - succeeded - failed));
    }

    private bool HasRoom
    {
        get
        {
            lock (_ready)
                return (StartsInOrder ? _underWay < limit : _ready.Count < limit) && _pending.Count < limit * BacklogPerPlace;
        }
    }

    private void StartNext()
    {
        PipelineItem write;
        lock (_ready)
        {
            if (_underWay == limit || _ready.Count == 0 || stop.IsCancellationRequested)
                return;
            _underWay++;
            write = _ready.Dequeue();
        }

        // On Windows, the context of the pipeline thread carries an impersonated identity to the other one. Elsewhere it only carries
        // PowerShell's culture, which no request depends on, and each switch of a thread to it and back takes time: 4 % of the rate.
        if (StartsInOrder)
            Start(write);
        else if (FrameworkFeatures.IsWindows)
            ThreadPool.QueueUserWorkItem(StartQueued, (this, write));
        else
            ThreadPool.UnsafeQueueUserWorkItem(StartQueued, (this, write));
    }

    private static void StartQueued(object? state)
    {
        var (queue, write) = ((OrderedQueue, PipelineItem))state!;
        queue.Start(write);
    }

    private void Start(PipelineItem write)
    {
        var outcome = send(write);
        write.Started(outcome);
        if (outcome.IsCompleted)
            Completed();
        else
            // Avoids the caller's synchronization context, which may belong to the thread that waits here.
            outcome.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(_completed ??= Completed);
    }

    // Called on the thread that ends a write.
    private void Completed()
    {
        lock (_ready)
            _underWay--;
        if (!StartsInOrder)
            StartNext();
        thread.Signal();
    }

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
        Reports.Forward(cmdlet);
        while (_pending.Count > 0)
        {
            var head = _pending.Peek();
            var isDone = head.IsDone;
            head.Forward(cmdlet);
            if (!isDone)
                return;
            // After Ctrl-C nothing can be reported any more, so the write stays to be counted.
            if (stop.IsCancellationRequested)
                throw new PipelineStoppedException();
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
            // After Ctrl-C the pipeline accepts no warning; the command then counts when it is disposed.
            if (!stop.IsCancellationRequested)
                Abandon(cmdlet.WriteWarning);
            throw;
        }
    }
}
