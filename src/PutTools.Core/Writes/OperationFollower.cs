using System;
using System.Linq;
using System.Threading.Tasks;
using PutTools.Http;
using PutTools.Pipeline;
using PutTools.Retries;
using PutTools.Urls;

namespace PutTools.Writes;

/// <summary>Follows a long operation to its end, and reads the resource then.</summary>
internal sealed class OperationFollower(RequestPipeline pipeline, ExchangeContext context, WriteOptions write)
{
    private ResourceRequest Polling { get; } = WithRetries(write.Request);

    /// <summary>The resource when the operation has succeeded; <paramref name="response"/> where it announces none.</summary>
    /// <exception cref="RequestException">The operation failed or was cancelled, or can't be polled any more.</exception>
    public async Task<HttpResponse> FollowAsync(HttpResponse response)
    {
        if (UrlOf(response) is not { } url)
        {
            if (response.StatusCode == 202)
                context.Observer?.Warning(WriteMessages.NoOperationUrl(write.Request));
            return response;
        }

        context.Outcome.Accepted(url);
        var last = await PollAsync(response, url).ConfigureAwait(false);
        context.Outcome.OperationEnded();
        var result = await ResultAsync(response, last).ConfigureAwait(false);
        return result with
        {
            Method = write.Request.Method.Method,
            Outcome = response.StatusCode == 201 ? ResourceOutcome.Created : ResourceOutcome.Updated,
        };
    }

    private static Uri? UrlOf(HttpResponse response) => response.IsSuccess
        ? Resolve(response, OperationField(response) ?? (response.StatusCode == 202 ? response.Headers.Single("Location") : null))
        : null;

    private static Uri? Resolve(HttpResponse response, string? url)
        => url is not null && ExactUri.Resolve(response.Target!, url) is { } absolute && Origin.IsHttp(absolute) ? absolute : null;

    // Where the operation says that the resource is, where it was written, where the first response says that it is; or, as
    // a server may show it only there, the operation's own last response. The write is done, so nothing here is a failure.
    private async Task<HttpResponse> ResultAsync(HttpResponse first, HttpResponse last)
    {
        Uri?[] places = [Resolve(last, OperationState.ResourceLocation(last)), write.Request.Uri, OperationField(first) is null ? null : first.Location];
        foreach (var place in places.OfType<Uri>())
        {
            try
            {
                // -OutFile is for the resource: so far the file has the response to the write.
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

    private static string? OperationField(HttpResponse response)
        => response.Headers.Single("Operation-Location") ?? response.Headers.Single("Azure-AsyncOperation");

    private async Task<HttpResponse> PollAsync(HttpResponse response, Uri url)
    {
        var activity = WriteMessages.OperationActivity(write.Request);
        var state = OperationState.OfStart(response);
        var isResource = OperationField(response) is null;
        while (true)
        {
            context.Observer?.Progress(new ExchangeProgress(activity, state.Text, state.PercentComplete));
            var asked = Pause.RetryAfter(response, context);
            // No wait at all, as of a moment that has passed by this clock, would poll without a pause.
            var wait = asked > TimeSpan.Zero ? asked.Value : write.PollInterval;
            if (wait > context.Remaining)
                throw context.DeadlineFailure(write.Request.ToString(), wait);
            await context.Clock.Delay(wait, context.Token).ConfigureAwait(false);

            response = await pipeline.ReadAsync(url, Polling, context).ConfigureAwait(false);
            if (!response.IsSuccess && isResource && SaysFailed(response.StatusCode))
                throw Failed(response, url, HttpMessages.Status(response));
            if (!response.IsSuccess)
                throw context.Outcome.ToException(OutgoingRequest.Create(Polling).ToRead() with { Uri = url }, response);
            state = OperationState.OfPoll(response, isResource);
            context.Observer?.Verbose(WriteMessages.OperationStatus(url, state.Text));
            if (state.HasFailed)
                throw Failed(response, url, state.Text);
            if (!state.HasSucceeded)
                continue;
            context.Observer?.Progress(new ExchangeProgress(activity, state.Text, 100, IsCompleted: true));
            return response;
        }
    }

    // Where the operation's url is that of the resource to come, only a status can say that the operation failed. These
    // don't: they are about the poll itself.
    private static bool SaysFailed(int status) => status == 500 || (status is not (401 or 403 or 404 or 407 or 410) && !StatusCodes.IsTransient(status));

    // The write's retries may be off, or for other statuses; a transient failure of a poll must not lose the operation.
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

    private RequestException Failed(HttpResponse response, Uri url, string state)
    {
        context.Outcome.OperationEnded();
        return new RequestException(ErrorKind.OperationFailed, WriteMessages.OperationFailed(write.Request, url, state))
        {
            Response = response,
            OperationUri = ResourceUri.Of(url),
        };
    }
}
