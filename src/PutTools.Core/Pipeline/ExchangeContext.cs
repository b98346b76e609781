using System;
using System.Threading;
using PutTools.Http;

namespace PutTools.Pipeline;

/// <summary>The state of all that is done for one input object, one send or several: clock, deadline, observer, outcome.</summary>
internal sealed class ExchangeContext : IDisposable
{
    private readonly long _startedAt;
    private readonly TimeSpan _deadline;
    private readonly CancellationToken _stop;
    private readonly CancellationTokenSource? _deadlineSource;
    private readonly ITimer? _deadlineTimer;

    public ExchangeContext(
        TimeProvider clock, Func<double> random, TimeSpan deadline, IExchangeObserver? observer, CancellationToken cancellationToken)
    {
        Clock = clock;
        NextRandom = random;
        Observer = observer;
        _startedAt = clock.GetTimestamp();
        _deadline = deadline;
        _stop = cancellationToken;
        if (deadline == TimeSpan.MaxValue)
            return;
        _deadlineSource = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _deadlineTimer = clock.CreateTimer(
            static source => CancelQuietly((CancellationTokenSource)source!), _deadlineSource, deadline, Timeout.InfiniteTimeSpan);
    }

    public TimeProvider Clock { get; }

    public IExchangeObserver? Observer { get; }

    /// <summary>A random source: a number from 0 up to 1, for jitter.</summary>
    public Func<double> NextRandom { get; }

    /// <summary>What the writes of a pipeline share so that a long pause is one warning.</summary>
    public PauseWarning PauseWarning { get; init; } = new();

    /// <summary>What is known of the write.</summary>
    public WriteOutcome Outcome { get; } = new();

    /// <summary>The time left until the deadline.</summary>
    public TimeSpan Remaining => _deadline == TimeSpan.MaxValue ? TimeSpan.MaxValue : _deadline - Elapsed;

    public TimeSpan Elapsed => Clock.GetElapsedTime(_startedAt);

    /// <summary>Cancelled at the deadline, and by the caller.</summary>
    public CancellationToken Token => _deadlineSource?.Token ?? _stop;

    /// <summary>Whether the deadline, and not the caller, has cancelled <see cref="Token"/>.</summary>
    public bool IsPastDeadline => _deadlineSource is { IsCancellationRequested: true } && !_stop.IsCancellationRequested;

    /// <summary>The exception of a deadline that has passed, or would pass before <paramref name="wait"/> is over.</summary>
    public RequestException DeadlineFailure(string target, TimeSpan? wait = null)
        => new(ErrorKind.DeadlineExceeded, PipelineMessages.DeadlineExceeded(target, _deadline, wait, Outcome)) { IsTransient = true };

    public void Dispose()
    {
        _deadlineTimer?.Dispose();
        _deadlineSource?.Dispose();
    }

    private static void CancelQuietly(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The exchange ended while the timer fired.
        }
    }
}
