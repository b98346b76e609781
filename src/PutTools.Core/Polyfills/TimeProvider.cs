// The clock of .NET 8, as far as this project uses it.
#pragma warning disable IDE0161 // several namespaces in one file
#if !NET
using System.Diagnostics;

namespace System.Threading
{
    /// <summary>A timer of a <see cref="TimeProvider"/>.</summary>
    internal interface ITimer : IDisposable
    {
        bool Change(TimeSpan dueTime, TimeSpan period);
    }

    internal sealed class SystemTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) : ITimer
    {
        private readonly Timer _timer = new(callback, state, dueTime, period);

        public bool Change(TimeSpan dueTime, TimeSpan period) => _timer.Change(dueTime, period);

        public void Dispose() => _timer.Dispose();
    }
}

namespace System
{
    /// <summary>The system's clock, or one that a test controls.</summary>
    internal class TimeProvider
    {
        public static TimeProvider System { get; } = new();

        public virtual long TimestampFrequency => Stopwatch.Frequency;

        public virtual DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow;

        public virtual long GetTimestamp() => Stopwatch.GetTimestamp();

        public virtual ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
            => new SystemTimer(callback, state, dueTime, period);

        public TimeSpan GetElapsedTime(long startingTimestamp) => GetElapsedTime(startingTimestamp, GetTimestamp());

        public TimeSpan GetElapsedTime(long startingTimestamp, long endingTimestamp)
            => new((long)((endingTimestamp - startingTimestamp) * ((double)TimeSpan.TicksPerSecond / TimestampFrequency)));
    }
}
#endif
