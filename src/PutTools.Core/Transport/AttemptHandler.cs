using System;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Content;
using PutTools.Http;
using PutTools.Pipeline;

namespace PutTools.Transport;

/// <summary>Innermost: one attempt over a pooled connection. The response is read whole; a failure gets its kind.</summary>
internal sealed class AttemptHandler(AttemptSettings settings) : RequestHandler
{
    public override async Task<HttpResponse> SendAsync(HttpRequest request, ExchangeContext context, CancellationToken cancellationToken)
    {
        // First, as it refuses what the platform lacks.
        using var lease = ConnectionPool.Rent(request.IsCrossOrigin ? settings.Connection.WithoutCredentials() : settings.Connection);
        // What ended while it waited, for a script block for one, is no attempt.
        cancellationToken.ThrowIfCancellationRequested();
        context.Outcome.AttemptStarted(request);
        // The runtime itself sends a request without content again when a kept connection turns out dead, whatever its
        // method. It never does once it has begun to write content, be it empty.
        if (!request.IsSafe && request.Content is null)
            request = request with { Content = BytesContent.Empty };
        using var watch = new AttemptWatch(context.Clock, settings.Time, cancellationToken);
        using var message = WireMessage.Create(request, settings.Connection, context, watch);
        var status = 0;
        try
        {
            using var response = await lease.SendAsync(message, settings.MayBlock, watch.Token).ConfigureAwait(false);
            watch.Enter(AttemptPhase.Receiving);
            lease.NoteAnswer(request.Uri);
            status = (int)response.StatusCode;
            var read = await ResponseReader.ReadAsync(response, request, settings.MaximumResponseBytes, context, watch).ConfigureAwait(false);
            // RFC 9112 §6.3: 204 has no body. Some servers send one all the same, which the next response would begin with.
            if (status == 204 && (read.Headers.ContainsKey("Transfer-Encoding") || read.Headers.Single("Content-Length") is not (null or "0")))
                lease.Replace();
            return read;
        }
        catch (Exception failure)
        {
            // A 2xx is the answer to a write, though the rest of the response, or the file for it, is lost.
            var isDone = status is >= 200 and < 300 && !request.IsSafe;
            if (isDone)
                context.Outcome.Confirmed();
            else
                context.Outcome.AttemptLost(request, MayHaveBeenApplied(watch, status, failure));
            cancellationToken.ThrowIfCancellationRequested();
            throw TransportFailure.ToException(failure, new FailedAttempt(request, settings.Connection, watch, context.Outcome.IsUnknown) { HasAnswered = lease.HasAnswered(request.Uri), IsDone = isDone });
        }
    }

    // Counted, not guessed: once bytes were handed to a connection, the server may act on them.
    private static bool MayHaveBeenApplied(AttemptWatch watch, int status, Exception failure) => watch.Phase switch
    {
        // A TLS server that refuses the client's certificate has not read the request, nor a stream that it refused.
        _ when TransportFailure.IsRefused(failure) => false,
        AttemptPhase.Connecting => false,
        // The server sent an authentication challenge, so nothing was applied.
        _ when failure is RequestException { Kind: ErrorKind.BodyNotReplayable } => false,
        // Content that can't be read fails before the connection does, and the header section waits for its first byte.
        AttemptPhase.Sending => watch.BytesSent > 0 || failure is not RequestException,
        // The status says it, though the rest of the response is lost.
        AttemptPhase.Receiving => status < 300 || StatusCodes.IsOpen(status),
        _ => true,
    };
}
