using System;
using System.Linq;
using System.Threading.Tasks;
using PutTools.Http;
using PutTools.Pipeline;
using PutTools.Retries;
using PutTools.Urls;

namespace PutTools.Writes;

/// <summary>Follows a long operation that a response announces to its end, and reads the resource then.</summary>
internal sealed class OperationFollower(ExchangeContext exchange, WriteOptions write)
{
    /// <summary>The resource when the operation has succeeded; <paramref name="response"/> where it announces none.</summary>
    /// <exception cref="RequestException">The operation failed or was cancelled, or can't be looked at any more.</exception>
    public async Task<HttpResponse> FollowAsync(HttpResponse response)
    {
        if (UrlOf(response) is not { } url)
        {
            if (response.StatusCode == 202)
                exchange.Observer?.Warning(Messages.NoOperationUrl(write.Request));
            return response;
        }

        exchange.Operation = url;
        exchange.MayHaveBeenApplied = true;
        var last = await PollAsync(response, url).ConfigureAwait(false);
        exchange.Operation = null;
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
                // The file that is wanted is that of the resource: so far it has what the write was answered with.
                var resource = await exchange.SendAsync(ReadOf(place) with { OutFile = write.Request.OutFile }).ConfigureAwait(false);
                if (resource.IsSuccess)
                    return resource;
            }
            catch (Exception failure) when (failure is RequestException or OperationCanceledException)
            {
                exchange.Observer?.Verbose(failure.Message);
            }
        }

        return last;
    }

    private static string? OperationField(HttpResponse response)
        => response.Headers.Single("Operation-Location") ?? response.Headers.Single("Azure-AsyncOperation");

    private async Task<HttpResponse> PollAsync(HttpResponse response, Uri url)
    {
        var activity = Messages.OperationActivity(write.Request);
        var state = OperationState.OfStart(response);
        var isResource = OperationField(response) is null;
        while (true)
        {
            exchange.Observer?.Progress(new ExchangeProgress(activity, state.Text, state.PercentComplete));
            var told = exchange.RetryAfter(response);
            // No wait at all, as of a moment that has passed by this clock, would ask without a pause.
            var wait = told > TimeSpan.Zero ? told.Value : write.PollInterval;
            if (wait > exchange.Remaining)
                throw exchange.DeadlineFailure(write.Request, wait);
            await exchange.Clock.Delay(wait, exchange.Token).ConfigureAwait(false);

            var poll = ReadOf(url);
            response = await exchange.SendAsync(poll).ConfigureAwait(false);
            if (!response.IsSuccess)
                throw isResource && TellsFailure(response.StatusCode) ? Failed(response, url, Messages.Status(response)) : exchange.StatusFailure(poll, response);
            state = OperationState.OfPoll(response, isResource);
            exchange.Observer?.Verbose(Messages.OperationStatus(url, state.Text));
            if (state.HasFailed)
                throw Failed(response, url, state.Text);
            if (!state.HasSucceeded)
                continue;
            exchange.Observer?.Progress(new ExchangeProgress(activity, state.Text, 100, IsCompleted: true));
            return response;
        }
    }

    private ResourceRequest ReadOf(Uri url)
    {
        var read = write.Request.ToRead();
        // The write's retries may be off, or for other statuses; a look that fails in passing must not lose the operation.
        var retry = new RetrySettings { Interval = read.Settings.Retry.Interval };
        if (read.Settings.Retry.MaximumRetryCount > retry.MaximumRetryCount)
            retry = retry with { MaximumRetryCount = read.Settings.Retry.MaximumRetryCount };
        read = read with { Uri = url, Settings = read.Settings with { Retry = retry } };
        return Origin.AreSame(url, write.Request.Uri) ? read : read.WithoutIdentity();
    }

    // Where the operation's url is that of the resource to come, a status is all that can tell of its failure. These don't:
    // they speak of the look itself.
    private static bool TellsFailure(int status) => status == 500 || (status is not (401 or 403 or 404 or 407 or 410) && !StatusCodes.IsTransient(status));

    private RequestException Failed(HttpResponse response, Uri url, string state)
    {
        exchange.Operation = null;
        return new RequestException(ErrorKind.OperationFailed, Messages.OperationFailed(write.Request, url, state))
        {
            Response = response,
            Problem = ProblemDetails.Parse(response),
            Attempts = exchange.Attempts,
            OperationUri = ResourceUri.Of(url),
        };
    }
}
