using System;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Pacing;
using Xunit;

namespace PutTools.Core.Tests.Pacing;

public class HostPacerTests
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task Requests_up_to_the_limit_enter_at_once_and_the_next_waits()
    {
        var pace = new HostPacer(_clock, 2);
        Enter(pace, 2);
        var third = pace.EnterAsync(CancellationToken.None);
        Assert.False(third.IsCompleted);

        Succeed(pace);
        await third.WaitAsync(Eventually.Limit);
        Assert.False(pace.EnterAsync(CancellationToken.None).IsCompleted);
    }

    [Fact]
    public void A_pause_is_not_shorter_than_the_resolution_of_timers()
    {
        var pace = new HostPacer(_clock, 2);
        Enter(pace, 1);
        pace.Leave(_clock.GetTimestamp(), isOverloaded: true, retryAfter: TimeSpan.FromSeconds(2));
        _clock.Advance(TimeSpan.FromSeconds(1.9995));

        Assert.Equal(TimeSpan.Zero, pace.ClosedFor);
    }

    [Fact]
    public void Overload_halves_the_limit()
    {
        var pace = new HostPacer(_clock, 16);
        Overload(pace);
        Assert.Equal(8, Limit(pace));
        Overload(pace);
        Assert.Equal(4, Limit(pace));
    }

    [Fact]
    public void The_limit_never_falls_below_one()
    {
        var pace = new HostPacer(_clock, 3);
        for (var i = 0; i < 10; i++) Overload(pace);
        Assert.Equal(1, Limit(pace));
    }

    [Fact]
    public void Requests_that_began_together_lower_the_limit_once()
    {
        var pace = new HostPacer(_clock, 16);
        Enter(pace, 16);
        var startedAt = _clock.GetTimestamp();
        _clock.Advance(TimeSpan.FromSeconds(1));
        for (var i = 0; i < 16; i++) pace.Leave(startedAt, isOverloaded: true, retryAfter: null);

        Assert.Equal(8, Limit(pace));
    }

    [Fact]
    public void A_round_of_successes_raises_the_limit_by_about_one()
    {
        var pace = new HostPacer(_clock, 16);
        Overload(pace);
        for (var i = 0; i < 8; i++) Visit(pace, isOverloaded: false);
        Assert.Equal(8, Limit(pace));
        Visit(pace, isOverloaded: false);
        Assert.Equal(9, Limit(pace));
    }

    [Fact]
    public void Successes_never_raise_the_limit_above_the_maximum()
    {
        var pace = new HostPacer(_clock, 4);
        Overload(pace);
        for (var i = 0; i < 1000; i++) Visit(pace, isOverloaded: false);
        Assert.Equal(4, Limit(pace));
    }

    [Fact]
    public void A_result_that_tells_nothing_about_the_host_leaves_the_limit_unchanged()
    {
        var pace = new HostPacer(_clock, 4);
        Overload(pace);
        for (var i = 0; i < 100; i++) Visit(pace, isOverloaded: null);
        Assert.Equal(2, Limit(pace));
    }

    [Fact]
    public async Task Free_places_above_a_lowered_limit_are_not_filled()
    {
        var pace = new HostPacer(_clock, 4);
        Enter(pace, 4);
        var fifth = pace.EnterAsync(CancellationToken.None);
        pace.Leave(_clock.GetTimestamp(), isOverloaded: true, retryAfter: null);
        pace.Leave(startedAt: 0, isOverloaded: null, retryAfter: null);
        Assert.False(fifth.IsCompleted);

        pace.Leave(startedAt: 0, isOverloaded: null, retryAfter: null);
        await fifth.WaitAsync(Eventually.Limit);
    }

    [Fact]
    public async Task A_cancelled_wait_takes_no_place()
    {
        var pace = new HostPacer(_clock, 1);
        Enter(pace, 1);
        using var stop = new CancellationTokenSource();
        var second = pace.EnterAsync(stop.Token);
        var third = pace.EnterAsync(CancellationToken.None);
        await stop.CancelAsync();
        await Assert.ThrowsAsync<TaskCanceledException>(() => second);

        Succeed(pace);
        await third.WaitAsync(Eventually.Limit);
    }

    [Fact]
    public void A_host_is_not_contacted_until_its_pause_has_ended()
    {
        var pace = new HostPacer(_clock, 4);
        Visit(pace, isOverloaded: true, TimeSpan.FromSeconds(10));
        _clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(TimeSpan.FromSeconds(1), pace.ClosedFor);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.Zero, pace.ClosedFor);
    }

    [Fact]
    public void The_latest_of_several_pauses_counts()
    {
        var pace = new HostPacer(_clock, 4);
        Visit(pace, isOverloaded: true, TimeSpan.FromSeconds(10));
        Visit(pace, isOverloaded: true, TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromSeconds(10), pace.ClosedFor);
        Visit(pace, isOverloaded: true, TimeSpan.FromSeconds(20));
        Assert.Equal(TimeSpan.FromSeconds(20), pace.ClosedFor);
    }

    [Fact]
    public void Each_host_has_its_own_pacing()
    {
        var pace = new HostPacers(_clock, 4);
        Visit(pace.For(new Uri("http://one.example/a")), isOverloaded: true, TimeSpan.FromSeconds(10));

        Assert.NotEqual(TimeSpan.Zero, pace.For(new Uri("http://ONE.example/b?c")).ClosedFor);
        Assert.Equal(TimeSpan.Zero, pace.For(new Uri("http://two.example/a")).ClosedFor);
        Assert.Equal(TimeSpan.Zero, pace.For(new Uri("http://one.example:81/a")).ClosedFor);
    }

    [Fact]
    public async Task Many_threads_never_hold_more_places_than_the_limit()
    {
        var pace = new HostPacer(TimeProvider.System, 8);
        var (underWay, highest) = (0, 0);
        await Task.WhenAll(Many(64, async i =>
        {
            for (var round = 0; round < 200; round++)
            {
                await pace.EnterAsync(CancellationToken.None);
                var startedAt = TimeProvider.System.GetTimestamp();
                var now = Interlocked.Increment(ref underWay);
                for (var seen = Volatile.Read(ref highest); now > seen; seen = Volatile.Read(ref highest))
                    Interlocked.CompareExchange(ref highest, now, seen);
                await Task.Yield();
                Interlocked.Decrement(ref underWay);
                pace.Leave(startedAt, isOverloaded: (i + round) % 50 == 0, retryAfter: null);
            }
        })).WaitAsync(Eventually.Limit);

        Assert.InRange(highest, 2, 8);
        Assert.Equal(0, underWay);
    }

    private static Task[] Many(int count, Func<int, Task> start)
    {
        var tasks = new Task[count];
        for (var i = 0; i < count; i++)
        {
            var number = i;
            tasks[i] = Task.Run(() => start(number));
        }

        return tasks;
    }

    private static void Enter(HostPacer pace, int times)
    {
        for (var i = 0; i < times; i++)
            Assert.True(pace.EnterAsync(CancellationToken.None).IsCompletedSuccessfully);
    }

    // Enters until no place is free, and leaves again.
    private static int Limit(HostPacer pace)
    {
        using var stop = new CancellationTokenSource();
        var entered = 0;
        while (pace.EnterAsync(stop.Token).IsCompletedSuccessfully)
            entered++;
        stop.Cancel();
        for (var i = 0; i < entered; i++)
            pace.Leave(startedAt: 0, isOverloaded: null, retryAfter: null);
        return entered;
    }

    private void Visit(HostPacer pace, bool? isOverloaded, TimeSpan? retryAfter = null)
    {
        Enter(pace, 1);
        pace.Leave(_clock.GetTimestamp(), isOverloaded, retryAfter);
    }

    private void Overload(HostPacer pace) => Visit(pace, isOverloaded: true);

    private static void Succeed(HostPacer pace) => pace.Leave(startedAt: 0, isOverloaded: false, retryAfter: null);
}
