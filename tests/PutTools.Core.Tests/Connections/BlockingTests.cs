using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Content;
using PutTools.Testing;
using PutTools.Transport;
using Xunit;

namespace PutTools.Core.Tests.Connections;

/// <summary>Threads that only wait for the reply send it themselves, over blocking sockets.</summary>
public sealed class BlockingTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(60_000)]
    public void The_reply_is_there_when_the_call_returns(int length)
    {
        var content = new BytesContent(new byte[length]) { ContentType = "application/octet-stream" };

        Assert.True(new ResourceClient { MayBlock = true }.SendAsync(Requests.Put(fixture.At("blocking"), content)).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Requests_in_a_row_use_one_connection()
    {
        await using var server = await ResourceServer.StartAsync();
        for (var i = 0; i < 5; i++)
            await Requests.Put(new Uri(server.Uri, $"items/{i}")).SendBlockingAsync();

        Assert.Equal(1, server.ConnectionCount);
    }

    [Fact]
    public async Task Cancelling_ends_the_wait_for_a_reply()
    {
        using var server = new ManualServer();
        using var stop = new CancellationTokenSource();
        var sending = Requests.Put(server.Uri).SendBlockingAsync(cancellationToken: stop.Token);
        await server.AcceptAndReadAsync("""{"a":1}""");
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending.WaitAsync(TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task Cancelling_ends_the_wait_for_a_connection()
    {
        using var stop = new CancellationTokenSource();
        var sending = Requests.Put(fixture.Server.UnansweringUri).SendBlockingAsync(cancellationToken: stop.Token);
        await Task.Delay(100);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending.WaitAsync(TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task Cancelling_ends_the_wait_for_the_rest_of_a_body()
    {
        using var server = new ManualServer();
        using var stop = new CancellationTokenSource();
        var clock = new ManualTimeProvider();
        var sending = Requests.Put(server.Uri).SendBlockingAsync(clock, stop.Token);
        await server.AcceptAndReadAsync("""{"a":1}""");
        var before = clock.ReadCount;
        await server.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
        await Eventually.TrueAsync(() => clock.ReadCount > before, "the client reads the body");
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending.WaitAsync(TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task A_connection_that_the_server_has_closed_is_not_written_to()
    {
        using var server = new ManualServer();
        for (var i = 0; i < 2; i++)
        {
            var sending = Requests.Put(server.Uri).SendBlockingAsync();
            await server.AcceptAndReadAsync("""{"a":1}""");
            await server.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            Assert.Equal(200, (await sending).StatusCode);
            server.Close();
        }
    }

    [Fact]
    public async Task Looking_after_an_idle_connection_closes_it_and_leaves_a_used_one_blocking()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(listener.LocalEndpoint);
        using var server = await listener.AcceptSocketAsync();
        await using var stream = new EarlyReplyStream(socket, blocks: true);

        await stream.WriteAsync("a"u8.ToArray());
        server.Send("bcd"u8);
        await Eventually.TrueAsync(() => socket.Available == 3, "what was sent has come");
        Assert.Equal(3, await stream.ReadAsync(new byte[3]));
        await Assert.ThrowsAsync<IOException>(async () => _ = await stream.ReadAsync(Memory<byte>.Empty));
        // The runtime keeps it to itself; Linux tells: O_NONBLOCK is 04000 there.
        if (OperatingSystem.IsLinux())
            Assert.Equal(0, Convert.ToInt32(File.ReadLines($"/proc/self/fdinfo/{socket.Handle}").Single(static line => line.StartsWith("flags:", StringComparison.Ordinal))[6..].Trim(), 8) & 0x800);
    }
}
