#if NET
using System.Diagnostics;

namespace PutTools.Transport;

/// <summary>The requests and responses of one HTTP/1 connection. It knows when the connection is used again.</summary>
internal sealed class KeptConnection
{
    // A server that closes the connection after each response does so at once. Only the first such use of a host waits for that.
    private static readonly TimeSpan Observation = TimeSpan.FromMilliseconds(50);

    // A second response may wait until the first is acknowledged (RFC 9293 §3.7.4), which systems delay by up to 200 milliseconds.
    private static readonly TimeSpan ObservationAfterChunks = TimeSpan.FromMilliseconds(250);

    private StatusLine? _line;
    private bool _followsChunks;

    // What arrives after a response was read, or before the next request leaves. The runtime may read it then.
    private volatile bool _hasMore;
    private volatile bool _isWaiting;
    private volatile bool _isReading;
    private long _receivedAt;

    /// <summary>The status line of the request whose part leaves; null for its first part.</summary>
    public StatusLine? Continued { get; private set; }

    /// <summary>True while a read waits for what arrives.</summary>
    public bool IsReading { get => _isReading; set => _isReading = value; }

    /// <summary>True if the last request did not leave to its end, and its response was read: another one would be taken for the rest.</summary>
    public bool IsUsedUp => _line is { IsCut: true, IsRead: true };

    /// <summary>Records that a part of a request is about to leave.</summary>
    /// <param name="connection">The stream of the connection.</param>
    /// <param name="part">The part.</param>
    /// <returns>How long to wait before <see cref="Check"/>; null if the part can leave at once.</returns>
    /// <exception cref="IOException">The request left on another connection, and must not do so again.</exception>
    /// <exception cref="ConnectionClosedException">The connection takes no further request.</exception>
    public TimeSpan? Leaving(object connection, ReadOnlySpan<byte> part)
    {
        // Other protocols have no status line.
        var (last, isAnswered) = (_line, _line is { Status: not 0 });
        _line = StatusLine.Expect(connection, part);
        _followsChunks = last?.IsChunked == true;
        // The answer to a challenge is another request of the same attempt.
        Continued = _line == last && (!isAnswered || _line?.Status != 0) ? _line : null;
        if (_line is null || Continued is not null)
            return null;
        if (last is { IsCut: true })
            throw Closed();
        _line.IsOnKeptConnection = isAnswered;
        var isKnown = _followsChunks ? _line.Host.ReadsChunks : _line.Host.KeepsConnections;
        if (!_line.IsOnKeptConnection || (isKnown && !_hasMore))
            return null;
        _isWaiting = true;
        var left = (_followsChunks ? ObservationAfterChunks : Observation) - Stopwatch.GetElapsedTime(_receivedAt);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>Throws before anything of the request leaves if the connection is closed.</summary>
    /// <param name="isClosed">True if the other side has closed the connection, or has sent anything after its last response.</param>
    /// <exception cref="ConnectionClosedException">The connection is closed.</exception>
    public void Check(bool isClosed)
    {
        _isWaiting = false;
        if (isClosed || _hasMore)
            throw Closed();

        _line!.Host.KeptConnection(_followsChunks);
    }

    /// <summary>Adds bytes that arrived.</summary>
    public void Received(ReadOnlySpan<byte> bytes)
    {
        if (_line is not { } line)
            return;
        if (bytes.Length > 0 && (line.IsRead || _isWaiting))
        {
            _hasMore = true;
            return;
        }

        line.Add(bytes);
        if (!line.Host.KeepsConnections || (line.IsChunked && !line.Host.ReadsChunks))
            _receivedAt = Stopwatch.GetTimestamp();
    }

    // Nothing of the request has left.
    private ConnectionClosedException Closed()
    {
        _line!.Withdraw();
        return new();
    }
}
#endif
