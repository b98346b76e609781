using System;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace PutTools.Testing;

/// <summary>A socket with a buffer: heads and lines as Latin-1 text, the rest as bytes.</summary>
internal sealed class RawConnection(Socket socket, CancellationToken stopping) : IDisposable
{
    private const int MaximumHead = 1024 * 1024;
    private byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    public bool IsClosed { get; private set; }

    /// <summary>Reads up to the empty line that ends a head, including it; null if the client has disconnected.</summary>
    public Task<string?> ReadHeadAsync() => ReadUntilAsync("\r\n\r\n"u8.ToArray());

    /// <summary>Reads a line of the chunked coding, without its end.</summary>
    public async Task<string> ReadLineAsync() =>
        (await ReadUntilAsync("\r\n"u8.ToArray()) ?? throw new SocketException((int)SocketError.ConnectionReset)).TrimEnd();

    public async ValueTask<int> ReadAsync(Memory<byte> destination)
    {
        if (_start == _end && !await FillAsync()) return 0;
        var count = Math.Min(destination.Length, _end - _start);
        _buffer.AsMemory(_start, count).CopyTo(destination);
        _start += count;
        return count;
    }

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> octets)
    {
        while (octets.Length > 0) octets = octets[await socket.SendAsync(octets, SocketFlags.None, stopping)..];
    }

    /// <summary>Ends the connection with RST.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        Dispose();
    }

    /// <summary>Ends this direction with FIN and continues to read.</summary>
    public void FinishSending() => socket.Shutdown(SocketShutdown.Send);

    /// <summary>Reads and discards everything until the client disconnects.</summary>
    public async Task DrainAsync()
    {
        _start = _end = 0;
        while (await FillAsync()) _start = _end = 0;
    }

    /// <summary>Waits until the client disconnects, without reading what it sent.</summary>
    public async Task WaitForCloseAsync()
    {
        var probe = new byte[1];
        // A reset makes the peek throw. Unread bytes hide a FIN; then the end of the server ends the wait.
        while (await socket.ReceiveAsync(probe, SocketFlags.Peek, stopping) > 0) await Task.Delay(100, stopping);
    }

    public void Dispose()
    {
        IsClosed = true;
        socket.Dispose();
    }

    private async Task<string?> ReadUntilAsync(byte[] end)
    {
        for (var searched = 0; ;)
        {
            var found = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf(end);
            if (found >= 0)
            {
                var length = searched + found + end.Length;
                var text = Encoding.Latin1.GetString(_buffer, _start, length);
                _start += length;
                return text;
            }

            searched = Math.Max(0, _end - _start - end.Length + 1);
            if (_end - _start > MaximumHead || !await FillAsync()) return null;
        }
    }

    private async ValueTask<bool> FillAsync()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length) Array.Resize(ref _buffer, _buffer.Length * 2);
        var count = await socket.ReceiveAsync(_buffer.AsMemory(_end), SocketFlags.None, stopping);
        _end += count;
        return count > 0;
    }
}
