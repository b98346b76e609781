#if NET
using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace PutTools.Transport;

/// <summary>
/// A connection whose writing side may be lost before its reading side: a server may answer before it has taken the
/// whole request, and close (RFC 9112 §9.3, 413 for one). The runtime gives up where writing fails, and would miss that
/// answer. Here writing then goes on into nothing, and the failure comes where there is no answer to read.
/// </summary>
internal sealed class EarlyReplyStream(Stream inner) : Stream
{
    private IOException? _lost;

    public override bool CanRead => inner.CanRead;

    public override bool CanSeek => false;

    public override bool CanWrite => inner.CanWrite;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        try
        {
            if (_lost is null)
                inner.Write(buffer, offset, count);
        }
        catch (IOException failure)
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
                await inner.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException failure)
        {
            _lost = failure;
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Received(inner.Read(buffer, offset, count), count);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        => Received(await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false), buffer.Length);

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private int Received(int count, int wanted)
        => count == 0 && wanted > 0 && _lost is { } failure ? throw new IOException(failure.Message, failure) : count;
}
#endif
