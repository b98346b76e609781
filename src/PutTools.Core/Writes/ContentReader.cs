using PutTools.Content;
using PutTools.Http;
using PutTools.Pipeline;
using PutTools.Transport;

namespace PutTools.Writes;

/// <summary>Reads content that must be known before it is sent, within the timeouts for sending.</summary>
internal static class ContentReader
{
    /// <summary>Reads the content of <paramref name="request"/> into memory.</summary>
    /// <exception cref="RequestException">The content can't be read, or supplied nothing within a timeout.</exception>
    public static async Task<BytesContent> ReadAsync(ResourceRequest request, ExchangeContext context)
    {
        var content = request.Content!;
        using var watch = new AttemptWatch(context.Clock, request.Settings.Time, context.Token);
        watch.Enter(AttemptPhase.Sending);
        using var bytes = new MemoryStream();
        try
        {
            await content.WriteToAsync(new WatchedStream(bytes, watch, progress: null), watch.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (watch.ExpiredKind is { } kind && !context.Token.IsCancellationRequested)
        {
            throw new RequestException(kind, WriteMessages.BodyStalled(request, watch.ExpiredLimit));
        }

        return new BytesContent(bytes.ToArray()) { ContentType = content.ContentType };
    }
}
