using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace PutTools.Core.Tests;

/// <summary>A clock that stands still until a test moves it. Due timers fire within <see cref="Advance"/>.</summary>
internal sealed class ManualTimeProvider : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private TimeSpan _now;
    private int _readCount;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How often the clock was read, which the engine does whenever bytes have moved.</summary>
    public int ReadCount => Volatile.Read(ref _readCount);

    /// <summary>The time until the next timer fires; null if none is set.</summary>
    public TimeSpan? UntilNextTimer
    {
        get
        {
            lock (_lock) return _timers.Min(timer => timer.Due) - _now;
        }
    }

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + Now();

    public override long GetTimestamp()
    {
        Interlocked.Increment(ref _readCount);
        return Now().Ticks;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        lock (_lock) _timers.Add(timer);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves on by <paramref name="time"/>, stopping at each timer on the way.</summary>
    public void Advance(TimeSpan time)
    {
        var end = Now() + time;
        while (NextDue(end) is { } timer)
            timer.Fire();
        lock (_lock) _now = end;
    }

    private TimeSpan Now()
    {
        lock (_lock) return _now;
    }

    private ManualTimer? NextDue(TimeSpan end)
    {
        lock (_lock)
        {
            var next = _timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
            if (next?.Due > _now) _now = next.Due.Value;
            return next;
        }
    }

    private sealed class ManualTimer(ManualTimeProvider clock, Action callback) : ITimer
    {
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        /// <summary>The time when it fires; null if it does not.</summary>
        public TimeSpan? Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock) (Due, _period) = (Later(dueTime), period);
            return true;
        }

        public void Fire()
        {
            lock (clock._lock) Due = Later(_period);
            callback();
        }

        public void Dispose()
        {
            lock (clock._lock) clock._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private TimeSpan? Later(TimeSpan time) => time == Timeout.InfiniteTimeSpan ? null : clock._now + time;
    }
}
