using System.Runtime.InteropServices;
using PutTools.Content;

namespace PutTools.Transport;

/// <summary>
/// Passes reads and writes on, and reports them to the watch of the attempt, its progress and its trace. A read fails if the stream ends before its
/// announced length: .NET Framework takes that for the end.
/// </summary>
internal sealed class WatchedStream(Stream inner, AttemptWatch watch, TransferProgress? progress, BodySample? sample = null, long? announced = null) : ForwardStream
{
    private long _received;

    public override bool CanRead => inner.CanRead;

    public override bool CanWrite => inner.CanWrite;

    public override void Write(byte[] buffer, int offset, int count)
    {
        inner.Write(buffer, offset, count);
        Sent(count);
        Sample(buffer.AsMemory(offset, count));
    }

    public override async Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        await inner.WriteAsync(buffer.AsMemory(offset, count), cancellationToken).ConfigureAwait(false);
        Sent(count);
        Sample(buffer.AsMemory(offset, count));
    }

    public override int Read(byte[] buffer, int offset, int count) => Received(inner.Read(buffer, offset, count), buffer.AsMemory(offset));

    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => Received(await inner.ReadAsync(buffer.AsMemory(offset, count), cancellationToken).ConfigureAwait(false), buffer.AsMemory(offset));

#if NET
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await inner.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        Sent(buffer.Length);
        Sample(buffer);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        => Received(await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false), buffer);
#endif

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    private void Sent(int count)
    {
        watch.Sent(count);
        progress?.Moved(count);
    }

    private int Received(int count, ReadOnlyMemory<byte> buffer)
    {
        watch.Received();
        progress?.Moved(count);
        _received += count;
        if (count == 0 && _received < announced)
            throw new EndOfStreamException(TransportMessages.BodyCut(_received, announced.Value));
        Sample(buffer[..count]);
        return count;
    }

    private void Sample(ReadOnlyMemory<byte> bytes)
    {
        if (sample is null)
            return;
        var array = MemoryMarshal.TryGetArray(bytes, out var segment) ? segment : new ArraySegment<byte>(bytes.ToArray());
        sample.Add(array.Array!, array.Offset, array.Count);
    }
}
