namespace PutTools.Pacing;

/// <summary>
/// Limits the concurrent requests of one pipeline to one host. A host that requests a pause gets no request of the pipeline
/// for that time. The limit is halved when the host is overloaded, and grows by one for each round of successes, up to the
/// maximum: additive increase, multiplicative decrease, as in TCP.
/// </summary>
internal sealed class HostPacer(TimeProvider clock, int limit)
{
    private readonly object _gate = new();
    private readonly Queue<TaskCompletionSource<bool>> _waiting = new();
    private double _window = limit;
    private int _underWay;
    private long _closedAt;
    private TimeSpan _closedFor = TimeSpan.Zero;
    private long _loweredAt = clock.GetTimestamp();

    /// <summary>The rest of the pause that the host has requested; zero if there is none.</summary>
    public TimeSpan ClosedFor
    {
        get
        {
            lock (_gate)
            {
                var left = _closedFor - clock.GetElapsedTime(_closedAt);
                // A remainder below the resolution of timers comes from rounding.
                return left >= TimeSpan.FromMilliseconds(1) ? left : _closedFor = TimeSpan.Zero;
            }
        }
    }

    /// <summary>Takes a place, and waits until one is free. <see cref="Leave"/> gives it back.</summary>
    public Task EnterAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource<bool> place;
        lock (_gate)
        {
            if (_underWay < (int)_window)
            {
                _underWay++;
                return Task.CompletedTask;
            }

            place = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(place);
        }

        return WaitAsync(place, cancellationToken);
    }

    /// <summary>Gives a place back.</summary>
    /// <param name="startedAt">
    /// The start of the request. A request that began before the last reduction causes no further one.
    /// </param>
    /// <param name="isOverloaded">True after a response that says so, such as 429, or a timeout; null if nothing is known.</param>
    /// <param name="retryAfter">The pause that the host requests.</param>
    public void Leave(long startedAt, bool? isOverloaded, TimeSpan? retryAfter)
    {
        lock (_gate)
        {
            _underWay--;
            if (isOverloaded == false)
            {
                _window = Math.Min(limit, _window + (1 / _window));
            }
            else if (isOverloaded == true && startedAt >= _loweredAt)
            {
                _window = Math.Max(1, _window / 2);
                _loweredAt = clock.GetTimestamp();
            }

            if (retryAfter is { } wait && wait > ClosedFor)
                (_closedAt, _closedFor) = (clock.GetTimestamp(), wait);
            while (_underWay < (int)_window && _waiting.Count > 0)
            {
                if (_waiting.Dequeue().TrySetResult(true))
                    _underWay++;
            }
        }
    }

    private static async Task WaitAsync(TaskCompletionSource<bool> place, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.Register(() => place.TrySetCanceled(cancellationToken));
        await place.Task.ConfigureAwait(false);
    }
}
