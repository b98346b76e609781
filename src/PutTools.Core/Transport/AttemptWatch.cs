using System;
using System.Threading;

namespace PutTools.Transport;

/// <summary>How far one attempt has come.</summary>
internal enum AttemptPhase
{
    /// <summary>No byte of the request has been handed to a connection.</summary>
    Connecting,

    /// <summary>The request's content is being written.</summary>
    Sending,

    /// <summary>The request was written whole; nothing of the response has come.</summary>
    Waiting,

    /// <summary>The response's header section has come; its body is on the way.</summary>
    Receiving,
}

/// <summary>
/// Knows how far one attempt has come, and cancels it when nothing moves for longer than that phase allows.
/// A byte that moves only stores a time stamp; the one timer looks at it when it fires, and goes on for the rest.
/// </summary>
internal sealed class AttemptWatch : IDisposable
{
    // Timers take no more than about 49 days.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(40);

    private readonly TimeProvider _clock;
    private readonly TimeSettings _limits;
    private readonly CancellationTokenSource _source;
    private readonly ITimer? _timer;
    private long _movedAt;
    private volatile AttemptPhase _phase;

    public AttemptWatch(TimeProvider clock, TimeSettings limits, CancellationToken cancellationToken)
    {
        _clock = clock;
        _limits = limits;
        _source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _movedAt = clock.GetTimestamp();
        var first = Shorter(limits.Attempt, limits.Operation);
        if (first < TimeSpan.MaxValue)
            _timer = clock.CreateTimer(static watch => ((AttemptWatch)watch!).Look(), this, Due(first), Timeout.InfiniteTimeSpan);
    }

    /// <summary>Cancelled when a limit is passed, or with the token given.</summary>
    public CancellationToken Token => _source.Token;

    public AttemptPhase Phase => _phase;

    /// <summary>Which limit was passed; null where none was.</summary>
    public ErrorKind? Elapsed { get; private set; }

    /// <summary>The limit that was passed.</summary>
    public TimeSpan ElapsedLimit { get; private set; }

    /// <summary>Bytes of the request's content that were handed to the connection.</summary>
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

    public void Received() => Volatile.Write(ref _movedAt, _clock.GetTimestamp());

    public void Dispose()
    {
        _timer?.Dispose();
        _source.Dispose();
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TimeSpan Due(TimeSpan limit) => Shorter(limit, LongestTimer);

    private (TimeSpan Limit, ErrorKind Kind) CurrentLimit() => _phase switch
    {
        AttemptPhase.Connecting => (_limits.Attempt, ErrorKind.ConnectionTimeout),
        AttemptPhase.Sending when _limits.Operation <= _limits.Attempt => (_limits.Operation, ErrorKind.OperationTimeout),
        AttemptPhase.Receiving => (_limits.Operation, ErrorKind.OperationTimeout),
        _ => (_limits.Attempt, ErrorKind.ResponseTimeout),
    };

    private void Look()
    {
        var (limit, kind) = CurrentLimit();
        var silence = _clock.GetElapsedTime(Volatile.Read(ref _movedAt));
        try
        {
            if (silence < limit)
            {
                // No further than the shortest limit, as the phase may change to the one that has it.
                var next = Shorter(limit - silence, Shorter(_limits.Attempt, _limits.Operation));
                _timer!.Change(Due(next), Timeout.InfiniteTimeSpan);
                return;
            }

            ElapsedLimit = limit;
            Elapsed = kind;
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The attempt ended while the timer fired.
        }
    }
}
