using PutTools.Http;

namespace PutTools.Pipeline;

/// <summary>The state of all requests for one input object: clock, deadline, observer, outcome.</summary>
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

    /// <summary>A random source for jitter: returns a number from 0 (inclusive) to 1 (exclusive).</summary>
    public Func<double> NextRandom { get; }

    /// <summary>Shared by the writes of a pipeline, so that only the first long pause is a warning.</summary>
    public PauseWarning PauseWarning { get; init; } = new();

    /// <summary>The number of requests that were shown to the observer, including reads and polls.</summary>
    public int TracedRequests { get; set; }

    /// <summary>What is known about the write.</summary>
    public WriteOutcome Outcome { get; } = new();

    /// <summary>The time left until the deadline.</summary>
    public TimeSpan Remaining => _deadline - Elapsed;

    public TimeSpan Elapsed => Clock.GetElapsedTime(_startedAt);

    /// <summary>Cancelled by the deadline or by the caller.</summary>
    public CancellationToken Token => _deadlineSource?.Token ?? _stop;

    /// <summary>True if the deadline, and not the caller, has cancelled <see cref="Token"/>.</summary>
    public bool IsPastDeadline => _deadlineSource is { IsCancellationRequested: true } && !_stop.IsCancellationRequested;

    /// <summary>
    /// Creates the exception for a deadline that has passed, or would pass during <paramref name="wait"/>.
    /// </summary>
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
