#if NET
using System.Runtime.ExceptionServices;

namespace PutTools.Transport;

/// <summary>
/// Ends the sending of a body that the server refuses before it has read it, with 413 or 307 for example. The runtime reads only after a body: it
/// would send all of it to a server that ignores it, and wait for one that reads no more.
/// </summary>
/// <param name="connection">The requests and responses of the connection.</param>
/// <param name="write">Writes to the connection.</param>
/// <param name="read">Reads from the connection, and adds what arrives to the status line.</param>
internal sealed class EarlyRefusal(
    KeptConnection connection, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> write, Func<Memory<byte>, CancellationToken, ValueTask<int>> read)
{
    // Enough for a status line, and some interim responses before it.
    private const int StartLength = 4096;

    private static readonly TimeSpan AlertWait = TimeSpan.FromMilliseconds(100);

    // Held until a read has begun, so that there is only one at a time.
    private readonly object _gate = new();

    // What has arrived before the runtime reads, how much of it the runtime has taken, and the last read for it.
    private byte[] _start = [];
    private int _length;
    private int _taken;
    private Task<int>? _ahead;

    /// <summary>Writes a part of a body. Discards it if the body was refused.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> part, StatusLine line, CancellationToken cancellationToken)
    {
        line.IsCut |= line.IsRefused;
        if (line.IsCut)
            return;
        // The runtime itself mostly reads before it uses a connection again, and always while it waits for 100.
        if (line is { IsOfHttp1: true, LeavesOnce: false })
            ReadAhead(line);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, line.Refusal);
        try
        {
            await write(part, ends.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (line.IsRefused && !cancellationToken.IsCancellationRequested)
        {
            line.IsCut = true;
        }
        catch (IOException) when (_ahead is not null)
        {
            await ThrowAlertAsync(_ahead).ConfigureAwait(false);
            throw;
        }
    }

    // After an alert of TLS, such as that a client certificate is required, nothing can be written any more, and only the read tells why.
    private static async Task ThrowAlertAsync(Task<int> ahead)
    {
        await Task.WhenAny(ahead, Task.Delay(AlertWait)).ConfigureAwait(false);
        if (ahead.Exception?.InnerException is { } alert && TransportFailure.IsOfClientCertificate(alert))
            ExceptionDispatchInfo.Capture(alert).Throw();
    }

    /// <summary>Reads from the connection for the runtime, which gets first what has arrived already.</summary>
    /// <exception cref="IOException">The connection was lost, or the pool asks whether it can be used again.</exception>
    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        // The pool reads before it uses a connection again, and discards it if that fails.
        if (connection.IsUsedUp)
            return ValueTask.FromException<int>(new IOException());
        lock (_gate)
        {
            if (_taken < _length)
                return new(Take(buffer));
            return _ahead is null or { IsCompletedSuccessfully: true } ? read(buffer, cancellationToken) : TakeAsync(_ahead, buffer, cancellationToken);
        }
    }

    private void ReadAhead(StatusLine line)
    {
        lock (_gate)
        {
            if (connection.IsReading || _taken < _length)
                return;
            (_start, _length, _taken) = (new byte[StartLength], 0, 0);
            Keep(ReadAheadAsync(line));
        }
    }

    // Each read begins the next one, until the status is known. The runtime may take what has arrived before: a SOCKS proxy answers, too.
    private async Task<int> ReadAheadAsync(StatusLine line)
    {
        var count = await read(_start.AsMemory(_length), CancellationToken.None).ConfigureAwait(false);
        lock (_gate)
        {
            _length += count;
            if (count > 0 && _length < StartLength && !line.IsKnown)
                Keep(ReadAheadAsync(line));
        }

        return count;
    }

    // A read that ends at once has begun the next one already.
    private void Keep(Task<int> reading)
    {
        if (!reading.IsCompleted || _ahead is null or { IsCompleted: true })
            _ahead = reading;
    }

    private async ValueTask<int> TakeAsync(Task<int> ahead, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        await ahead.WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (_gate)
            return Take(buffer);
    }

    private int Take(Memory<byte> buffer)
    {
        var count = Math.Min(_length - _taken, buffer.Length);
        _start.AsMemory(_taken, count).CopyTo(buffer);
        _taken += count;
        return count;
    }
}
#endif
