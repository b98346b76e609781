#if NET
using System.Net.Sockets;

namespace PutTools.Transport;

/// <summary>
/// A connection that can still be read after writing has failed. A server may answer before it has read the whole request,
/// and close (RFC 9112 §9.3), with 413 for example. The runtime gives up when a write fails and would miss that response.
/// Here later writes are discarded, and the failure is reported only if there is no response to read.
/// </summary>
/// <param name="socket">The connected socket, which the stream owns.</param>
/// <param name="isPlain">True if the bytes are HTTP, and not TLS: they show the status line of each response.</param>
internal class EarlyResponseStream(Socket socket, bool isPlain) : NetworkStream(socket, ownsSocket: true)
{
    private IOException? _lost;
    private readonly KeptConnection? _kept = isPlain ? new() : null;
    private readonly PromptAcknowledgement _acknowledgement = new(socket);

    // NetworkStream's span overloads call this one in derived types.
    public override void Write(byte[] buffer, int offset, int count)
    {
        _acknowledgement.Writing();
        if (_kept?.Leaving(this, buffer.AsSpan(offset, count)) is { } wait)
        {
            Thread.Sleep(wait);
            _kept.Check(HasArrived);
        }

        try
        {
            if (_lost is null)
                base.Write(buffer, offset, count);
        }
        // If this side has closed the connection, by a timeout or Ctrl-C, no response can arrive.
        catch (IOException failure) when (CanWrite)
        {
            Cut(failure);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _acknowledgement.Writing();
        if (_kept?.Leaving(this, buffer.Span) is { } wait)
        {
            await Task.Delay(wait, cancellationToken).ConfigureAwait(false);
            _kept.Check(HasArrived);
        }

        try
        {
            if (_lost is null)
                await base.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException failure) when (CanWrite)
        {
            Cut(failure);
        }
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        _acknowledgement.Reading();
        return Received(base.Read(buffer, offset, count), buffer.AsSpan(offset, count));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _acknowledgement.Reading();
        return Received(await base.ReadAsync(buffer, cancellationToken).ConfigureAwait(false), buffer.Span);
    }

    // Bytes, or the end of the connection.
    private bool HasArrived => Socket.Poll(0, SelectMode.SelectRead);

    private void Cut(IOException failure)
    {
        _lost = failure;
        StatusLine.CutThisAttempt();
    }

    private int Received(int count, ReadOnlySpan<byte> buffer)
    {
        if (count > 0)
            _acknowledgement.Received();
        _kept?.Received(buffer[..count]);
        return count == 0 && buffer.Length > 0 && _lost is { } failure ? throw new IOException(failure.Message, failure) : count;
    }
}
#endif
