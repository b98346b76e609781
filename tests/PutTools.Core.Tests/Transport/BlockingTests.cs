using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading.Tasks;
using PutTools.Content;
using PutTools.Transport;
using Xunit;
using PutTools.Writes;

namespace PutTools.Core.Tests.Transport;

/// <summary>Threads that only wait for the response send the request themselves, over blocking sockets.</summary>
public sealed class BlockingTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(60_000)]
    public void The_response_is_complete_when_the_call_returns(int length)
    {
        var put = Requests.Put(fixture.At("blocking"), new BytesContent(new byte[length]) { ContentType = "application/octet-stream" });
        using (var lease = ConnectionPool.Rent(put.Settings.Connection))
            lease.Host(put.Uri).KeptConnection();

        Assert.True(new WriteRunner(TimeProvider.System, mayBlock: true).SendAsync(put).IsCompletedSuccessfully);
    }

    [Theory]
    [InlineData("http://localhost/x", "1.1", false, null, true)]
    [InlineData("http://localhost/x", "1.0", false, null, true)]
    [InlineData("http://localhost/x", "2.0", false, null, false)]
    [InlineData("https://localhost/x", "1.1", false, null, false)]
    [InlineData("http://localhost/x", "1.1", true, null, false)]
    [InlineData("http://localhost/x", "1.1", false, "http://proxy.example", true)]
    [InlineData("http://localhost/x", "1.1", false, "https://proxy.example", false)]
    public void A_request_without_an_advantage_does_not_block(string uri, string version, bool closes, string? proxy, bool mayBlock)
    {
        using var message = new HttpRequestMessage(HttpMethod.Put, uri) { Version = Version.Parse(version) };
        if (closes)
            message.Headers.ConnectionClose = true;

        var settings = new ConnectionSettings { Proxy = new ProxySettings { Address = proxy is null ? null : new Uri(proxy) } };
        Assert.Equal(mayBlock, BlockingTransport.CanSend(message, settings));
    }

    [Fact]
    public async Task The_check_of_an_idle_connection_closes_it_and_leaves_a_used_one_blocking()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(listener.LocalEndpoint);
        using var server = await listener.AcceptSocketAsync();
        await using var stream = new BlockingTransport.BlockingStream(socket);

        await stream.WriteAsync("a"u8.ToArray());
        server.Send("bcd"u8);
        await Eventually.TrueAsync(() => socket.Available == 3, "the sent bytes have arrived");
        Assert.Equal(3, await stream.ReadAsync(new byte[3]));
        await Assert.ThrowsAsync<IOException>(async () => _ = await stream.ReadAsync(Memory<byte>.Empty));
        // The runtime does not expose it, but Linux does: O_NONBLOCK is 04000 there.
        if (OperatingSystem.IsLinux())
            Assert.Equal(0, Convert.ToInt32(File.ReadLines($"/proc/self/fdinfo/{socket.Handle}").Single(static line => line.StartsWith("flags:", StringComparison.Ordinal))[6..].Trim(), 8) & 0x800);
    }
}
