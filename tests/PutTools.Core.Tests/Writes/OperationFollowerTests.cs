using System;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Http;
using PutTools.Writes;
using Xunit;

namespace PutTools.Core.Tests.Writes;

/// <summary>Long operations, over real sockets.</summary>
public sealed class OperationFollowerTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly string _path = Guid.NewGuid().ToString("N");

    [Theory]
    [InlineData("style=operation-location", "Updated")]
    [InlineData("style=azure-asyncoperation&shape=provisioningState", "Updated")]
    [InlineData("style=location", "Updated")]
    [InlineData("style=operation-location&code=201", "Created")]
    [InlineData("style=operation-location&harm=2", "Updated")]
    public async Task An_operation_is_followed_to_the_resource(string plan, string outcome)
    {
        var response = await RunAsync(plan + "&polls=2");

        Assert.Equal((200, outcome, "PUT", 1), (response.StatusCode, response.Outcome.ToString(), response.Method, response.Attempts));
        Assert.Equal("""{"a":1}""", response.Text());
    }

    [Theory]
    [InlineData("style=operation-location&end=failed", false)]
    [InlineData("style=operation-location&end=cancelled", false)]
    // The poll answers 500, as the write itself might.
    [InlineData("style=location&end=failed", true)]
    public async Task An_operation_that_fails_tells_whether_its_outcome_is_known(string plan, bool isUnknown)
    {
        var failure = await Assert.ThrowsAsync<RequestException>(() => RunAsync(plan + "&polls=1"));

        Assert.Equal((ErrorKind.OperationFailed, isUnknown), (failure.Kind, failure.OutcomeUnknown));
        Assert.StartsWith("/operations/", failure.OperationUri!.AbsolutePath, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, 400, 402, 409, 412, 413, 422, 423, 424, 428, 500, 507)]
    [InlineData(false, 401, 403, 404, 405, 406, 410, 418, 429, 501, 502, 503)]
    public async Task The_status_of_a_poll_tells_if_the_operation_failed_or_only_the_poll(bool isOfOperation, params int[] statuses)
    {
        foreach (var status in statuses)
        {
            using var server = new ScriptedServer(request => request.Method == "PUT" ? ScriptedServer.Response(202, "", "Location: /operation") : ScriptedServer.Response(status));
            var settings = Requests.Once with { Retry = new() { Interval = TimeSpan.FromMilliseconds(1) } };
            var failure = await Assert.ThrowsAsync<RequestException>(() => new WriteRunner(TimeProvider.System).RunAsync(
                new WriteOptions { Request = Requests.Put(server.Uri, settings: settings), WaitForCompletion = true, PollInterval = TimeSpan.FromMilliseconds(1) }, observer: null, CancellationToken.None));

            Assert.Equal(isOfOperation ? ErrorKind.OperationFailed : (ErrorKind)status, failure.Kind);
        }
    }

    [Fact]
    public async Task A_deadline_leaves_the_outcome_unknown_and_names_the_url_of_the_operation()
    {
        var settings = Requests.Once with { Time = new() { Deadline = TimeSpan.FromSeconds(5) } };
        var failure = await Assert.ThrowsAsync<RequestException>(() => RunAsync("polls=1000", settings));

        Assert.Equal((ErrorKind.DeadlineExceeded, true, 1), (failure.Kind, failure.OutcomeUnknown, failure.Attempts));
        Assert.StartsWith("/operations/", failure.OperationUri!.AbsolutePath, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_poll_that_fails_permanently_names_the_url_of_the_operation()
    {
        // No operation has the id 0.
        var uri = fixture.At($"mirror?{_path}");
        var settings = Requests.Once with { Headers = [new("Response-Operation-Location", "/operations/0")] };
        var failure = await Assert.ThrowsAsync<RequestException>(() => new WriteRunner(TimeProvider.System).RunAsync(
            new WriteOptions { Request = Requests.Put(uri, settings: settings), WaitForCompletion = true, PollInterval = TimeSpan.FromMilliseconds(1) },
            observer: null, CancellationToken.None));

        Assert.Equal((ErrorKind.NotFound, true, "/operations/0"), (failure.Kind, failure.OutcomeUnknown, failure.OperationUri?.AbsolutePath));
    }

    [Theory]
    [InlineData(true, "Unknown")]
    [InlineData(false, "Updated")]
    public async Task A_login_page_is_neither_the_end_of_an_operation_nor_its_result(bool atOnce, string outcome)
    {
        using var server = new ScriptedServer(request => request switch
        {
            { Method: "PUT" } => ScriptedServer.Response(202, "", "Location: /operation"),
            { Path: "/login" } => ScriptedServer.Response(200, "<html></html>", "Content-Type: text/html"),
            { Path: "/operation" } when !atOnce => ScriptedServer.Response(200, """{"status":"succeeded"}"""),
            _ => ScriptedServer.Response(302, "", "Location: /login"),
        });
        var response = await new WriteRunner(TimeProvider.System).RunAsync(
            new WriteOptions { Request = Requests.Put(server.Uri), WaitForCompletion = true, PollInterval = TimeSpan.FromMilliseconds(1) }, observer: null, CancellationToken.None);

        Assert.Equal((outcome, atOnce), (response!.Outcome.ToString(), response.Text().Contains("html")));
    }

    private async Task<HttpResponse> RunAsync(string plan, ResourceSettings? settings = null)
        => (await new WriteRunner(TimeProvider.System).RunAsync(
            new WriteOptions
            {
                Request = Requests.Put(fixture.At($"operations/start/{_path}?{plan}"), settings: settings),
                WaitForCompletion = true,
                PollInterval = TimeSpan.FromMilliseconds(10),
            },
            observer: null,
            CancellationToken.None))!;
}
