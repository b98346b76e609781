using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using PutTools.Content;
using PutTools.Http;
using Xunit;
using PutTools.Writes;

namespace PutTools.Core.Tests.Transport;

/// <summary>The runtime resends some requests itself if a kept connection turns out to be dead, but never a write.</summary>
public sealed class KeptConnectionTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public KeptConnectionTests() => _listener.Start();

    public void Dispose() => _listener.Dispose();

    [Theory]
    [InlineData("""{"a":1}""", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("""{"a":1}""", true)]
    [InlineData("", true)]
    [InlineData(null, true)]
    public async Task A_patch_that_a_kept_connection_accepted_before_it_closed_is_sent_once(string? body, bool mayBlock)
    {
        var serving = ServeAsync(body?.Length ?? 0);
        await Patch(body).SendAsync(mayBlock);
        var failure = await Assert.ThrowsAsync<RequestException>(() => Patch(body).SendAsync(mayBlock));
        _ended.SetResult();

        Assert.Equal(ErrorKind.ConnectionLost, failure.Kind);
        Assert.True(failure.OutcomeUnknown);
        Assert.Equal(1, failure.Attempts);
        Assert.Equal(2, await serving);
    }

    // Answers the first request, reads the second on the same connection and closes. Returns the number of requests.
    private async Task<int> ServeAsync(int length)
    {
        using (var kept = await _listener.AcceptTcpClientAsync())
        {
            await ReadAsync(kept.GetStream(), length);
            await kept.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
            await ReadAsync(kept.GetStream(), length);
        }

        // A resent request needs another connection, and waits for its response.
        var another = _listener.AcceptTcpClientAsync();
        if (await Task.WhenAny(another, _ended.Task) != another)
            return 2;
        using var connection = await another;
        await ReadAsync(connection.GetStream(), length);
        return 3;
    }

    private static async Task ReadAsync(NetworkStream stream, int length)
    {
        var octet = new byte[1];
        for (var head = string.Empty; !head.EndsWith("\r\n\r\n", StringComparison.Ordinal); head += (char)octet[0])
            await stream.ReadExactlyAsync(octet);
        await stream.ReadExactlyAsync(new byte[length]);
    }

    private ResourceRequest Patch(string? body) => new()
    {
        Method = HttpMethod.Patch,
        Uri = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/items/1"),
        Content = body is null ? null : new BytesContent(Encoding.UTF8.GetBytes(body)) { ContentType = "application/json" },
    };
}
