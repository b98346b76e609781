namespace PutTools.Transport;

/// <summary>The progress of one attempt.</summary>
internal enum AttemptPhase
{
    /// <summary>No byte of the request has been handed to a connection.</summary>
    Connecting,

    /// <summary>The request's content is being written.</summary>
    Sending,

    /// <summary>The whole request was written; nothing of the response has arrived.</summary>
    Waiting,

    /// <summary>The header section of the response has arrived; its body follows.</summary>
    Receiving,
}

/// <summary>
/// Tracks the progress of one attempt and cancels it if no byte moves for longer than its phase allows. A moving byte only
/// stores a time stamp. A single timer checks it when it fires, and is then set for the remaining time.
/// </summary>
internal sealed class AttemptWatch : IDisposable
{
    // The maximum of a timer is about 49 days.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(40);

    private readonly TimeProvider _clock;
    private readonly TimeSettings _limits;
    private readonly TimeSpan _connect;
    private readonly CancellationTokenSource _source;
    private readonly ITimer? _timer;
    private long _movedAt;
    private volatile AttemptPhase _phase;

    /// <summary>Starts the watch.</summary>
    /// <param name="clock">The clock.</param>
    /// <param name="limits">How long the phases may take.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <param name="connect">How long connecting may take; null if only the limit of the attempt applies.</param>
    public AttemptWatch(TimeProvider clock, TimeSettings limits, CancellationToken cancellationToken, TimeSpan? connect = null)
    {
        _clock = clock;
        _limits = limits;
        _connect = connect ?? TimeSpan.MaxValue;
        _source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _movedAt = clock.GetTimestamp();
        var first = Shortest;
        if (first == TimeSpan.MaxValue)
            return;
        // Started only when the field has it: the callback sets it again.
        _timer = clock.CreateTimer(static watch => ((AttemptWatch)watch!).CheckTimeout(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(Due(first), Timeout.InfiniteTimeSpan);
    }

    /// <summary>Cancelled by a timeout, or by the caller's token.</summary>
    public CancellationToken Token => _source.Token;

    public AttemptPhase Phase => _phase;

    /// <summary>Shows the attempt to the observer; null if it does not want that.</summary>
    public WireTrace? Trace { get; set; }

    /// <summary>
    /// True if the header section is sent before any content: for a read, and for a write that waits for 100 (RFC 9110 §10.1.1).
    /// </summary>
    public bool HeadLeavesFirst { get; set; }

    /// <summary>The status line of the response, which also sees the header section leave; null before the attempt has one.</summary>
    public StatusLine? StatusLine { get; set; }

    /// <summary>True if the header section is known to have left before any content.</summary>
    public bool HasHeadLeft => HeadLeavesFirst && StatusLine is { HasLeft: true };

    /// <summary>The writing of the content, which is cancelled before it begins. Null if there is no content.</summary>
    public Task? Content { get; set; }

    /// <summary>True if the server answered without reading the whole content: it closed the connection or stream, or took no more.</summary>
    public bool IsUnread => StatusLine is { IsCut: true } || (_phase == AttemptPhase.Sending && StatusLine is { Status: not 0 }) || IsAbandoned;

    /// <summary>
    /// True if a response has arrived, and the content was not written to its end. With HTTP/2 a server may reset the rest, or answer a request that
    /// waits for 100.
    /// </summary>
    public bool IsAbandoned => _phase == AttemptPhase.Receiving && Content is { Status: not TaskStatus.RanToCompletion };

    /// <summary>The kind of the timeout that expired; null if none has.</summary>
    public ErrorKind? ExpiredKind { get; private set; }

    /// <summary>The timeout that expired.</summary>
    public TimeSpan ExpiredLimit { get; private set; }

    /// <summary>The number of bytes of the request's content that were handed to the connection.</summary>
    public long BytesSent { get; private set; }

    public void Enter(AttemptPhase phase)
    {
        _phase = phase;
        Volatile.Write(ref _movedAt, _clock.GetTimestamp());
    }

    public void Sent(int bytes)
    {
        BytesSent += bytes;
        Volatile.Write(ref _movedAt, _clock.GetTimestamp());
    }

    /// <summary>
    /// Waits until the content was written, or is not written to its end. HTTP/2 hands out a response while the content leaves, and drops the
    /// rest when the response is disposed.
    /// </summary>
    public Task ContentAsync() => Content is { IsCompleted: false } content ? Task.WhenAny(content, Task.Delay(Timeout.Infinite, Token)) : Task.CompletedTask;

    public void Received() => Volatile.Write(ref _movedAt, _clock.GetTimestamp());

    /// <summary>Ends the timeouts, because the attempt has failed already.</summary>
    public void Stop() => _timer?.Dispose();

    public void Dispose()
    {
        _timer?.Dispose();
        _source.Dispose();
    }

    private TimeSpan Shortest => Shorter(Shorter(_limits.Attempt, _connect), _limits.Operation);

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TimeSpan Due(TimeSpan limit) => Shorter(limit, LongestTimer);

    private (TimeSpan Limit, ErrorKind Kind) CurrentLimit() => _phase switch
    {
        AttemptPhase.Connecting when !HasHeadLeft => (Shorter(_limits.Attempt, _connect), ErrorKind.ConnectionTimeout),
        AttemptPhase.Sending when _limits.Operation <= _limits.Attempt => (_limits.Operation, ErrorKind.OperationTimeout),
        AttemptPhase.Receiving => (_limits.Operation, ErrorKind.OperationTimeout),
        _ => (_limits.Attempt, ErrorKind.ResponseTimeout),
    };

    private void CheckTimeout()
    {
        var (limit, kind) = CurrentLimit();
        var silence = _clock.GetElapsedTime(Volatile.Read(ref _movedAt));
        try
        {
            if (silence < limit)
            {
                // No longer than the shortest timeout, because the next phase may have that one.
                var next = Shorter(limit - silence, Shortest);
                _timer!.Change(Due(next), Timeout.InfiniteTimeSpan);
                return;
            }

            ExpiredLimit = limit;
            ExpiredKind = kind;
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The attempt ended while the timer fired.
        }
    }
}
