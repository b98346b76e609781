using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using PutTools.Testing;
using Xunit;

namespace PutTools.Core.Tests.Server;

/// <summary>The server, on which all other tests depend, works as documented.</summary>
public sealed class ResourceServerTests : IAsyncLifetime
{
    private readonly HttpClient _client = new();
    private ResourceServer _server = null!;

    public async Task InitializeAsync() => _server = await ResourceServer.StartAsync();

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Put_creates_then_replaces_and_counts_versions()
    {
        using var created = await SendAsync(HttpMethod.Put, "users/123", """{"name":"A"}""");
        using var replaced = await SendAsync(HttpMethod.Put, "users/123", """{"name":"B"}""");

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal("/users/123", created.Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.OK, replaced.StatusCode);
        Assert.Equal("\"2\"", replaced.Headers.ETag?.Tag);
        Assert.Equal("""{"name":"B"}""", await _client.GetStringAsync(new Uri(_server.Uri, "users/123")));
    }

    [Fact]
    public async Task Patch_merges_and_keeps_numbers_as_written()
    {
        using var put = await SendAsync(HttpMethod.Put, "p/1", """{"price":1.50,"old":1,"size":{"w":1}}""");
        using var patched = await SendAsync(HttpMethod.Patch, "p/1", """{"old":null,"size":{"h":2.0}}""");

        Assert.Equal("""{"price":1.50,"size":{"w":1,"h":2.0}}""", await patched.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("If-Match", "\"1\"", 200)]
    [InlineData("If-Match", "\"0\", \"1\"", 200)]
    [InlineData("If-Match", "*", 200)]
    [InlineData("If-Match", "\"0\"", 412)]
    [InlineData("If-Match", "W/\"1\"", 412)]
    [InlineData("If-None-Match", "*", 412)]
    [InlineData("If-None-Match", "W/\"1\"", 412)]
    [InlineData("If-None-Match", "\"0\"", 200)]
    [InlineData("If-Unmodified-Since", "Fri, 01 Jan 2100 00:00:00 GMT", 200)]
    [InlineData("If-Unmodified-Since", "Sat, 01 Jan 2000 00:00:00 GMT", 412)]
    [InlineData("If-Unmodified-Since", "not a date", 200)]
    public async Task A_write_is_applied_only_if_its_precondition_holds(string name, string value, int status)
    {
        using var put = await SendAsync(HttpMethod.Put, "p/1", "{}");
        using var conditional = await SendAsync(HttpMethod.Put, "p/1", """{"a":1}""", (name, value));

        Assert.Equal(status, (int)conditional.StatusCode);
        Assert.Equal(status == 200 ? 2 : 1, _server.Journal.Count);
    }

    [Fact]
    public async Task A_write_under_a_known_idempotency_key_is_answered_but_not_applied_again()
    {
        using var put = await SendAsync(HttpMethod.Put, "p/1", "{}");
        using var first = await SendAsync(HttpMethod.Patch, "p/1", """{"a":1}""", ("Idempotency-Key", "k"));
        using var second = await SendAsync(HttpMethod.Patch, "p/1", """{"a":1}""", ("Idempotency-Key", "k"));

        Assert.Equal(first.Headers.ETag, second.Headers.ETag);
        Assert.Single(_server.Journal, entry => string.Equals(entry.Key, "k", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Concurrent_conditional_writes_lose_nothing()
    {
        using var put = await SendAsync(HttpMethod.Put, "counter", "0");
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            for (var done = 0; done < 25;)
            {
                using var read = await _client.GetAsync(new Uri(_server.Uri, "counter"));
                var next = int.Parse(await read.Content.ReadAsStringAsync(), System.Globalization.CultureInfo.InvariantCulture) + 1;
                using var write = await SendAsync(HttpMethod.Put, "counter", $"{next}", ("If-Match", read.Headers.ETag!.Tag));
                if (write.IsSuccessStatusCode) done++;
            }
        }));

        Assert.Equal("100", await _client.GetStringAsync(new Uri(_server.Uri, "counter")));
    }

    public static TheoryData<string> Faults => [.. FaultTable.All.Keys];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_applies_the_write_if_and_only_if_it_is_documented_so(string fault)
    {
        var (applies, stalls) = (FaultTable.All[fault].Applies, FaultTable.All[fault].Stalls);
        using var patience = new System.Threading.CancellationTokenSource();
        using var content = Json("""{"a":1}""");
        var putting = _client.PutAsync(new Uri(_server.FaultUri, $"{fault}/items/1"), content, patience.Token);
        // The client may see the end before the server applies the write.
        if (applies) await Eventually.TrueAsync(() => _server.Journal.Count > 0, "the server applies the write");
        if (stalls) await Task.WhenAny(putting, Task.Delay(300));
        if (stalls) await patience.CancelAsync();
        try
        {
            using var response = await putting;
            Assert.False(stalls);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            // To a client, most faults are not a response.
        }

        Assert.Equal(applies ? 1 : 0, _server.Journal.Of("/items/1").Count);
    }

    public static TheoryData<string> QuickFaults => [.. FaultTable.All.Values.Where(static fault => !fault.Stalls).Select(static fault => fault.Name)];

    // No client could see through such a response.
    [Theory]
    [MemberData(nameof(QuickFaults))]
    public async Task A_fault_confirms_no_write_that_the_store_refuses(string fault)
    {
        using var put = new HttpRequestMessage(HttpMethod.Put, new Uri(_server.FaultUri, $"{fault}/items/1")) { Content = Json("""{"a":1}""") };
        put.Headers.Add("If-Match", "\"old\"");
        try
        {
            using var response = await _client.SendAsync(put);
            Assert.False(response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.SeeOther, $"the status is {response.StatusCode}");
        }
        catch (HttpRequestException)
        {
            // To a client, most faults are not a response.
        }

        Assert.Empty(_server.Journal.Of("/items/1"));
    }

    [Fact]
    public async Task A_fault_with_times_occurs_that_often_and_later_requests_are_served()
    {
        var uri = new Uri(_server.FaultUri, "reset-after-apply/items/1?times=1&key=k");
        using var content = Json("{}");
        await Assert.ThrowsAsync<HttpRequestException>(() => _client.PutAsync(uri, content));
        using var again = Json("{}");
        using var served = await _client.PutAsync(uri, again);

        Assert.Equal("\"2\"", served.Headers.ETag?.Tag);
    }

    [Fact]
    public async Task A_random_fault_occurs_at_each_nth_request()
    {
        var uri = new Uri(_server.FaultUri, "any/items/1?every=2&key=k&from=apply-then-500,apply-then-503");
        var statuses = new List<int>();
        for (var i = 0; i < 4; i++)
        {
            using var content = Json("{}");
            using var response = await _client.PutAsync(uri, content);
            statuses.Add((int)response.StatusCode);
        }

        Assert.Equal([201, 500, 200, 503], statuses);
    }

    [Fact]
    public async Task Connections_can_be_refused_reset_and_left_unanswered()
    {
        using var socket = new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromMilliseconds(200) };
        using var impatient = new HttpClient(socket);
        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => _client.GetAsync(_server.RefusingUri));
        var reset = await Assert.ThrowsAnyAsync<Exception>(() => _client.GetAsync(_server.ResetUri));
        var unanswered = OperatingSystem.IsLinux()
            ? await Assert.ThrowsAsync<TaskCanceledException>(() => impatient.GetAsync(_server.UnansweringUri))
            : null;

        Assert.Equal(SocketError.ConnectionRefused, ((SocketException)refused.GetBaseException()).SocketErrorCode);
        // The reset may arrive when the client has connected, is writing, or is reading.
        Assert.True(
            reset.GetBaseException() is SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.NotConnected or SocketError.Shutdown }
                or HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded },
            reset.ToString());
        Assert.True(unanswered is null or { InnerException: TimeoutException });
    }

    [Fact]
    public async Task An_operation_applies_its_write_after_its_polls()
    {
        using var started = await SendAsync(HttpMethod.Put, "operations/start/vm/1?polls=1", """{"a":1}""");
        var operation = started.Headers.GetValues("Operation-Location").Single();
        var running = await _client.GetStringAsync(new Uri(operation));
        Assert.Empty(_server.Journal);
        var ended = await _client.GetStringAsync(new Uri(operation));

        Assert.Contains("Running", running, StringComparison.Ordinal);
        Assert.Contains("Succeeded", ended, StringComparison.Ordinal);
        Assert.Equal("""{"a":1}""", await _client.GetStringAsync(new Uri(_server.Uri, "vm/1")));
    }

    [Fact]
    public async Task Its_page_lists_each_endpoint_and_each_fault()
    {
        var page = await _client.GetStringAsync(_server.Uri);
        var missing = _server.Routes.Select(static route => route.Replace("/{**rest}", "/…", StringComparison.Ordinal).Split('{')[0])
            .Where(path => !page.Contains($"`{path}", StringComparison.Ordinal) && !page.Contains($" {path}", StringComparison.Ordinal))
            .Concat(FaultTable.All.Keys.Where(fault => !page.Contains($"`{fault}`", StringComparison.Ordinal)));

        Assert.Empty(missing);
        Assert.True(_server.Routes.Count() > 20);
    }

    [Fact]
    public async Task Two_requests_of_one_client_share_a_connection()
    {
        using var first = await SendAsync(HttpMethod.Put, "p/1", "{}");
        using var second = await SendAsync(HttpMethod.Put, "p/1", "{}");

        Assert.Equal(1, _server.ConnectionCount);
    }

    private static StringContent Json(string json) => new(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string json, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(_server.Uri, path)) { Content = Json(json) };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await _client.SendAsync(request);
    }
}
