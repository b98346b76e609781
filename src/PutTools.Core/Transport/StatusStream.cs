#if NET
using PutTools.Content;

namespace PutTools.Transport;

/// <summary>A TLS connection, whose decrypted bytes show the status line of each response.</summary>
internal sealed class StatusStream(Stream inner) : ForwardStream
{
    private readonly KeptConnection _kept = new();
    private volatile bool _isReading;
    private Task? _ahead;

    public override bool CanRead => inner.CanRead;

    public override bool CanWrite => inner.CanWrite;

    public override void Write(byte[] buffer, int offset, int count)
    {
        if (_kept.Leaving(this, buffer.AsSpan(offset, count)) is { } wait)
        {
            ReadAhead();
            Thread.Sleep(wait);
            _kept.Check(HasArrived);
        }

        inner.Write(buffer, offset, count);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        => _kept.Leaving(this, buffer.Span) is { } wait ? WriteAsync(buffer, wait, cancellationToken) : inner.WriteAsync(buffer, cancellationToken);

    public override int Read(byte[] buffer, int offset, int count)
    {
        _ahead?.GetAwaiter().GetResult();
        _ahead = null;
        var read = inner.Read(buffer, offset, count);
        _kept.Received(buffer.AsSpan(offset, read));
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _isReading = true;
        try
        {
            if (_ahead is { } ahead)
                await ahead.WaitAsync(cancellationToken).ConfigureAwait(false);
            _ahead = null;
            var read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            _kept.Received(buffer.Span[..read]);
            return read;
        }
        finally
        {
            _isReading = false;
        }
    }

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override ValueTask DisposeAsync() => inner.DisposeAsync();

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, TimeSpan wait, CancellationToken cancellationToken)
    {
        ReadAhead();
        await Task.Delay(wait, cancellationToken).ConfigureAwait(false);
        _kept.Check(HasArrived);
        await inner.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
    }

    // Anything after the last response, or the end of the connection.
    private bool HasArrived => _ahead is { } ahead ? ahead.IsCompleted : !_isReading;

    // The runtime begins to read before it sends the next request, unless that request already waited for the connection. Then a read of no
    // bytes takes its place.
    private void ReadAhead()
    {
        if (!_isReading)
            _ahead = inner.ReadAsync(Memory<byte>.Empty).AsTask();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
#endif
