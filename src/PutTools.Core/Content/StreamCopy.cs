using System;
using System.Buffers;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Http;

namespace PutTools.Content;

/// <summary>Passes bytes from a source of the user's on to a connection, through one small buffer.</summary>
internal static class StreamCopy
{
    private const int PieceLength = 128 * 1024;

    /// <summary>Passes on at most <paramref name="limit"/> bytes; the result is how many there were.</summary>
    /// <param name="source">Where the bytes come from.</param>
    /// <param name="target">Where they go.</param>
    /// <param name="limit">How many are wanted; those after them stay unread.</param>
    /// <param name="beforeLast">Called before the piece goes out that makes it whole, the last moment to refuse.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<long> CopyAsync(
        Stream source, Stream target, long limit, Action? beforeLast, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(PieceLength);
        var reading = Task.FromResult(0);
        try
        {
            var done = 0L;
            while (done < limit)
            {
                var wanted = (int)Math.Min(PieceLength, limit - done);
                reading = ReadAsync(source, buffer.AsMemory(0, wanted), cancellationToken);
                // Not every stream heeds the token: a pipe that nobody writes to would be waited for without end.
                var count = await reading.WaitAsync(cancellationToken).ConfigureAwait(false);
                if (count == 0)
                    break;
                if (done + count == limit)
                    beforeLast?.Invoke();
                await target.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                done += count;
            }

            return done;
        }
        finally
        {
            // A read that was given up may still write into it.
            if (reading.IsCompleted)
                ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // A failure to read is of the source, one to write of the connection: only here they can be told apart.
    private static async Task<int> ReadAsync(Stream source, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            throw new RequestException(ErrorKind.FileReadFailed, ContentMessages.SourceFailed(failure), failure);
        }
    }
}
