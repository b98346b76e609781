using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Net.Http;
using System.Threading.Tasks;
using PutTools.Handlers;

namespace PutTools.Transport;

/// <summary>Reads the runtime's response whole, under the attempt's watch.</summary>
internal static class WireReply
{
    private const int FirstBuffer = 16 * 1024;

    public static async Task<ResourceReply> ReadAsync(
        HttpResponseMessage response, ResourceRequest request, ResourceExchange exchange, AttemptWatch watch)
    {
        var headers = Headers(response);
        var limit = request.Settings.MaximumResponseBytes;
        var coded = await BodyAsync(response, limit, watch).ConfigureAwait(false);
        var (body, problem) = coded is { } whole
            ? ContentCoding.Decode(whole, headers.Single("Content-Encoding"), limit)
            : (default, Messages.BodyTooLong(limit));
        return new ResourceReply((int)response.StatusCode, response.ReasonPhrase ?? string.Empty, headers)
        {
            Method = request.Method.Method,
            Target = request.Uri,
            HttpVersion = response.Version,
            Body = body,
            BodyProblem = problem,
            Attempts = exchange.Attempts,
            Elapsed = exchange.Elapsed,
        };
    }

    // Null is a body that is longer than the limit. The server has answered, so that is no failure of the write.
    private static async Task<ReadOnlyMemory<byte>?> BodyAsync(HttpResponseMessage response, long limit, AttemptWatch watch)
    {
        if (response.Content is null)
            return ReadOnlyMemory<byte>.Empty;
        var announced = response.Content.Headers.ContentLength;
        if (announced > limit)
            return null;
#if NET
        var stream = await response.Content.ReadAsStreamAsync(watch.Token).ConfigureAwait(false);
#else
        var stream = await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
#endif
        using var _ = stream;
        return announced is { } length and < int.MaxValue
            ? await ReadKnownAsync(stream, (int)length, watch).ConfigureAwait(false)
            : await ReadUnknownAsync(stream, limit, watch).ConfigureAwait(false);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadKnownAsync(Stream stream, int length, AttemptWatch watch)
    {
        if (length == 0)
            return default;
        var body = new byte[length];
        for (var read = 0; read < length;)
        {
            var count = await stream.ReadAsync(body.AsMemory(read), watch.Token).ConfigureAwait(false);
            if (count == 0)
                throw new EndOfStreamException(Messages.BodyCut(read, length));
            watch.Received();
            read += count;
        }

        return body;
    }

    private static async Task<ReadOnlyMemory<byte>?> ReadUnknownAsync(Stream stream, long limit, AttemptWatch watch)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        try
        {
            for (var read = 0; ;)
            {
                var count = await stream.ReadAsync(buffer.AsMemory(read), watch.Token).ConfigureAwait(false);
                if (count == 0)
                    return buffer.AsSpan(0, read).ToArray();
                watch.Received();
                read += count;
                if (read > limit)
                    return null;
                if (read < buffer.Length)
                    continue;
                var larger = ArrayPool<byte>.Shared.Rent(checked(buffer.Length * 2));
                buffer.AsSpan(0, read).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = larger;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static ResponseHeaders Headers(HttpResponseMessage response)
    {
        return ResponseHeaders.From(Lines());

        IEnumerable<KeyValuePair<string, string>> Lines()
        {
#if NET
            foreach (var field in response.Headers.NonValidated)
            {
                foreach (var line in field.Value)
                    yield return new(field.Key, line);
            }

            foreach (var field in response.Content.Headers.NonValidated)
            {
                foreach (var line in field.Value)
                    yield return new(field.Key, line);
            }
#else
            foreach (var field in response.Headers)
            {
                foreach (var line in field.Value)
                    yield return new(field.Key, line);
            }

            if (response.Content is null)
                yield break;
            foreach (var field in response.Content.Headers)
            {
                foreach (var line in field.Value)
                    yield return new(field.Key, line);
            }
#endif
        }
    }
}
