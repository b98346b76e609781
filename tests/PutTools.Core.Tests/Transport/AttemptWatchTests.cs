using System;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Transport;
using Xunit;

namespace PutTools.Core.Tests.Transport;

public sealed class AttemptWatchTests
{
    [Fact]
    public void A_timer_that_fires_before_the_watch_is_complete_is_set_again()
    {
        var clock = new HastyClock();

        using var watch = new AttemptWatch(clock, new TimeSettings(), CancellationToken.None);

        Assert.Equal(2, clock.Starts);
        Assert.False(watch.Token.IsCancellationRequested);
    }

    // On a busy machine a timer may fire before the thread that creates it goes on.
    private sealed class HastyClock : TimeProvider
    {
        public int Starts { get; private set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new HastyTimer(this, () => callback(state));
            timer.Change(dueTime, period);
            return timer;
        }

        private sealed class HastyTimer(HastyClock clock, Action fire) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                if (dueTime != Timeout.InfiniteTimeSpan && clock.Starts++ == 0)
                    fire();
                return true;
            }

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
