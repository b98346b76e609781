using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using PutTools.Pipeline;
using PutTools.Transport;
using Xunit;

namespace PutTools.Core.Tests.Transport;

public sealed class TransferProgressTests : IExchangeObserver
{
    private readonly MovedClock _clock = new();
    private readonly List<ExchangeProgress> _shown = [];

    [Fact]
    public void A_transfer_of_less_than_a_second_shows_nothing()
    {
        using (var progress = Start(2000))
        {
            _clock.Move(TimeSpan.FromSeconds(0.9));
            progress.Moved(2000);
        }

        Assert.Empty(_shown);
    }

    [Fact]
    public void Progress_is_shown_at_most_four_times_a_second_with_rate_and_remaining_time_and_ends()
    {
        using (var progress = Start(100 * 1024))
        {
            for (var i = 0; i < 30; i++)
            {
                _clock.Move(TimeSpan.FromSeconds(0.1));
                progress.Moved(1024);
            }
        }

        Assert.InRange(_shown.Count(static step => !step.IsCompleted), 5, 9);
        Assert.Equal("10.0 KiB of 100.0 KiB, 10.0 KiB/s", _shown[0].Status);
        Assert.Equal(10, _shown[0].PercentComplete);
        Assert.Equal(9, _shown[0].SecondsRemaining);
        Assert.True(_shown[^1].IsCompleted);
    }

    [Fact]
    public void Nothing_is_shown_of_a_body_that_is_in_one_packet() => Assert.Null(Start(1024));

    [Fact]
    public void Without_a_length_there_is_no_percentage()
    {
        using var progress = Start(null);
        _clock.Move(TimeSpan.FromSeconds(2));
        progress.Moved(2048);

        Assert.Equal(("2.0 KiB, 1.0 KiB/s", -1, -1), (_shown[0].Status, _shown[0].PercentComplete, _shown[0].SecondsRemaining));
    }

    bool IExchangeObserver.WantsTraffic => false;

    void IExchangeObserver.Traffic(string text) => throw new NotSupportedException();

    void IExchangeObserver.Verbose(string text) => throw new NotSupportedException();

    void IExchangeObserver.Warning(string text) => throw new NotSupportedException();

    void IExchangeObserver.Delay(string text) => throw new NotSupportedException();

    void IExchangeObserver.Progress(ExchangeProgress progress) => _shown.Add(progress);

    private TransferProgress Start(long? total)
    {
        using var exchange = new ExchangeContext(_clock, static () => 0, TimeSpan.MaxValue, this, CancellationToken.None);
        return TransferProgress.Start(exchange, static _ => "sending", new HttpRequest { Method = System.Net.Http.HttpMethod.Put, Uri = new Uri("http://localhost/x") }, total)!;
    }

    private sealed class MovedClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Move(TimeSpan time) => _ticks += time.Ticks;
    }
}
