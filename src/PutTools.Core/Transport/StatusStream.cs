#if NET
using PutTools.Content;

namespace PutTools.Transport;

/// <summary>A TLS connection, whose decrypted bytes show the status line of each response.</summary>
internal sealed class StatusStream(Stream inner) : ForwardStream
{
    private readonly KeptConnection _kept = new();
    private volatile bool _hasArrived;

    public override bool CanRead => inner.CanRead;

    public override bool CanWrite => inner.CanWrite;

    public override void Write(byte[] buffer, int offset, int count)
    {
        if (_kept.Leaving(this, buffer.AsSpan(offset, count)) is { } wait)
        {
            Thread.Sleep(wait);
            _kept.Check(_hasArrived);
        }

        inner.Write(buffer, offset, count);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        => _kept.Leaving(this, buffer.Span) is { } wait ? WriteAsync(buffer, wait, cancellationToken) : inner.WriteAsync(buffer, cancellationToken);

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = inner.Read(buffer, offset, count);
        _kept.Received(buffer.AsSpan(offset, read));
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // The runtime begins to read before it sends the next request. If that read ends first, the connection is closed.
        _hasArrived = false;
        var read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        _hasArrived = true;
        _kept.Received(buffer.Span[..read]);
        return read;
    }

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override ValueTask DisposeAsync() => inner.DisposeAsync();

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, TimeSpan wait, CancellationToken cancellationToken)
    {
        await Task.Delay(wait, cancellationToken).ConfigureAwait(false);
        _kept.Check(_hasArrived);
        await inner.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
#endif
