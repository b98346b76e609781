using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Content;
using PutTools.Http;
using PutTools.Retries;
using PutTools.Writes;
using Xunit;

namespace PutTools.Core.Tests.Writes;

/// <summary>Writes that read first, over real sockets.</summary>
public sealed class WriteRunnerTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly string _path = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task A_write_that_changes_nothing_is_not_sent()
    {
        await SeedAsync("""{"a":1,"b":[2]}""");
        var response = await RunAsync(Write("""{"b":[2.0],"a":1}""") with { IfChanged = true });

        Assert.Equal((ResourceOutcome.Unchanged, "PUT", 0), (response!.Outcome, response.Method, response.Attempts));
        Assert.Equal(1, WriteCount);
    }

    [Fact]
    public async Task A_write_that_changes_something_is_guarded_by_the_validator_of_the_read()
    {
        await SeedAsync("""{"a":1}""");
        var response = await RunAsync(Write("""{"a":2}""") with
        {
            IfChanged = true,
            // Another client writes between the read and the write, once.
            Approve = Once(() => SeedAsync("""{"a":3}""")),
        });

        Assert.Equal((200, ResourceOutcome.Updated, 2), (response!.StatusCode, response.Outcome, response.Attempts));
        Assert.Equal("""{"a":2}""", await ReadAsync());
    }

    [Fact]
    public async Task A_resource_that_does_not_exist_is_only_created()
    {
        ResourceRequest? approved = null;
        var response = await RunAsync(Write("""{"a":1}""") with
        {
            IfChanged = true,
            Approve = (request, _, _) =>
            {
                approved = request;
                return Task.FromResult(true);
            },
        });

        Assert.Equal(("*", ResourceOutcome.Created), (approved!.Field("If-None-Match"), response!.Outcome));
    }

    [Theory]
    [InlineData(403)]
    [InlineData(500)]
    public async Task Nothing_is_written_after_a_read_that_failed(int status)
    {
        using var server = new ScriptedServer(_ => ScriptedServer.Response(status));
        var failure = await Assert.ThrowsAsync<RequestException>(() => RunAsync(new WriteOptions { Request = Requests.Put(server.Uri), IfChanged = true }));

        Assert.Equal(((ErrorKind)status, false, 0), (failure.Kind, failure.OutcomeUnknown, failure.Attempts));
        Assert.Equal("GET", Assert.Single(server.Requests).Method);
    }

    [Theory]
    [InlineData(false)]
    // As servers that send the time of the response: no wait helps.
    [InlineData(true)]
    public async Task A_date_protects_once_it_is_two_seconds_old_unless_it_is_always_new(bool isClock)
    {
        static string At(int second) => $"Mon, 06 May 2024 05:08:0{second} GMT";
        var clock = new ManualTimeProvider();
        using var server = new ScriptedServer(request => request.Method == "PUT" ? ScriptedServer.Response(204)
            : ScriptedServer.Response(200, """{"a":1}""", "Date: " + At(3 * request.Number), "Last-Modified: " + At(isClock ? 3 * request.Number : 3)));
        var sending = new WriteRunner(clock, () => 0.5).RunAsync(
            new WriteOptions { Request = Requests.Put(server.Uri, """{"a":2}""", Waiting.Settings()), IfChanged = true }, observer: null, CancellationToken.None);
        await Eventually.TrueAsync(() => clock.UntilNextTimer is not null, "it waits");

        Assert.Equal(TimeSpan.FromSeconds(2.25), clock.UntilNextTimer);
        clock.Advance(TimeSpan.FromSeconds(2.25));
        await sending.WaitAsync(Eventually.Limit);
        Assert.Equal(["GET", "GET", "PUT"], server.Requests.Select(static request => request.Method), StringComparer.Ordinal);
        Assert.Equal(isClock ? null : At(3), server.Requests.Last().Fields.GetValueOrDefault("If-Unmodified-Since"));
    }

    [Fact]
    public async Task An_update_that_may_have_been_applied_is_not_made_again()
    {
        // The first attempt fails after the server may have applied it. The second one then meets another state.
        using var server = new ScriptedServer(static request => request.Method == "GET" ? ScriptedServer.Response(200, """{"n":1}""", "ETag: \"1\"")
            : ScriptedServer.Response(request.Number == 2 ? 500 : 412));
        var settings = ResourceSettings.Default with { Retry = new RetrySettings { Interval = TimeSpan.FromMilliseconds(1) } };
        var failure = await Assert.ThrowsAsync<RequestException>(() => new WriteRunner(TimeProvider.System).RunAsync(new WriteOptions
        {
            Request = Requests.Put(server.Uri, settings: settings),
            Update = static (_, _) => Task.FromResult<RequestContent?>(BytesContent.OfJson("""{"n":2}"""u8.ToArray(), "application/json")),
        }, observer: null, default));

        Assert.Equal((ErrorKind.PreconditionFailed, true), (failure.Kind, failure.OutcomeUnknown));
        Assert.Equal(["GET", "PUT", "PUT", "GET"], server.Requests.Select(static request => request.Method), StringComparer.Ordinal);
    }

    [Fact]
    public async Task An_update_is_made_again_from_the_state_that_another_client_wrote()
    {
        await SeedAsync("""{"count":1,"name":"x"}""");
        var response = await RunAsync(Write("{}") with { Update = IncrementAsync, Approve = Once(() => SeedAsync("""{"count":10,"name":"y"}""")) });

        Assert.Equal(200, response!.StatusCode);
        Assert.Equal("""{"count":11,"name":"y"}""", await ReadAsync());
    }

    [Fact]
    public async Task An_update_that_starts_over_has_another_generated_key()
    {
        using var server = new ScriptedServer(static request => request.Method == "GET" ? ScriptedServer.Response(200, $$"""{"count":{{request.Number}}}""", $"ETag: \"{request.Number}\"")
            : ScriptedServer.Response(request.Number == 2 ? 412 : 200));
        await RunAsync(new WriteOptions { Request = Requests.Put(server.Uri) with { Headers = [new("Idempotency-Key", "first")], HasFreshKey = true }, Update = IncrementAsync });

        var keys = server.Requests.Where(static request => request.Method == "PUT").Select(static request => request.Fields["Idempotency-Key"]).ToList();
        Assert.Equal((2, "first"), (keys.Count, keys[0]));
        Assert.NotEqual(keys[0], keys[1], StringComparer.Ordinal);
    }

    [Fact]
    public async Task Endless_conflicts_end_with_an_error_and_nothing_written()
    {
        await SeedAsync("""{"count":1}""");
        var failure = await Assert.ThrowsAsync<RequestException>(() => RunAsync(Write("{}") with
        {
            Update = IncrementAsync,
            MaximumConflictRetryCount = 2,
            Approve = async (_, _, _) =>
            {
                await SeedAsync("""{"count":5}""");
                return true;
            },
        }));

        Assert.Equal((ErrorKind.ConflictRetriesExceeded, true, false, 3), (failure.Kind, failure.IsTransient, failure.OutcomeUnknown, failure.Attempts));
        Assert.Equal(412, failure.StatusCode);
    }

    [Fact]
    public async Task The_wait_before_a_write_starts_over_is_a_random_part_of_a_time_that_doubles_up_to_three_seconds()
    {
        using var server = new ScriptedServer(static request => request.Method == "GET" ? ScriptedServer.Response(200, "{}", $"ETag: \"{request.Number}\"") : ScriptedServer.Response(412));
        var waiting = new Waiting(chance: 0.5);
        await Assert.ThrowsAsync<RequestException>(() => waiting.RunAsync(new WriteOptions
        {
            Request = Requests.Put(server.Uri, """{"a":2}""", Waiting.Settings()),
            IfChanged = true,
            MaximumConflictRetryCount = 8,
        }));

        Assert.Equal([25, 50, 100, 200, 400, 800, 1600, 1600], waiting.Waits.Select(static wait => wait.TotalMilliseconds));
    }

    [Fact]
    public async Task A_write_that_is_not_approved_is_not_sent()
    {
        await SeedAsync("""{"count":1}""");
        IReadOnlyList<object> shown = [];
        var response = await RunAsync(Write("{}") with
        {
            Update = IncrementAsync,
            Approve = (_, changes, _) =>
            {
                shown = changes();
                return Task.FromResult(false);
            },
        });

        Assert.Null(response);
        Assert.Equal("/count: 1 -> 2", Assert.Single(shown).ToString());
        Assert.Equal(1, WriteCount);
    }

    [Fact]
    public async Task An_unknown_outcome_is_not_started_over()
    {
        await SeedAsync("""{"count":1}""");
        var request = Requests.Put(fixture.Fault($"reset-after-apply/{_path}?times=1&key={_path}&on=PUT"), "{}", Waiting.Settings(retries: 0));
        var failure = await Assert.ThrowsAsync<RequestException>(() => RunAsync(new WriteOptions { Request = request, Update = IncrementAsync }));

        Assert.Equal((ErrorKind.ConnectionLost, true, 1), (failure.Kind, failure.OutcomeUnknown, failure.Attempts));
        Assert.Equal("""{"count":2}""", await ReadAsync());
    }

    private int WriteCount => fixture.Server.Journal.Of("/" + _path).Count;

    private static Task<HttpResponse?> RunAsync(WriteOptions write)
        => new WriteRunner(TimeProvider.System).RunAsync(write, observer: null, CancellationToken.None);

    private static Task<RequestContent?> IncrementAsync(HttpResponse? current, CancellationToken cancellationToken)
    {
        var state = JsonNode.Parse(current!.Text())!;
        state["count"] = (int)state["count"]! + 1;
        return Task.FromResult<RequestContent?>(new BytesContent(Encoding.UTF8.GetBytes(state.ToJsonString())) { ContentType = "application/json" });
    }

    private static Func<ResourceRequest, Func<IReadOnlyList<object>>, CancellationToken, Task<bool>> Once(Func<Task> meanwhile)
    {
        var isDone = false;
        return async (_, _, _) =>
        {
            if (!isDone)
                await meanwhile();
            isDone = true;
            return true;
        };
    }

    private WriteOptions Write(string json) => new() { Request = Requests.Put(fixture.At(_path), json) };

    private Task SeedAsync(string json) => Requests.Put(fixture.At(_path), json).SendAsync();

    private async Task<string> ReadAsync()
    {
        using var client = new System.Net.Http.HttpClient();
        return await client.GetStringAsync(fixture.At(_path));
    }
}
