#if NET
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

    // Held until a read has begun, so that there is only one at a time.
    private readonly object _gate = new();

    // The start of a response, which the runtime has not read yet, and how much of it the runtime has taken.
    private byte[] _start = [];
    private Task<int>? _reading;
    private int _taken;

    /// <summary>Writes a part of a body. Discards it if the body was refused.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> part, StatusLine line, CancellationToken cancellationToken)
    {
        line.IsCut |= line.IsRefused;
        if (line.IsCut)
            return;
        // The runtime itself mostly reads before it uses a connection again, and always while it waits for 100.
        lock (_gate)
        {
            if (!connection.IsReading && !line.LeavesOnce && !HoldsStart)
                (_taken, _reading) = (0, ReadStartAsync(line));
        }

        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, line.Refusal);
        try
        {
            await write(part, ends.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (line.IsRefused && !cancellationToken.IsCancellationRequested)
        {
            line.IsCut = true;
        }
    }

    /// <summary>Reads from the connection for the runtime, which gets first what has arrived already.</summary>
    /// <exception cref="IOException">The connection was lost, or the pool asks whether it can be used again.</exception>
    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        // The pool reads before it uses a connection again, and discards it if that fails.
        if (connection.IsUsedUp)
            return ValueTask.FromException<int>(new IOException());
        lock (_gate)
            return HoldsStart ? ReadStartAsync(buffer, cancellationToken) : read(buffer, cancellationToken);
    }

    private bool HoldsStart => _reading is { } reading && !(reading.IsCompletedSuccessfully && reading.Result == _taken);

    private async ValueTask<int> ReadStartAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var length = await _reading!.WaitAsync(cancellationToken).ConfigureAwait(false);
        var count = Math.Min(length - _taken, buffer.Length);
        _start.AsMemory(_taken, count).CopyTo(buffer);
        _taken += count;
        return count;
    }

    private async Task<int> ReadStartAsync(StatusLine line)
    {
        _start = new byte[StartLength];
        var length = 0;
        int count;
        do
            length += count = await read(_start.AsMemory(length), CancellationToken.None).ConfigureAwait(false);
        while (count > 0 && length < StartLength && !line.IsKnown);
        return length;
    }
}
#endif
