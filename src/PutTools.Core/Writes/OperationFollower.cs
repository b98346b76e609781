using System;
using System.Linq;
using System.Threading.Tasks;
using PutTools.Http;
using PutTools.Pipeline;
using PutTools.Retries;
using PutTools.Urls;

namespace PutTools.Writes;

/// <summary>Polls a long-running operation to its end, and then reads the resource.</summary>
internal sealed class OperationFollower(RequestPipeline pipeline, ExchangeContext context, WriteOptions write)
{
    private ResourceRequest Polling { get; } = WithRetries(write.Request);

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
                var resource = await pipeline.ReadAsync(place, Polling, context, write.Request.OutFile).ConfigureAwait(false);
                if (resource.IsSuccess)
                    return resource;
            }
            catch (Exception failure) when (failure is RequestException or OperationCanceledException)
            {
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
        var last = response;
        while (state.Phase == OperationPhase.Running)
        {
            context.Observer?.Progress(new ExchangeProgress(activity, state.Text, state.PercentComplete));
            await WaitAsync(response).ConfigureAwait(false);
            response = await ReadAsync(operation.Uri).ConfigureAwait(false);
            state = StateOf(response, operation, wasSeen: !ReferenceEquals(last, response) && last.Method == response.Method);
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
        context.Observer?.Progress(new ExchangeProgress(activity, state.Text, 100, IsCompleted: true));
        return (last, state.Phase != OperationPhase.Unknown);
    }

    private async Task<HttpResponse> ReadAsync(Uri url)
    {
        if (write.Request.Uri.Scheme == Uri.UriSchemeHttps && url.Scheme == Uri.UriSchemeHttp && !write.Request.Settings.Redirects.AllowInsecure)
            throw new RequestException(ErrorKind.InsecureRedirect, WriteMessages.InsecureOperation(write.Request));
        return await pipeline.ReadAsync(url, Polling, context).ConfigureAwait(false);
    }

    private OperationState StateOf(HttpResponse response, OperationLink operation, bool wasSeen)
    {
        // A 303 leads from the monitor to the resource, whose status is not the operation's.
        if (response.IsSuccess)
            return OperationState.Of(response, response.History.Any(static hop => hop.StatusCode == 303) ? OperationPlace.Resource : operation.Place);
        // Redfish deletes a task once its end was read; its result is then unknown.
        if (wasSeen && response.StatusCode is 404 or 410)
            return new OperationState(OperationPhase.Unknown, HttpMessages.Status(response), -1);
        if (operation.Place != OperationPlace.Monitor && SaysFailed(response.StatusCode))
            return new OperationState(OperationPhase.Failed, HttpMessages.Status(response), -1);
        throw context.Outcome.ToException(OutgoingRequest.Create(Polling).ToRead() with { Uri = operation.Uri }, response);
    }

    private async Task WaitAsync(HttpResponse response)
    {
        // A server may request a whole day. A poll costs little, and nothing else waits for it.
        var longest = write.Request.Settings.Retry.MaximumRetryAfter;
        var wait = Pause.RetryAfter(response, context) is { } requested ? requested < longest ? requested : longest : write.PollInterval;
        if (wait > context.Remaining)
            throw context.DeadlineFailure(write.Request.ToString(), wait);
        await context.Clock.Delay(wait, context.Token).ConfigureAwait(false);
    }

    // The operation's url may be that of the future resource; then only a status code can report a failure. The excluded
    // codes are about the poll itself.
    private static bool SaysFailed(int status) => status == 500 || (status is not (401 or 403 or 404 or 407 or 410) && !StatusCodes.IsTransient(status));

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
        if (isPart)
            context.Outcome.OperationEndedInPart();
        else
            context.Outcome.OperationEnded();
        return new RequestException(ErrorKind.OperationFailed, WriteMessages.OperationFailed(write.Request, url, state.Text, isPart))
        {
            Response = response,
            OperationUri = ResourceUri.Of(url),
        };
    }
}
