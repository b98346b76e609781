using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Testing;
using Xunit;

namespace PutTools.Core.Tests;

public sealed class ConnectionTests
{
    [Fact]
    public async Task Requests_in_a_row_use_one_connection_whoever_sends_them()
    {
        await using var server = await ResourceServer.StartAsync();
        for (var i = 0; i < 3; i++)
            await Requests.Put(new Uri(server.Uri, $"items/{i}")).SendAsync();
        await Requests.Put(new Uri(server.Uri, "status/404")).FailAsync();
        await Requests.Put(new Uri(server.Uri, "items/4")).SendAsync();

        Assert.Equal(1, server.ConnectionCount);
    }

    [Fact]
    public async Task Requests_at_once_do_not_wait_for_each_other()
    {
        await using var server = await ResourceServer.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Requests.Put(new Uri(server.Uri, $"items/{i}")).SendAsync()));

        Assert.Equal(20, server.Journal.Count);
        Assert.InRange(server.ConnectionCount, 1, 20);
    }

    [Fact]
    public async Task A_kept_connection_that_the_server_has_closed_is_not_written_to()
    {
        using var server = new ManualServer();
        for (var i = 0; i < 2; i++)
        {
            var sending = Requests.Put(server.Uri).SendAsync();
            await server.AcceptAndReadAsync("""{"a":1}""");
            await server.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            Assert.Equal(200, (await sending).StatusCode);
            server.Close();
        }
    }

    [Fact]
    public async Task Cancelling_ends_the_wait_for_a_reply()
    {
        using var server = new ManualServer();
        using var stop = new CancellationTokenSource();
        var sending = new ResourceClient().SendAsync(Requests.Put(server.Uri), cancellationToken: stop.Token);
        await server.AcceptAndReadAsync("""{"a":1}""");
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending.WaitAsync(TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task Cancelling_ends_the_wait_for_a_connection()
    {
        await using var server = await ResourceServer.StartAsync();
        using var stop = new CancellationTokenSource();
        var sending = new ResourceClient().SendAsync(Requests.Put(server.UnansweringUri), cancellationToken: stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending.WaitAsync(TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task Cancelling_ends_the_wait_for_the_rest_of_a_body()
    {
        using var server = new ManualServer();
        using var stop = new CancellationTokenSource();
        var clock = new ManualTimeProvider();
        var sending = new ResourceClient(clock).SendAsync(Requests.Put(server.Uri), cancellationToken: stop.Token);
        await server.AcceptAndReadAsync("""{"a":1}""");
        var before = clock.ReadCount;
        await server.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
        await Eventually.TrueAsync(() => clock.ReadCount > before, "the client reads the body");
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending.WaitAsync(TimeSpan.FromSeconds(1)));
    }
}
