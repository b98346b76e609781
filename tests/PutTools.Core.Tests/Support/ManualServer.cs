using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;

namespace PutTools.Core.Tests;

/// <summary>A server for one connection at a time. The test controls each step, so each side knows the state of the other.</summary>
internal sealed class ManualServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private NetworkStream? _stream;

    public ManualServer()
    {
        _listener.Server.ReceiveBufferSize = 64 * 1024;
        _listener.Start();
    }

    public Uri Uri => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/items/1");

    public async Task AcceptAsync()
        => _stream = new NetworkStream(await _listener.AcceptSocketAsync().WaitAsync(Eventually.Limit), ownsSocket: true);

    /// <summary>
    /// Accepts the connection, and reads the header section of its request and what follows it up to <paramref name="end"/>.
    /// </summary>
    public async Task<string> AcceptAndReadAsync(string end)
    {
        await AcceptAsync();
        var text = new StringBuilder();
        for (var octet = new byte[1]; !text.ToString().EndsWith(end, StringComparison.Ordinal);)
        {
            if (await _stream!.ReadAsync(octet).AsTask().WaitAsync(Eventually.Limit) == 0)
                throw new EndOfStreamException($"The client left after: {text}");
            text.Append((char)octet[0]);
        }

        return text.ToString();
    }

    /// <summary>Reads and discards so many bytes.</summary>
    public async Task ReadAsync(int count) => await _stream!.ReadExactlyAsync(new byte[count]).AsTask().WaitAsync(Eventually.Limit);

    /// <summary>Reads and discards everything until the client disconnects.</summary>
    public async Task DrainAsync()
    {
        try
        {
            await _stream!.CopyToAsync(Stream.Null);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The client, or the test, has closed the connection.
        }
    }

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(byte[] octets) => await _stream!.WriteAsync(octets);

    /// <summary>Closes the connection, so that the next one can be accepted.</summary>
    public void Close() => _stream?.Dispose();

    public void Dispose()
    {
        Close();
        _listener.Dispose();
    }
}
