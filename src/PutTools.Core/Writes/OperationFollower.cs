using PutTools.Http;
using PutTools.Pipeline;
using PutTools.Retries;
using PutTools.Secrets;
using PutTools.Urls;

namespace PutTools.Writes;

/// <summary>Polls a long-running operation to its end, and then reads the resource.</summary>
internal sealed class OperationFollower(RequestPipeline pipeline, ExchangeContext context, WriteOptions write)
{
    private ResourceRequest Reading { get; } = WithRetries(write.Request);

    // The limit for the response must not hide the state of the operation.
    private ResourceRequest Polling => Reading with { Settings = Reading.Settings with { MaximumResponseBytes = null } };

    // The server that is polled may not know the operation yet.
    private ResourceRequest FirstPoll => Polling with
    {
        Settings = Polling.Settings with { Retry = Polling.Settings.Retry with { StatusCodes = [.. Polling.Settings.Retry.StatusCodes, 404] } },
    };

    /// <summary>
    /// Returns the resource after the operation has succeeded; <paramref name="response"/> if it announces no operation.
    /// </summary>
    /// <exception cref="RequestException">The operation failed or was cancelled, or can't be polled any more.</exception>
    public async Task<HttpResponse> FollowAsync(HttpResponse response)
    {
        if (OperationLink.Of(response, write.Request.Uri) is not { } operation)
        {
            if (response.StatusCode == 202)
                context.Observer?.Warning(WriteMessages.NoOperationUrl(write.Request));
            // The body may have been the only announcement.
            else if (response is { IsSuccess: true, StatusCode: not 204, BodyProblem: not null })
                return WithUnknownEnd(response);
            return response;
        }

        context.Outcome.Accepted(operation.Uri);
        write.Journal?.Accepted(operation.ToJournal(response.StatusCode));
        var (last, isKnown) = await PollAsync(response, operation).ConfigureAwait(false);
        if (isKnown)
            context.Outcome.OperationEnded();
        var result = await ResultAsync(response, last).ConfigureAwait(false);
        return result with
        {
            Method = write.Request.Method.Method,
            Outcome = !isKnown ? ResourceOutcome.Unknown : response.StatusCode == 201 ? ResourceOutcome.Created : ResourceOutcome.Updated,
        };
    }

    private HttpResponse WithUnknownEnd(HttpResponse response)
    {
        context.Observer?.Warning(WriteMessages.UnreadableAnnouncement(write.Request));
        return response with { Outcome = ResourceOutcome.Unknown };
    }

    // Tries the url that the operation reports for the resource, then the written url, then the Location of the first
    // response. If none can be read, the last response of the operation is the result. The write has succeeded, so
    // nothing here fails.
    private async Task<HttpResponse> ResultAsync(HttpResponse first, HttpResponse last)
    {
        var named = OperationState.ResourceLocation(last) is { } url && ExactUri.Resolve(last.Target!, url) is { } absolute && Origin.IsHttp(absolute) ? absolute : null;
        Uri?[] places = [named, write.Request.Uri, first.StatusCode == 202 ? null : first.Location];
        foreach (var place in places.OfType<Uri>())
        {
            try
            {
                // -OutFile is for the resource; so far the file holds the response to the write.
                var resource = await pipeline.ReadAsync(place, Reading, context, write.Request.OutFile).ConfigureAwait(false);
                if (resource.IsSuccess && !Contradiction.IsPage(resource, write.Request.Content))
                    return resource;
            }
            catch (Exception failure) when (failure is RequestException or OperationCanceledException)
            {
                if (failure is RequestException { Kind: ErrorKind.FileWriteFailed })
                    context.Observer?.Warning(failure.Message);
                else
                    context.Observer?.Verbose(failure.Message);
            }
        }

        return last;
    }

    // Returns the last response, and false if it does not tell how the operation ended.
    private async Task<(HttpResponse Last, bool IsKnown)> PollAsync(HttpResponse response, OperationLink operation)
    {
        var activity = WriteMessages.OperationActivity(write.Request);
        var state = OperationState.Of(response, operation.Place);
        // If a header names the operation, the body may be the resource, and its state is not the operation's.
        if (!operation.IsOfBody)
            state = state with { Phase = OperationPhase.Running };
        var (first, last) = (response, response);
        while (state.Phase == OperationPhase.Running)
        {
            context.Observer?.Progress(new ExchangeProgress(activity, RedactedText.Phrase(state.Text), state.PercentComplete));
            await WaitAsync(response).ConfigureAwait(false);
            var wasSeen = !ReferenceEquals(last, first);
            response = await ReadAsync(operation.Uri, wasSeen ? Polling : FirstPoll).ConfigureAwait(false);
            state = StateOf(response, operation, wasSeen);
            context.Observer?.Verbose(WriteMessages.OperationStatus(operation.Uri, state.Text));
            if (!response.IsSuccess)
                break;
            last = response;
            operation = operation.After(response);
            context.Outcome.Accepted(operation.Uri);
        }

        if (state.Phase is OperationPhase.Failed or OperationPhase.PartlySucceeded)
            throw Failed(response, operation.Uri, state);
        if (state.Phase == OperationPhase.Unknown)
            context.Observer?.Warning(WriteMessages.UnknownOperationState(write.Request, operation.Uri, state.Text));
        context.Observer?.Progress(new ExchangeProgress(activity, RedactedText.Phrase(state.Text), 100, IsCompleted: true));
        return (last, state.Phase != OperationPhase.Unknown);
    }

    private async Task<HttpResponse> ReadAsync(Uri url, ResourceRequest poll)
    {
        if (Origin.IsDowngrade(write.Request.Uri, url) && !write.Request.Settings.Redirects.AllowInsecure)
            throw new RequestException(ErrorKind.InsecureRedirect, WriteMessages.InsecureOperation(write.Request));
        return await pipeline.ReadAsync(url, poll, context).ConfigureAwait(false);
    }

    private OperationState StateOf(HttpResponse response, OperationLink operation, bool wasSeen)
    {
        if (Contradiction.IsPage(response, write.Request.Content))
            return new OperationState(OperationPhase.Unknown, HttpMessages.Status(response), -1);
        // A redirect may lead from the monitor to the resource, whose status is not the operation's.
        if (response.IsSuccess)
            return OperationState.Of(response, IsResource(response) ? OperationPlace.Resource : operation.Place);
        if (response.StatusCode == 303)
            return new OperationState(OperationPhase.Succeeded, HttpMessages.Status(response), -1);
        // Redfish deletes a task once its end was read; its result is then unknown.
        if (wasSeen && response.StatusCode is 404 or 410)
            return new OperationState(OperationPhase.Unknown, HttpMessages.Status(response), -1);
        if (operation.Place != OperationPlace.Monitor && SaysFailed(response.StatusCode))
            return new OperationState(OperationPhase.Failed, HttpMessages.Status(response), -1);
        throw context.Outcome.ToException(OutgoingRequest.Create(Polling).ToRead() with { Uri = operation.Uri }, response);
    }

    private bool IsResource(HttpResponse response)
        => response.History.Any(static hop => hop.StatusCode == 303) || (response.History.Count > 0 && OperationLink.IsSame(response.Target!, write.Request.Uri));

    private async Task WaitAsync(HttpResponse response)
    {
        // A server may request a whole day. A poll costs little, and nothing else waits for it.
        var longest = write.Request.Settings.Retry.MaximumRetryAfter;
        var wait = Pause.RetryAfter(response, context) is { } requested ? requested < longest ? requested : longest : write.PollInterval;
        if (wait > context.Remaining)
            throw context.DeadlineFailure(write.Request.ToString(), wait);
        await context.Clock.Delay(wait, context.Token).ConfigureAwait(false);
    }

    // The operation's url may be that of the future resource; then only a status code can report a failure. Any other code is
    // about the poll itself.
    private static bool SaysFailed(int status) => status is 400 or 402 or 409 or 412 or 413 or 422 or 423 or 424 or 428 or 500 or 507;

    // The write's retries may be off, or for other status codes. A transient failure of a poll must not lose the operation.
    private static ResourceRequest WithRetries(ResourceRequest request)
    {
        var (own, retry) = (request.Settings.Retry, new RetrySettings { Interval = request.Settings.Retry.Interval });
        return request with
        {
            Settings = request.Settings with
            {
                Retry = own.MaximumRetryCount > retry.MaximumRetryCount ? retry with { MaximumRetryCount = own.MaximumRetryCount } : retry,
            },
        };
    }

    private RequestException Failed(HttpResponse response, Uri url, OperationState state)
    {
        var isPart = state.Phase == OperationPhase.PartlySucceeded;
        // Like any write, an operation that fails with 500 may have been applied.
        if (isPart || StatusCodes.LeavesOutcomeOpen(response.StatusCode))
            context.Outcome.OperationEndedInPart();
        else
            context.Outcome.OperationEnded();
        return new RequestException(ErrorKind.OperationFailed, WriteMessages.OperationFailed(write.Request, url, state.Text, isPart))
        {
            Response = response with { SentBody = (write.Request.Content?.Representation ?? default, write.Request.Content?.ContentType) },
            OperationUri = ResourceUri.Of(url),
        };
    }
}
