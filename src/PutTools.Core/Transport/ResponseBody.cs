using PutTools.Content;

namespace PutTools.Transport;

/// <summary>Reads a response's body into memory.</summary>
internal static class ResponseBody
{
    /// <summary>
    /// Returns the body; null if it exceeds the limit. That does not throw, because the server has answered the write.
    /// </summary>
    /// <exception cref="IncompleteBodyException">The end did not arrive.</exception>
    /// <param name="stream">The body.</param>
    /// <param name="announced">Its length; null if that is unknown.</param>
    /// <param name="limit">The maximum of the length.</param>
    /// <param name="readsEnd">True if the end follows the last byte, as in HTTP/2.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(WatchedStream stream, long? announced, long limit, bool readsEnd, CancellationToken cancellationToken)
    {
        if (announced > Math.Min(limit, GrowingBuffer.LongestArray))
            return null;
        return announced is { } length
            ? await ReadKnownAsync(stream, (int)length, readsEnd, cancellationToken).ConfigureAwait(false)
            : await ReadUnknownAsync(stream, limit, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<ReadOnlyMemory<byte>> ReadKnownAsync(WatchedStream stream, int length, bool readsEnd, CancellationToken cancellationToken)
    {
        if (length == 0 && !readsEnd)
            return default;
        var body = new byte[length];
        var read = 0;
        try
        {
            while (read < length)
                read += await stream.ReadAsync(body.AsMemory(read), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException)
        {
            throw new IncompleteBodyException(body.AsMemory(0, read), failure);
        }

        if (readsEnd)
            await ReadEndAsync(stream, body, cancellationToken).ConfigureAwait(false);
        return body;
    }

    // The trailer section may follow. If the end is not read, the runtime resets the stream, as if the response were not wanted.
    private static async ValueTask ReadEndAsync(WatchedStream stream, byte[] body, CancellationToken cancellationToken)
    {
        try
        {
            if (await stream.ReadAsync(new byte[1].AsMemory(), cancellationToken).ConfigureAwait(false) == 0 || body.Length == 0)
                return;
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException)
        {
            // The body is complete, even if the end does not arrive in time.
            return;
        }

        throw new IncompleteBodyException(body, new IOException(TransportMessages.BodyTooLong));
    }

    private static async ValueTask<ReadOnlyMemory<byte>?> ReadUnknownAsync(WatchedStream stream, long limit, CancellationToken cancellationToken)
    {
        var body = new GrowingBuffer(limit);
        try
        {
            while (!body.IsPastLimit)
            {
                var count = await stream.ReadAsync(body.Room().AsMemory(), cancellationToken).ConfigureAwait(false);
                if (count == 0)
                    return body.ToMemory();
                body.Advance(count);
            }
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException)
        {
            throw new IncompleteBodyException(body.ToMemory(), failure);
        }

        return null;
    }
}

/// <summary>The end of a response's body did not arrive.</summary>
/// <param name="arrived">What did.</param>
/// <param name="failure">The reason.</param>
internal sealed class IncompleteBodyException(ReadOnlyMemory<byte> arrived, Exception failure) : IOException(failure.Message, failure)
{
    /// <summary>What arrived of the body, as it was sent.</summary>
    public ReadOnlyMemory<byte> Arrived => arrived;
}
