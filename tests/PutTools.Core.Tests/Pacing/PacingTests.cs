using System;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Http;
using PutTools.Pipeline;
using PutTools.Retries;
using PutTools.Transport;
using PutTools.Writes;
using Xunit;

namespace PutTools.Core.Tests.Pacing;

/// <summary>The writes of one runner while their host is overloaded.</summary>
public sealed class PacingTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly ManualTimeProvider _clock = new();
    private readonly string _name = Guid.NewGuid().ToString("N");

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task All_writes_pause_until_the_time_that_the_host_requests(int status)
    {
        var client = new WriteRunner(_clock, limit: 4);
        await Assert.ThrowsAsync<RequestException>(() => client.SendAsync(Load($"status={status}&retryAfter=10")));
        var others = new[] { client.SendAsync(Load()), client.SendAsync(Load()) };
        _clock.Advance(TimeSpan.FromSeconds(9.9));
        await Task.Delay(50);
        Assert.Equal(1, await CountAsync(_name));

        await ReachAsync(TimeSpan.FromSeconds(0.1), others);
        Assert.All(others, other => Assert.True(other.Result.IsSuccess));
    }

    [Fact]
    public async Task A_pause_that_is_too_long_to_wait_for_does_not_delay_other_writes()
    {
        using var server = new ScriptedServer(static request => request.Number == 1 ? ScriptedServer.Response(429, "", "Retry-After: 301") : ScriptedServer.Response(204));
        var runner = new WriteRunner(TimeProvider.System, limit: 2);
        await Assert.ThrowsAsync<RequestException>(() => runner.SendAsync(Requests.Put(server.Uri)));

        Assert.Equal(204, (await runner.SendAsync(Requests.Put(server.Uri)).WaitAsync(Eventually.Limit)).StatusCode);
    }

    [Fact]
    public async Task A_pause_that_only_one_resource_needs_does_not_delay_other_writes()
    {
        var client = new WriteRunner(_clock, limit: 4);
        await Assert.ThrowsAsync<RequestException>(() => client.SendAsync(Load("status=409&retryAfter=10")));

        Assert.True((await client.SendAsync(Load()).WaitAsync(Eventually.Limit)).IsSuccess);
    }

    [Fact]
    public async Task A_write_whose_deadline_ends_before_the_pause_fails_and_reports_that_nothing_was_written()
    {
        var client = new WriteRunner(_clock, limit: 4);
        await Assert.ThrowsAsync<RequestException>(() => client.SendAsync(Load("status=429&retryAfter=10")));
        var hurried = ResourceSettings.Default with { Time = new TimeSettings { Deadline = TimeSpan.FromSeconds(1) } };
        var failure = await Assert.ThrowsAsync<RequestException>(
            () => client.SendAsync(Put(fixture.At($"load/{_name}/1"), hurried)).WaitAsync(Eventually.Limit));

        Assert.Equal((ErrorKind.DeadlineExceeded, 0, false), (failure.Kind, failure.Attempts, failure.OutcomeUnknown));
        Assert.EndsWith("within its deadline of 1 second: it would have to wait 10 seconds more. Nothing was written.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_host_is_not_paused()
    {
        var client = new WriteRunner(_clock, limit: 4);
        await Assert.ThrowsAsync<RequestException>(() => client.SendAsync(Load("status=429&retryAfter=10")));
        var other = new UriBuilder(fixture.At($"load/{_name}/1")) { Host = "localhost" }.Uri;

        Assert.True((await client.SendAsync(Put(other)).WaitAsync(Eventually.Limit)).IsSuccess);
    }

    [Fact]
    public async Task A_runner_without_a_limit_pauses_for_no_host()
    {
        var client = new WriteRunner(_clock);
        await Assert.ThrowsAsync<RequestException>(() => client.SendAsync(Load("status=429&retryAfter=10")));

        Assert.True((await client.SendAsync(Load()).WaitAsync(Eventually.Limit)).IsSuccess);
    }

    [Fact]
    public async Task A_write_reports_its_wait_and_can_be_cancelled()
    {
        var client = new WriteRunner(_clock, limit: 4);
        await Assert.ThrowsAsync<RequestException>(() => client.SendAsync(Load("status=429&retryAfter=10")));
        var observer = new Observer();
        using var stop = new CancellationTokenSource();
        var other = client.SendAsync(Load(), observer, stop.Token);
        await Eventually.TrueAsync(() => observer.Verbosely is not null, "it reports its wait");
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => other.WaitAsync(Eventually.Limit));
        Assert.Contains("requested a pause", observer.Verbosely, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_wait_gives_its_place_to_the_next_write()
    {
        var client = new WriteRunner(_clock, limit: 1);
        await Assert.ThrowsAsync<RequestException>(() => client.SendAsync(Load("status=429&retryAfter=10")));
        using var stop = new CancellationTokenSource();
        var stopped = client.SendAsync(Load(), null, stop.Token);
        var observer = new Observer();
        var next = client.SendAsync(Load(), observer, CancellationToken.None);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped);
        // A wait of ten seconds that began after the clock has moved would last too long.
        await Eventually.TrueAsync(() => observer.IsWaiting, "the next write waits");

        await ReachAsync(TimeSpan.FromSeconds(10), next);
        Assert.True((await next).IsSuccess);
    }

    [Fact]
    public async Task An_overload_halves_the_concurrent_requests()
    {
        var client = new WriteRunner(TimeProvider.System, limit: 8);
        await Assert.ThrowsAsync<RequestException>(() => client.SendAsync(Load("status=503")));
        // The server answers no request before two have arrived.
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.SendAsync(Load("ms=200&arrivals=3"))));

        Assert.InRange((await ReadLoadAsync(_name)).GetProperty("highest").GetInt32(), 2, 5);
    }

    [Fact]
    public async Task A_timeout_halves_the_concurrent_requests()
    {
        var client = new WriteRunner(_clock, limit: 8);
        var impatient = ResourceSettings.Default with
        {
            Time = new TimeSettings { Attempt = TimeSpan.FromMilliseconds(50) },
            Retry = new RetrySettings { MaximumRetryCount = 0 },
        };
        var slow = client.SendAsync(Put(fixture.At($"load/{_name}-slow/1?arrivals=2"), impatient));
        while (await CountAsync($"{_name}-slow") == 0) await Task.Delay(10);
        _clock.Advance(TimeSpan.FromMilliseconds(50));
        var failure = await Assert.ThrowsAsync<RequestException>(() => slow.WaitAsync(Eventually.Limit));
        Assert.Equal(ErrorKind.ResponseTimeout, failure.Kind);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.SendAsync(Load("ms=200&arrivals=2"))));

        Assert.InRange((await ReadLoadAsync(_name)).GetProperty("highest").GetInt32(), 2, 5);
    }

    private static ResourceRequest Put(Uri uri, ResourceSettings? settings = null) => Requests.Put(
        uri, settings: settings ?? ResourceSettings.Default with { Retry = new RetrySettings { MaximumRetryCount = 0 } });

    private ResourceRequest Load(string query = "") => Put(fixture.At($"load/{_name}/1?{query}"));

    private async Task<JsonElement> ReadLoadAsync(string name)
    {
        using var client = new HttpClient();
        return JsonDocument.Parse(await client.GetStringAsync(fixture.At($"load/{name}"))).RootElement;
    }

    private async Task<int> CountAsync(string name) => (await ReadLoadAsync(name)).GetProperty("arrivals").GetArrayLength();

    // A wait may begin, or be shown again each second, just after the clock has moved; then the clock is moved again.
    private async Task ReachAsync(TimeSpan time, params Task[] tasks)
    {
        _clock.Advance(time);
        var all = Task.WhenAll(tasks);
        for (var end = DateTime.UtcNow + Eventually.Limit; !all.IsCompleted && DateTime.UtcNow < end; await Task.Delay(20))
            _clock.Advance(TimeSpan.FromMilliseconds(1));
        await all.WaitAsync(TimeSpan.FromSeconds(1));
    }

    private sealed class Observer : IExchangeObserver
    {
        public bool WantsTraffic => false;

        private volatile string? _verbosely;
        private volatile bool _isWaiting;

        public string? Verbosely => _verbosely;

        public bool IsWaiting => _isWaiting;

        public void Traffic(string text) => throw new NotSupportedException();

        public void Verbose(string text) => _verbosely = text;

        public void Warning(string text) => throw new NotSupportedException(text);

        public void Delay(string text) => throw new NotSupportedException(text);

        public void Progress(ExchangeProgress progress) => _isWaiting = !progress.IsCompleted;
    }
}
