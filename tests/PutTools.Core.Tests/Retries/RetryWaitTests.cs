using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using PutTools.Http;
using PutTools.Pipeline;
using PutTools.Retries;
using Xunit;
using PutTools.Writes;

namespace PutTools.Core.Tests.Retries;

public sealed class RetryWaitTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData(0.5, new[] { 1.0, 2, 4, 8, 16, 30, 30 })]
    [InlineData(0.0, new[] { 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 30 })]
    [InlineData(1.0, new[] { 1.2, 2.4, 4.8, 9.6, 19.2, 30, 30 })]
    public async Task Pauses_double_with_jitter_up_to_30_seconds(double chance, double[] seconds)
        => Assert.Equal(seconds, await WaitsAsync("status/503", chance));

    [Fact]
    public async Task Pauses_are_as_long_after_an_attempt_that_is_lost_on_a_new_connection()
    {
        using var server = new ScriptedServer(static _ => null);
        var waiting = new Waiting();
        await Assert.ThrowsAsync<RequestException>(() => waiting.SendAsync(Requests.Put(server.Uri, settings: Waiting.Settings())));

        Assert.Equal([1.0, 2, 4], waiting.Waits.Select(static wait => wait.TotalSeconds));
    }

    [Fact]
    public async Task The_error_names_how_earlier_attempts_failed_if_they_failed_in_another_way()
    {
        using var server = new ScriptedServer(static request => request.Number switch { 1 => ScriptedServer.Response(503), 2 => null, _ => ScriptedServer.Response(500) });
        var settings = ResourceSettings.Default with { Retry = new() { Interval = TimeSpan.FromMilliseconds(1), MaximumRetryCount = 3 } };
        var failure = await Requests.Put(server.Uri, settings: settings).FailAsync();

        Assert.Equal([ErrorKind.ServiceUnavailable, ErrorKind.ConnectionLost], failure.EarlierKinds);
    }

    [Fact]
    public async Task The_interval_is_the_first_pause()
        => Assert.Equal([0.25, 0.5, 1], await WaitsAsync("status/503", 0.5, new RetrySettings { Interval = TimeSpan.FromSeconds(0.25) }, retries: 3));

    [Theory]
    [InlineData("7", 7)]
    [InlineData("45", 45)]
    // By the server's clock, which is five minutes ahead of this one's 1970.
    [InlineData("Thu, 01 Jan 1970 00:06:30 GMT", 90)]
    public async Task The_pause_that_the_server_requests_takes_precedence(string retryAfter, double seconds)
        => Assert.Equal([seconds], await WaitsAsync($"status/503?field=Date:Thu, 01 Jan 1970 00:05:00 GMT&retryAfter={Uri.EscapeDataString(retryAfter)}", 0.5, retries: 1));

    [Theory]
    [InlineData("0")]
    [InlineData("Thu, 01 Jan 1970 00:04:59 GMT")]
    public async Task A_time_that_has_passed_means_the_usual_pause(string retryAfter)
        => Assert.Equal([1, 2, 4], await WaitsAsync($"status/503?field=Date:Thu, 01 Jan 1970 00:05:00 GMT&retryAfter={Uri.EscapeDataString(retryAfter)}", 0.5, retries: 3));

    [Theory]
    [InlineData("429?field=RateLimit-Reset:7")]
    [InlineData("429?field=X-RateLimit-Reset:307")]
    [InlineData("403?field=X-RateLimit-Remaining:0&field=X-RateLimit-Reset:307")]
    [InlineData("429?field=X-Rate-Limit-Reset:Thu, 01 Jan 1970 00:05:07 GMT")]
    [InlineData("429?field=RateLimit:\"default\";r=0;t=7")]
    [InlineData("429?field=RateLimit:limit%3D100, remaining%3D0, reset%3D7")]
    [InlineData("403?field=RateLimit:limit%3D100, remaining%3D0, reset%3D7")]
    [InlineData("429?field=retry-after-ms:7000")]
    [InlineData("429?field=x-ms-retry-after-ms:7000")]
    [InlineData("429?field=X-Rate-Limit-Retry-After-Milliseconds:7000")]
    [InlineData("429?field=X-Retry-After:7")]
    [InlineData("429?field=X-Rate-Limit-Retry-After-Seconds:7")]
    [InlineData("503?field=X-Retry-After:Thu, 01 Jan 1970 00:05:07 GMT")]
    [InlineData("429?field=X-Retry-After:soon&field=RateLimit-Reset:7")]
    public async Task Rate_limits_specify_when_they_reset(string path)
        => Assert.Equal([path.Contains("307", StringComparison.Ordinal) ? 307 : 7], await WaitsAsync($"status/{path}&field=Date:Thu, 01 Jan 1970 00:05:00 GMT", 0.5, new RetrySettings { MaximumRetryAfter = TimeSpan.FromDays(1) }, retries: 1));

    [Theory]
    [InlineData("field=X-RateLimit-Remaining:4999&field=X-RateLimit-Reset:3000")]
    [InlineData("field=X-RateLimit-Remaining:4999&field=X-RateLimit-Reset-Ms:9000")]
    [InlineData("field=RateLimit:\"default\";r=5;t=3000")]
    public async Task A_limit_that_is_not_exhausted_is_not_the_cause_of_503(string fields)
        => Assert.Equal([1, 2, 4], await WaitsAsync($"status/503?{fields}", 0.5, retries: 3));

    [Theory]
    [InlineData("field=X-RateLimit-Reset:7")]
    [InlineData("field=X-RateLimit-Remaining:0&field=X-RateLimit-Reset:7")]
    public async Task A_limit_that_may_be_exhausted_is_the_cause_of_503(string fields)
        => Assert.Equal([7], await WaitsAsync($"status/503?{fields}", 0.5, retries: 1));

    [Fact]
    public async Task A_time_in_seconds_since_1970_is_relative_to_the_clock_of_the_server()
        => Assert.Equal([30], await WaitsAsync("status/429?field=X-RateLimit-Reset:1700000030&field=Date:Tue, 14 Nov 2023 22:13:20 GMT", 0.5, retries: 1));

    [Theory]
    [InlineData("status/503?retryAfter=86400")]
    [InlineData("status/429?retryAfter=301")]
    public async Task A_pause_longer_than_allowed_ends_the_write_and_reports_the_requested_pause(string path)
    {
        var waiting = new Waiting();
        var failure = await Assert.ThrowsAsync<RequestException>(() => waiting.SendAsync(Requests.Put(fixture.At(path), settings: Waiting.Settings())));

        Assert.Empty(waiting.Waits);
        Assert.Equal(1, failure.Attempts);
        Assert.InRange(failure.Response!.RetryAfter!.Value.TotalSeconds, 301, 86400);
    }

    [Theory]
    [InlineData("status/503?retryAfter=61", 1)]
    [InlineData("status/503?retryAfter=soon", 61)]
    public async Task A_pause_that_would_end_after_the_deadline_fails_at_once(string path, double interval)
    {
        var settings = Waiting.Settings(retry: new RetrySettings { Interval = TimeSpan.FromSeconds(interval) });
        settings = settings with { Time = settings.Time with { Deadline = TimeSpan.FromSeconds(10) } };
        var observer = new RecordingObserver();
        // Nobody moves this clock, so there is no wait.
        var sending = new WriteRunner(new ManualTimeProvider(), () => 0.5).SendAsync(Requests.Put(fixture.At(path), settings: settings), observer);
        var failure = await Assert.ThrowsAsync<RequestException>(() => sending.WaitAsync(Eventually.Limit));

        Assert.Equal(ErrorKind.ServiceUnavailable, failure.Kind);
        Assert.Equal(1, failure.Attempts);
        Assert.Matches("^PUT .* failed: 503 Service Unavailable. It is not retried: a wait of (61|30) seconds would end after the deadline.$", Assert.Single(observer.Messages));
    }

    [Fact]
    public async Task The_time_that_has_passed_counts_for_the_deadline()
    {
        var clock = new ManualTimeProvider();
        using var server = new ScriptedServer(_ =>
        {
            clock.Advance(TimeSpan.FromSeconds(6));
            return ScriptedServer.Response(503);
        });
        var settings = Waiting.Settings(retry: new RetrySettings { Interval = TimeSpan.FromSeconds(5) });
        settings = settings with { Time = settings.Time with { Deadline = TimeSpan.FromSeconds(10) } };
        var failure = await Assert.ThrowsAsync<RequestException>(() => new WriteRunner(clock, () => 0.5).SendAsync(Requests.Put(server.Uri, settings: settings)).WaitAsync(Eventually.Limit));

        Assert.Equal((ErrorKind.ServiceUnavailable, 1), (failure.Kind, failure.Attempts));
    }

    [Fact]
    public async Task Each_retry_is_reported_and_a_pause_of_more_than_a_second_is_shown()
    {
        var observer = new RecordingObserver();
        var request = Requests.Put(fixture.At("status/503"), settings: Waiting.Settings(retries: 2));
        var clock = new ManualTimeProvider();
        var sending = new WriteRunner(clock, () => 0.5).SendAsync(request, observer);
        while (!sending.IsCompleted)
        {
            if (clock.UntilNextTimer is { } wait) clock.Advance(wait);
            await Task.Delay(1);
        }

        await Assert.ThrowsAsync<RequestException>(() => sending);
        Assert.Equal(
            [
                $"PUT {request.Uri} failed: 503 Service Unavailable. Attempt 2 of 3 follows in 1 second.",
                $"PUT {request.Uri} failed: 503 Service Unavailable. Attempt 3 of 3 follows in 2 seconds.",
            ],
            observer.Messages);
        Assert.Equal([2, 1, -1], observer.Shown.Select(progress => progress.SecondsRemaining));
        Assert.True(observer.Shown[^1].IsCompleted);
    }

    [Theory]
    [InlineData("status/500", "failed: 500 Internal Server Error.")]
    [InlineData(null, "")]
    public async Task A_retry_that_could_apply_a_write_twice_is_reported_as_left_out(string? path, string happened)
    {
        var uri = path is null ? new Uri(fixture.Server.FaultUri, "close-before-response/a") : fixture.At(path);
        var request = Requests.Put(uri, settings: new()) with { Method = new System.Net.Http.HttpMethod("PATCH") };
        var observer = new RecordingObserver();
        await Assert.ThrowsAsync<RequestException>(() => new WriteRunner(TimeProvider.System).SendAsync(request, observer));
        Assert.Matches($"^PATCH .*{happened} It is not retried: a repeat could apply the write twice\\. ", Assert.Single(observer.Messages));

        // With a single attempt there is nothing to report.
        observer = new RecordingObserver();
        await Assert.ThrowsAsync<RequestException>(() => new WriteRunner(TimeProvider.System).SendAsync(request with { Settings = Requests.Once }, observer));
        Assert.Empty(observer.Messages);
    }

    // A timer may end some milliseconds before the pause does.
    [Fact]
    public async Task Each_second_of_a_pause_is_shown_once()
    {
        var interval = new RetrySettings { Interval = TimeSpan.FromSeconds(1.1) };
        var shown = await Task.WhenAll(Enumerable.Range(0, 60).Select(async number =>
        {
            var observer = new RecordingObserver();
            var request = Requests.Put(fixture.At("status/503"), settings: Waiting.Settings(retries: 1, retry: interval));
            await Task.Delay(number * 7);
            await Assert.ThrowsAsync<RequestException>(() => new WriteRunner(TimeProvider.System, () => 0.5).SendAsync(request, observer));
            return observer.Shown.Select(progress => progress.SecondsRemaining);
        }));
        Assert.All(shown, static seconds => Assert.Equal(seconds.Distinct(), seconds));
    }

    private async Task<IEnumerable<double>> WaitsAsync(string path, double chance, RetrySettings? retry = null, int retries = 7)
    {
        var waiting = new Waiting(chance);
        var request = Requests.Put(fixture.At(path), settings: Waiting.Settings(retries, retry));
        await Assert.ThrowsAsync<RequestException>(() => waiting.SendAsync(request));
        return waiting.Waits.Select(wait => Math.Round(wait.TotalSeconds, 6));
    }

    private sealed class RecordingObserver : IExchangeObserver
    {
        public bool WantsTraffic => false;

        public List<string> Messages { get; } = [];

        public List<ExchangeProgress> Shown { get; } = [];

        public void Traffic(string text) => throw new NotSupportedException();

        public void Verbose(string text) => Messages.Add(text);

        public void Warning(string text) => Messages.Add(text);

        public void Delay(string text) => Messages.Add(text);

        public void Progress(ExchangeProgress progress) => Shown.Add(progress);
    }
}
