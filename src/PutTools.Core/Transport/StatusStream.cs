#if NET
using PutTools.Content;

namespace PutTools.Transport;

/// <summary>A TLS connection, whose decrypted bytes show the status line of each response.</summary>
internal sealed class StatusStream : ForwardStream
{
    private readonly Stream _inner;
    private readonly KeptConnection _kept = new();
    private readonly EarlyRefusal _refusal;
    private Task? _ahead;

    public StatusStream(Stream inner) => (_inner, _refusal) = (inner, new(_kept, inner.WriteAsync, ReadInnerAsync));

    public override bool CanRead => _inner.CanRead;

    public override bool CanWrite => _inner.CanWrite;

    public override void Write(byte[] buffer, int offset, int count)
    {
        if (_kept.Leaving(this, buffer.AsSpan(offset, count)) is { } wait)
        {
            ReadAhead();
            Thread.Sleep(wait);
            _kept.Check(HasArrived);
        }

        _inner.Write(buffer, offset, count);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        => _kept.Leaving(this, buffer.Span) is { } wait ? WriteAsync(buffer, wait, cancellationToken)
            : _kept.Continued is { } line ? _refusal.WriteAsync(buffer, line, cancellationToken)
            : _inner.WriteAsync(buffer, cancellationToken);

    public override int Read(byte[] buffer, int offset, int count)
    {
        _ahead?.GetAwaiter().GetResult();
        _ahead = null;
        var read = _inner.Read(buffer, offset, count);
        _kept.Received(buffer.AsSpan(offset, read));
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _refusal.ReadAsync(buffer, cancellationToken);

    private async ValueTask<int> ReadInnerAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        _kept.IsReading = true;
        try
        {
            if (_ahead is { } ahead)
                await ahead.WaitAsync(cancellationToken).ConfigureAwait(false);
            _ahead = null;
            var read = await _inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            _kept.Received(buffer.Span[..read]);
            return read;
        }
        finally
        {
            _kept.IsReading = false;
        }
    }

    public override void Flush() => _inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => _inner.FlushAsync(cancellationToken);

    public override ValueTask DisposeAsync() => _inner.DisposeAsync();

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, TimeSpan wait, CancellationToken cancellationToken)
    {
        ReadAhead();
        await Task.Delay(wait, cancellationToken).ConfigureAwait(false);
        _kept.Check(HasArrived);
        await _inner.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
    }

    // Anything after the last response, or the end of the connection.
    private bool HasArrived => _ahead is { } ahead ? ahead.IsCompleted : !_kept.IsReading;

    // The runtime begins to read before it sends the next request, unless that request already waited for the connection. Then a read of no
    // bytes takes its place.
    private void ReadAhead()
    {
        if (!_kept.IsReading)
            _ahead = _inner.ReadAsync(Memory<byte>.Empty).AsTask();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _inner.Dispose();
        base.Dispose(disposing);
    }
}
#endif
