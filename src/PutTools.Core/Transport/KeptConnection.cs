#if NET
using System.Diagnostics;

namespace PutTools.Transport;

/// <summary>The requests and responses of one HTTP/1 connection. It knows when the connection is used again.</summary>
internal sealed class KeptConnection
{
    // A server that closes the connection after each response does so at once. Only the first such use of a host waits for that.
    private static readonly TimeSpan Observation = TimeSpan.FromMilliseconds(50);

    private StatusLine? _line;
    private bool _followsChunks;

    // While the request waits: what arrives then is not its response. The runtime may read it.
    private volatile bool _isWatched;
    private volatile bool _hasReceived;
    private long _receivedAt;

    /// <summary>Records that a part of a request is about to leave.</summary>
    /// <param name="connection">The stream of the connection.</param>
    /// <param name="part">The part.</param>
    /// <returns>How long to wait before <see cref="Check"/>; null if the part can leave at once.</returns>
    /// <exception cref="IOException">The request left on another connection, and must not do so again.</exception>
    public TimeSpan? Leaving(object connection, ReadOnlySpan<byte> part)
    {
        // Other protocols have no status line.
        var (last, isAnswered) = (_line, _line is { Status: not 0 });
        _line = StatusLine.Expect(connection, part);
        _isWatched = _hasReceived = false;
        _followsChunks = last?.IsChunked == true;
        // The answer to a challenge is another request of the same attempt.
        if (_line is null || (_line == last && (!isAnswered || _line.Status != 0)))
            return null;
        _line.IsOnKeptConnection = isAnswered;
        var isKnown = _followsChunks ? _line.Host.ReadsChunks : _line.Host.KeepsConnections;
        if (!_line.IsOnKeptConnection || isKnown)
            return null;
        _isWatched = true;
        var left = Observation - Stopwatch.GetElapsedTime(_receivedAt);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>Throws before anything of the request leaves if the connection is closed.</summary>
    /// <param name="isClosed">True if the other side has closed the connection, or has sent anything after its last response.</param>
    /// <exception cref="ConnectionClosedException">The connection is closed.</exception>
    public void Check(bool isClosed)
    {
        if (isClosed || _hasReceived)
        {
            _line!.Withdraw();
            throw new ConnectionClosedException();
        }

        _isWatched = false;
        _line!.Host.KeptConnection(_followsChunks);
    }

    /// <summary>Adds bytes that arrived.</summary>
    public void Received(ReadOnlySpan<byte> bytes)
    {
        _hasReceived |= bytes.Length > 0;
        if (_isWatched || _line is not { } line)
            return;
        line.Add(bytes);
        if (!line.Host.KeepsConnections || (line.IsChunked && !line.Host.ReadsChunks))
            _receivedAt = Stopwatch.GetTimestamp();
    }
}
#endif
