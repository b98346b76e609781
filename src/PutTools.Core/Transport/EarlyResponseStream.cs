#if NET
using System.Net.Sockets;

namespace PutTools.Transport;

/// <summary>
/// A connection that can still be read after writing has failed. A server may answer before it has read the whole request,
/// and close (RFC 9112 §9.3), with 413 for example. The runtime gives up when a write fails and would miss that response.
/// Here later writes are discarded, and the failure is reported only if there is no response to read.
/// </summary>
internal class EarlyResponseStream : NetworkStream
{
    private readonly KeptConnection? _kept;
    private readonly PromptAcknowledgement _acknowledgement;
    private readonly EarlyRefusal? _refusal;
    private IOException? _lost;

    /// <summary>Wraps a connection.</summary>
    /// <param name="socket">The connected socket, which the stream owns.</param>
    /// <param name="isPlain">True if the bytes are HTTP, and not TLS: they show the status line of each response.</param>
    public EarlyResponseStream(Socket socket, bool isPlain)
        : base(socket, ownsSocket: true)
    {
        _acknowledgement = new(socket);
        if (!isPlain)
            return;
        _kept = new();
        _refusal = new(_kept, base.WriteAsync, ReadSocketAsync);
    }

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
            if (_lost is not null)
                return;
            if (_kept?.Continued is { } line)
                await _refusal!.WriteAsync(buffer, line, cancellationToken).ConfigureAwait(false);
            else
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

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        => _refusal is null ? ReadSocketAsync(buffer, cancellationToken) : _refusal.ReadAsync(buffer, cancellationToken);

    private async ValueTask<int> ReadSocketAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        _acknowledgement.Reading();
        if (_kept is null)
            return Received(await base.ReadAsync(buffer, cancellationToken).ConfigureAwait(false), buffer.Span);
        _kept.IsReading = true;
        try
        {
            return Received(await base.ReadAsync(buffer, cancellationToken).ConfigureAwait(false), buffer.Span);
        }
        finally
        {
            _kept.IsReading = false;
        }
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
