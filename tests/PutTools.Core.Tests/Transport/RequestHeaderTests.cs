using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using PutTools.Http;
using Xunit;
using PutTools.Writes;

namespace PutTools.Core.Tests.Transport;

public sealed class RequestHeaderTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task The_default_headers_accept_any_type_in_supported_codings()
    {
        Assert.Equal(["*/*"], await EchoAsync("Accept"));
        Assert.Equal(["gzip, deflate, br"], await EchoAsync("Accept-Encoding"));
        Assert.StartsWith("PutTools/", Assert.Single(await EchoAsync("User-Agent")));
        Assert.Equal(["application/json"], await EchoAsync("Content-Type"));
    }

    [Fact]
    public async Task No_field_that_traces_the_caller_is_sent() => Assert.Empty(await EchoAsync("traceparent"));

    [Theory]
    [InlineData("User-Agent", "mine/1.0")]
    [InlineData("Accept", "text/plain;q=0.5")]
    [InlineData("Accept-Encoding", "identity")]
    [InlineData("Content-Type", "application/vnd.mine+json")]
    [InlineData("user-agent", "any case")]
    public async Task A_specified_header_replaces_the_default(string name, string value)
        => Assert.Equal([value], await EchoAsync(name, (name, value)));

    [Theory]
    [InlineData("Content-Language", "de")]
    [InlineData("Content-Location", "/elsewhere")]
    [InlineData("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT")]
    [InlineData("X-Odd", "a, \"b;c\" (d) = {e}")]
    [InlineData("Authorization", "Custom a:b=c")]
    public async Task A_header_is_sent_as_written(string name, string value)
        => Assert.Equal([value], await EchoAsync(name, (name, value)));

    [Theory]
    [InlineData("0")]
    [InlineData("5000")]
    [InlineData("many")]
    public async Task A_length_that_differs_from_the_body_is_an_error_and_nothing_is_sent(string length)
    {
        var failure = await Assert.ThrowsAsync<RequestException>(() => EchoAsync("Content-Length", ("Content-Length", length)));

        Assert.Equal((ErrorKind.InvalidHeader, 0, false), (failure.Kind, failure.Attempts, failure.OutcomeUnknown));
        Assert.Contains($"'Content-Length' says {length}, but the body has ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_of_values_is_sent_in_order()
        => Assert.Equal("a, b", string.Join(", ", await EchoAsync("X-List", ("X-List", "a"), ("x-list", "b"))));

    [Fact]
    public async Task A_header_of_a_request_wins_over_that_of_its_settings()
    {
        var request = Requests.Put(fixture.At("echo"), settings: Requests.Once with { Headers = [new("X-One", "settings")] })
            with { Headers = [new("X-One", "request")] };

        Assert.Equal(["request"], await ReadAsync(request, "X-One"));
    }

    [Fact]
    public void A_read_before_a_write_bypasses_caches()
        => Assert.Equal("no-cache", OutgoingRequest.Create(Requests.Put(fixture.At("echo"))).ToRead().Field("Cache-Control"));

    private Task<string[]> EchoAsync(string name, params (string Name, string Value)[] fields)
        => ReadAsync(
            Requests.Put(fixture.At("echo"), settings: Requests.Once.WithHeaders([.. fields.Select(static field => field.Name)], fields.Select(static field => KeyValuePair.Create(field.Name, field.Value)))),
            name);

    private static async Task<string[]> ReadAsync(ResourceRequest request, string name)
    {
        using var echo = JsonDocument.Parse((await request.SendAsync()).Body);
        return [.. echo.RootElement.GetProperty("headers").EnumerateObject()
            .Where(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            .SelectMany(field => field.Value.EnumerateArray().Select(value => value.GetString()!))];
    }
}
