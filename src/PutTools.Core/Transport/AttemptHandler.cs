using PutTools.Content;
using PutTools.Http;
using PutTools.Pipeline;

namespace PutTools.Transport;

/// <summary>
/// The innermost policy: one attempt over a pooled connection. It reads the whole response and classifies failures.
/// </summary>
internal sealed class AttemptHandler(AttemptSettings settings) : RequestHandler
{
    public override async ValueTask<HttpResponse> SendAsync(HttpRequest request, ExchangeContext context, CancellationToken cancellationToken)
    {
        if (settings.Connection.UnixSocket is null)
            settings.Connection.Proxy.Check(request.Uri);
        // Rented first, because this throws if the platform lacks a feature.
        using var lease = ConnectionPool.Rent(request.IsCrossOrigin ? settings.Connection.WithoutCredentials() : settings.Connection);
        // A request that was cancelled while it waited, for a script block for example, is not an attempt.
        cancellationToken.ThrowIfCancellationRequested();
        context.Outcome.AttemptStarted(request);
        request = WithContent(request);
        using var watch = new AttemptWatch(context.Clock, settings.Time, cancellationToken, SocketHandler.WatchedConnectTimeout(request, settings.Connection));
        using var trace = WireTrace.Start(request, settings.Connection, context);
        watch.Trace = trace;
        var host = lease.Host(request.Uri);
        using var message = WireMessage.Create(request, settings.Connection, host, context, watch);
        var needsOwn = TakesOwnConnection(message, request, host, context.Clock);
        // Only a kept connection is worth the thread that opens it for the blocking transport.
        var mayBlock = settings.MayBlock && host.KeepsConnections && !needsOwn;
        trace?.Sending(message);
        var line = WatchStatusLine(watch, request, message, host);
        var status = 0;
        try
        {
            using var response = await lease.SendAsync(message, mayBlock, needsOwn, watch.Token).ConfigureAwait(false);
            watch.Enter(AttemptPhase.Receiving);
            status = (int)response.StatusCode;
            host.Answered(status);
            var read = await ResponseReader.ReadAsync(response, request, settings.MaximumResponseBytes, context, watch).ConfigureAwait(false);
            line.IsRead = true;
            if (NeedsOtherConnection(read))
                lease.Replace();
            if (Confirms(read, request) && watch.Content is { IsCompleted: false })
            {
                await watch.ContentAsync().ConfigureAwait(false);
                read = read with { Elapsed = context.Elapsed };
            }

            trace?.Received(read);
            if (!IsExpectationRefused(message, status) || !request.CanReplay)
                return WithCircumstances(read, request, watch, context);
        }
        catch (Exception failure) when (status == 0 && ResponseReader.OfStatusLine(line.Status, request, failure, settings.Connection.Challenge is not null, context, watch) is { } read)
        {
            host.Answered(read.StatusCode);
            trace?.Failed(failure);
            return WithCircumstances(read, request, watch, context);
        }
        catch (Exception failure) when (request.CanReplay && !needsOwn && TransportFailure.IsOfClosedConnection(failure))
        {
            host.ClosedConnection(context.Clock);
            context.Outcome.AttemptWithdrawn(request);
        }
        catch (Exception failure)
        {
            var attempt = new FailedAttempt(request, settings.Connection, watch, line) { Status = status == 0 ? line.Status : status };
            throw await FailureAsync(failure, attempt, context, cancellationToken).ConfigureAwait(false);
        }

        return await SendAsync(request with { IsWithoutExpect = request.IsWithoutExpect || status == 417 }, context, cancellationToken).ConfigureAwait(false);
    }

    private StatusLine WatchStatusLine(AttemptWatch watch, HttpRequest request, HttpRequestMessage message, KnownHost host)
    {
        watch.HeadLeavesFirst = request.IsSafe || message.Headers.ExpectContinue == true;
        var line = watch.StatusLine = StatusLine.OfThisAttempt(request.Method, host, settings.Connection.HttpVersion);
        line.LeavesOnce = watch.HeadLeavesFirst && !request.IsSafe;
        line.AnswersChallenges = settings.Connection.Challenge is not null || settings.Connection.Proxy.HasCredentials;
        line.IsChunked = message.Headers.TransferEncodingChunked == true;
        return line;
    }

    // True if the connection serves no other request.
    private bool TakesOwnConnection(HttpRequestMessage message, HttpRequest request, KnownHost host, TimeProvider clock)
    {
        var isChallenged = settings.Connection.Challenge is not null;
        // Content that can be read only once could not be sent again if a kept connection turned out to be closed, nor after a challenge, which
        // each new connection may get.
        var isKnown = host.KeepsConnections && (host.ReadsChunks || message.Headers.TransferEncodingChunked != true);
        var isNeeded = host.Closes(clock) || (!isChallenged && !request.CanReplay && host.HasAnswered && !isKnown);
        // The answer to a challenge may need the same connection.
        if (isNeeded && !isChallenged)
            message.Headers.ConnectionClose = true;
        return isNeeded || message.Headers.ConnectionClose == true;
    }

    // Records what a failure means for the write, and returns its exception.
    private static async Task<RequestException> FailureAsync(
        Exception failure, FailedAttempt attempt, ExchangeContext context, CancellationToken cancellationToken)
    {
        // The time of the probe is not that of the server.
        attempt.Watch.Stop();
        if (TransportFailure.MayExpectTls(failure, attempt))
        {
            attempt = attempt with { ExpectsTls = await TlsProbe.IsAnsweredAsync(attempt.Request.Uri, cancellationToken).ConfigureAwait(false) };
            attempt.Line.Host.IsPlain = !attempt.ExpectsTls && !cancellationToken.IsCancellationRequested;
        }

        if (attempt.IsDone)
            context.Outcome.Confirmed();
        else
            context.Outcome.AttemptLost(attempt.Request, !attempt.ExpectsTls && MayHaveBeenApplied(attempt.Watch, attempt.Status, failure));
        attempt.Watch.Trace?.Failed(failure);
        cancellationToken.ThrowIfCancellationRequested();
        var exception = TransportFailure.ToException(failure, attempt with { IsOutcomeUnknown = context.Outcome.IsUnknown });
        if (exception.IsOfKeptConnection)
            attempt.Line.Host.ClosedConnection(context.Clock);
        return exception;
    }

    // What the response itself does not tell. A server that answers with success before it has read the whole body has perhaps stored a part; a
    // request that was answered with a challenge may have been cut, and the next one whole.
    private HttpResponse WithCircumstances(HttpResponse read, HttpRequest request, AttemptWatch watch, ExchangeContext context)
    {
        if (Confirms(read, request) && (settings.Connection.Challenge is null ? watch.IsUnread : watch.IsAbandoned))
        {
            context.Observer?.Warning(TransportMessages.Unread(request, read));
            return read with { Outcome = ResourceOutcome.Unknown };
        }

        return read.StatusCode switch
        {
            401 when settings.Connection.Challenge is not null => read with { HasLogin = true },
            407 when settings.Connection.Proxy.Credentials is not null => read with { HasLogin = true },
            503 when settings.Connection.IsForwarded(request.Uri) => read with { MayBeOfProxy = true },
            _ => read,
        };
    }

    private static bool Confirms(HttpResponse read, HttpRequest request) => read.IsSuccess || (read.StatusCode == 303 && !request.IsSafe);

    // If a kept connection turns out to be dead, the runtime resends a request without content, whatever its method. It
    // never does so once it has begun to write content, even empty content.
    private static HttpRequest WithContent(HttpRequest request)
        => !request.IsSafe && request.Content is null ? request with { Content = BytesContent.Empty } : request;

    private static bool NeedsOtherConnection(HttpResponse read) => read.StatusCode switch
    {
        // RFC 9110 §15.5.20: this server does not answer for the url.
        421 => true,
        // RFC 9112 §6.3: a 204 has no body. Some servers send one nevertheless, and the next response would begin with it.
        204 => read.Headers.ContainsKey("Transfer-Encoding") || read.Headers.Single("Content-Length") is not (null or "0"),
        _ => false,
    };

    // RFC 9110 §10.1.1: a server that does not know the expectation gets the same request without it.
    private static bool IsExpectationRefused(HttpRequestMessage message, int status) => status == 417 && message.Headers.ExpectContinue == true;

    // Based on counted bytes: once any were handed to a connection, the server may act on them.
    private static bool MayHaveBeenApplied(AttemptWatch watch, int status, Exception failure) => watch.Phase switch
    {
        _ when !TransportFailure.WasSent(watch, failure) => false,
        // The server sent an authentication challenge, so nothing was applied.
        _ when failure is RequestException { Kind: ErrorKind.BodyNotReplayable } => false,
        // The server answered, and then read no more.
        AttemptPhase.Sending when status >= 300 => status == 503 || StatusCodes.LeavesOutcomeOpen(status),
        // A RequestException means that the content can't be read. If none of it was sent, neither was the header section,
        // which waits for the first byte.
        AttemptPhase.Sending => watch.BytesSent > 0 || failure is not RequestException,
        // The status code decides, although the rest of the response is lost.
        AttemptPhase.Receiving => status < 300 || StatusCodes.LeavesOutcomeOpen(status),
        _ => true,
    };
}
