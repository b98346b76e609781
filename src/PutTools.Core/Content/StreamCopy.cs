using System.Buffers;
using PutTools.Http;

namespace PutTools.Content;

/// <summary>Copies bytes from the user's source to a connection through one small buffer.</summary>
internal static class StreamCopy
{
    private const int PieceLength = 128 * 1024;

    /// <summary>Copies at most <paramref name="limit"/> bytes and returns their number.</summary>
    /// <param name="source">The source.</param>
    /// <param name="target">The target.</param>
    /// <param name="limit">The maximum number of bytes; the source may have more, which stay unread.</param>
    /// <param name="beforeLast">
    /// Called before the piece that completes the content is written: the last moment to refuse it.
    /// </param>
    /// <param name="cancellationToken">Cancels the copy.</param>
    public static async Task<long> CopyAsync(
        Stream source, Stream target, long limit, Func<CancellationToken, Task>? beforeLast, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(PieceLength);
        var reading = Task.FromResult(0);
        try
        {
            var done = 0L;
            while (done < limit)
            {
                // A stream that reads without waiting does not observe the token.
                cancellationToken.ThrowIfCancellationRequested();
                var wanted = (int)Math.Min(PieceLength, limit - done);
                reading = ReadAsync(source, buffer.AsMemory(0, wanted), cancellationToken);
                // Not every stream observes the token: a read from a pipe without a writer would never end.
                var count = await reading.WaitAsync(cancellationToken).ConfigureAwait(false);
                if (count == 0)
                    break;
                if (done + count == limit && beforeLast is not null)
                    await beforeLast(cancellationToken).ConfigureAwait(false);
                await target.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                done += count;
            }

            return done;
        }
        finally
        {
            // An abandoned read may still write into the buffer.
            if (reading.IsCompleted)
                ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Reads a part of <paramref name="source"/> and returns its length; 0 at the end.</summary>
    /// <remarks>
    /// Read failures belong to the source, write failures to the connection. Only this method can distinguish them. A source may cancel itself: the
    /// stream of a response, for example, when its client's time is over.
    /// </remarks>
    /// <exception cref="RequestException">FileReadFailed.</exception>
    public static async Task<int> ReadAsync(Stream source, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw new RequestException(ErrorKind.FileReadFailed, ContentMessages.SourceFailed(failure), failure);
        }
    }
}
