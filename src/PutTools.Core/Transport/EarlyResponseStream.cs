#if NET
using System;
using System.IO;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace PutTools.Transport;

/// <summary>
/// A connection that can still be read after writing has failed. A server may answer before it has read the whole request,
/// and close (RFC 9112 §9.3), with 413 for example. The runtime gives up when a write fails and would miss that response.
/// Here later writes are discarded, and the failure is reported only if there is no response to read.
/// </summary>
/// <param name="socket">The connected socket, which the stream owns.</param>
internal class EarlyResponseStream(Socket socket) : NetworkStream(socket, ownsSocket: true)
{
    private IOException? _lost;

    // NetworkStream's span overloads call this one in derived types.
    public override void Write(byte[] buffer, int offset, int count)
    {
        try
        {
            if (_lost is null)
                base.Write(buffer, offset, count);
        }
        // If this side has closed the connection, by a timeout or Ctrl-C, no response can arrive.
        catch (IOException failure) when (CanWrite)
        {
            _lost = failure;
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            if (_lost is null)
                await base.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException failure) when (CanWrite)
        {
            _lost = failure;
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Received(base.Read(buffer, offset, count), count);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        => Received(await base.ReadAsync(buffer, cancellationToken).ConfigureAwait(false), buffer.Length);

    private int Received(int count, int wanted)
        => count == 0 && wanted > 0 && _lost is { } failure ? throw new IOException(failure.Message, failure) : count;
}
#endif
