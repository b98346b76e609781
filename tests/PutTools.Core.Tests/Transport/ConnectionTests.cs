using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Http;
using PutTools.Testing;
using Xunit;

namespace PutTools.Core.Tests.Transport;

public sealed class ConnectionTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Consecutive_requests_use_one_connection(bool mayBlock)
    {
        await using var server = await ResourceServer.StartAsync();
        for (var i = 0; i < 3; i++)
            await Requests.Put(new Uri(server.Uri, $"items/{i}")).SendAsync(mayBlock);
        await Assert.ThrowsAsync<RequestException>(() => Requests.Put(new Uri(server.Uri, "status/404")).SendAsync(mayBlock));
        await Requests.Put(new Uri(server.Uri, "items/4")).SendAsync(mayBlock);

        Assert.Equal(1, server.ConnectionCount);
    }

    [Fact]
    public async Task Concurrent_requests_do_not_wait_for_each_other()
    {
        await using var server = await ResourceServer.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Requests.Put(new Uri(server.Uri, $"items/{i}")).SendAsync()));

        Assert.Equal(20, server.Journal.Count);
        Assert.InRange(server.ConnectionCount, 1, 20);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_kept_connection_that_the_server_has_closed_is_not_used(bool mayBlock)
    {
        using var server = new ManualServer();
        for (var i = 0; i < 2; i++)
        {
            var sending = Requests.Put(server.Uri).SendAsync(mayBlock);
            await server.AcceptAndReadAsync("""{"a":1}""");
            await server.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            Assert.Equal(200, (await sending).StatusCode);
            server.Close();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cancelling_ends_the_wait_for_a_response(bool mayBlock)
    {
        using var server = new ManualServer();
        using var stop = new CancellationTokenSource();
        var sending = Requests.Put(server.Uri).SendAsync(mayBlock, cancellationToken: stop.Token);
        await server.AcceptAndReadAsync("""{"a":1}""");
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending.WaitAsync(Eventually.Limit));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cancelling_ends_the_wait_for_a_connection(bool mayBlock)
    {
        await using var server = await ResourceServer.StartAsync();
        using var stop = new CancellationTokenSource();
        var sending = Requests.Put(server.UnansweringUri).SendAsync(mayBlock, cancellationToken: stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending.WaitAsync(Eventually.Limit));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cancelling_ends_the_wait_for_the_rest_of_a_body(bool mayBlock)
    {
        using var server = new ManualServer();
        using var stop = new CancellationTokenSource();
        var clock = new ManualTimeProvider();
        var sending = Requests.Put(server.Uri).SendAsync(mayBlock, clock, stop.Token);
        await server.AcceptAndReadAsync("""{"a":1}""");
        var before = clock.ReadCount;
        await server.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
        await Eventually.TrueAsync(() => clock.ReadCount > before, "the client reads the body");
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending.WaitAsync(Eventually.Limit));
    }
}
