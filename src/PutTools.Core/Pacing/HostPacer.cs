using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace PutTools.Pacing;

/// <summary>
/// How many requests one pipeline may have under way at one host, and from when on. A host that asks to back off
/// gets no request of the pipeline for that time. The number falls by half when the host is overloaded and rises by one for each round
/// of successes, up to the limit: additive increase, multiplicative decrease, as TCP does it.
/// </summary>
internal sealed class HostPacer(TimeProvider clock, int limit)
{
    private readonly object _gate = new();
    private readonly Queue<TaskCompletionSource<bool>> _waiting = new();
    private double _window = limit;
    private int _underWay;
    private long _closedAt;
    private TimeSpan _closedFor = TimeSpan.Zero;
    private long _lowered = clock.GetTimestamp();

    /// <summary>How many may be under way at once now.</summary>
    public int Window
    {
        get
        {
            lock (_gate)
                return (int)_window;
        }
    }

    /// <summary>How long the host still asks to back off; zero where it does not.</summary>
    public TimeSpan ClosedFor
    {
        get
        {
            lock (_gate)
            {
                if (_closedFor == TimeSpan.Zero)
                    return TimeSpan.Zero;
                var left = _closedFor - clock.GetElapsedTime(_closedAt);
                // Less than timers can tell, as rounding leaves it, is no wait.
                return left >= TimeSpan.FromMilliseconds(1) ? left : _closedFor = TimeSpan.Zero;
            }
        }
    }

    /// <summary>Takes a place, waiting for one where there is none. It is given back by <see cref="Leave"/>.</summary>
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
    /// <param name="startedAt">When the request began: what began before the number was lowered lowers it no further.</param>
    /// <param name="isOverloaded">True after 429, 503 or a timeout; null where nothing is known.</param>
    /// <param name="retryAfter">How long the host asks to back off.</param>
    public void Leave(long startedAt, bool? isOverloaded, TimeSpan? retryAfter)
    {
        lock (_gate)
        {
            _underWay--;
            if (isOverloaded == false)
            {
                _window = Math.Min(limit, _window + (1 / _window));
            }
            else if (isOverloaded == true && startedAt >= _lowered)
            {
                _window = Math.Max(1, _window / 2);
                _lowered = clock.GetTimestamp();
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
