using System;
using System.Net.Http;
using System.Text;
using System.Threading.Tasks;
using PutTools.Content;
using PutTools.Http;
using PutTools.Patching;
using Xunit;
using PutTools.Writes;

namespace PutTools.Core.Tests.Verification;

/// <summary>A conditional write that gets 412 after an attempt with an unknown outcome.</summary>
public sealed class VerificationTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly string _path = Guid.NewGuid().ToString("N");

    [Theory]
    [InlineData("PUT", "reset-after-apply")]
    [InlineData("PATCH", "reset-after-apply")]
    [InlineData("PATCH", "apply-then-500")]
    [InlineData("PUT", "garbage")]
    public async Task It_is_a_success_if_the_resource_is_in_the_state_that_was_sent(string method, string fault)
    {
        var tag = await SeedAsync("""{"a":1}""");
        var response = await new Waiting().SendAsync(Conditional(method, fault, tag, """{"a":2}"""));

        Assert.Equal((200, ResourceOutcome.Updated, method), (response.StatusCode, response.Outcome, response.Method));
        Assert.Equal("\"2\"", response.ETag);
        Assert.Equal(2, response.Attempts);
        Assert.Equal(2, fixture.Server.Journal.Of("/" + _path).Count);
    }

    [Theory]
    [InlineData(409)]
    [InlineData(412)]
    public async Task A_server_may_answer_with_either_status(int status)
    {
        // The first attempt is applied, and its server fails after that.
        using var server = new ScriptedServer(request => request.Method == "GET" ? ScriptedServer.Response(200, """{"a":2}""")
            : ScriptedServer.Response(request.Number == 1 ? 500 : status));
        var response = await new Waiting().SendAsync(Requests.Put(server.Uri, """{"a":2}""", settings: Waiting.Settings()) with { Headers = [new("If-Match", "\"1\"")] });

        Assert.Equal((200, ResourceOutcome.Updated, "PUT", 2), (response.StatusCode, response.Outcome, response.Method, response.Attempts));
    }

    [Fact]
    public async Task A_creation_is_reported_as_created()
    {
        var request = Requests.Put(fixture.Fault($"close-after-apply/{_path}?times=1&key={_path}"), settings: Waiting.Settings())
            with { Headers = [new("If-None-Match", "*")] };

        Assert.Equal(ResourceOutcome.Created, (await new Waiting().SendAsync(request)).Outcome);
    }

    [Theory]
    [InlineData("PUT", """{"a":3}""")]
    [InlineData("PATCH", """{"a":3}""")]
    // Everything that was sent is in the resource, and also a member that a PUT would have removed.
    [InlineData("PUT", """{"a":2,"b":1}""")]
    public async Task It_is_an_error_with_an_unknown_outcome_if_the_resource_is_in_another_state(string method, string found)
    {
        var tag = await SeedAsync("""{"a":1,"b":1}""");
        var waiting = new Waiting { Meanwhile = () => Requests.Put(fixture.At(_path), found).SendAsync() };
        var failure = await Assert.ThrowsAsync<RequestException>(
            () => waiting.SendAsync(Conditional(method, "reset-before-response", tag, """{"a":2}""")));

        Assert.Equal(ErrorKind.PreconditionFailed, failure.Kind);
        Assert.True(failure.OutcomeUnknown);
    }

    [Theory]
    [InlineData("plain text", "text/plain")]
    [InlineData("{}", "text/plain; charset=unknown")]
    public async Task Content_that_is_not_JSON_is_compared_by_its_bytes(string text, string contentType)
    {
        var tag = await SeedAsync("""{"a":1}""");
        var content = new BytesContent(Encoding.UTF8.GetBytes(text)) { ContentType = contentType };
        var response = await new Waiting().SendAsync(Conditional("PUT", "reset-after-apply", tag, "{}") with { Content = content });

        Assert.Equal((200, ResourceOutcome.Updated), (response.StatusCode, response.Outcome));
        Assert.Equal(2, fixture.Server.Journal.Of("/" + _path).Count);
    }

    [Fact]
    public async Task Other_bytes_leave_the_outcome_unknown()
    {
        var tag = await SeedAsync("""{"a":1}""");
        var waiting = new Waiting { Meanwhile = () => Requests.Put(fixture.At(_path), """{"a":3}""").SendAsync() };
        var content = new BytesContent("text"u8.ToArray()) { ContentType = "text/plain" };
        var failure = await Assert.ThrowsAsync<RequestException>(
            () => waiting.SendAsync(Conditional("PUT", "reset-before-response", tag, "{}") with { Content = content }));

        Assert.True(failure.OutcomeUnknown);
    }

    [Fact]
    public async Task A_412_without_an_unknown_outcome_is_an_error()
    {
        await SeedAsync("""{"a":2}""");
        var failure = await Assert.ThrowsAsync<RequestException>(
            () => new Waiting().SendAsync(Conditional("PUT", "reset-before-response", "\"7\"", """{"a":2}""") with { Uri = fixture.At(_path) }));

        Assert.Equal(ErrorKind.PreconditionFailed, failure.Kind);
        Assert.False(failure.OutcomeUnknown);
    }

    private async Task<string> SeedAsync(string json) => (await Requests.Put(fixture.At(_path), json).SendAsync()).ETag!;

    // On its own connection: a retry after a kept one was lost does not wait.
    private ResourceRequest Conditional(string method, string fault, string tag, string json)
        => Requests.Put(fixture.Fault($"{fault}/{_path}?times=1&key={_path}"), json, Waiting.Settings() with { Connection = new() { DisableKeepAlive = true } }) with
        {
            Method = new HttpMethod(method),
            PatchFormat = method == "PATCH" ? PatchFormat.Merge : null,
            Headers = [new("If-Match", tag)],
        };
}
