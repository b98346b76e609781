using System;
using System.Linq;
using System.Threading.Tasks;
using PutTools.Semantics;

namespace PutTools.Writes;

/// <summary>Follows a long operation that a reply announces to its end, and reads the resource then.</summary>
internal sealed class OperationFollower(ResourceExchange exchange, ResourceWrite write)
{
    /// <summary>The resource when the operation has succeeded; <paramref name="reply"/> where it announces none.</summary>
    /// <exception cref="ResourceException">The operation failed or was cancelled, or can't be looked at any more.</exception>
    public async Task<ResourceReply> FollowAsync(ResourceReply reply)
    {
        if (UrlOf(reply) is not { } url)
        {
            if (reply.StatusCode == 202)
                exchange.Observer?.Warning(Messages.NoOperationUrl(write.Request));
            return reply;
        }

        exchange.Operation = url;
        exchange.MayHaveBeenApplied = true;
        var last = await PollAsync(reply, url).ConfigureAwait(false);
        exchange.Operation = null;
        return new ResourceReply(await ResultAsync(reply, last).ConfigureAwait(false))
        {
            Method = write.Request.Method.Method,
            Outcome = reply.StatusCode == 201 ? ResourceOutcome.Created : ResourceOutcome.Updated,
        };
    }

    private static Uri? UrlOf(ResourceReply reply) => reply.IsSuccess
        ? Resolve(reply, OperationField(reply) ?? (reply.StatusCode == 202 ? reply.Headers.Single("Location") : null))
        : null;

    private static Uri? Resolve(ResourceReply reply, string? url)
        => url is not null && Uri.TryCreate(reply.Target!, url, out var absolute) && Origin.IsHttp(absolute) ? absolute : null;

    // Where the operation says that the resource is, where it was written, where the first reply says that it is; or, as
    // a server may show it only there, the operation's own last reply. The write is done, so nothing here is a failure.
    private async Task<ResourceReply> ResultAsync(ResourceReply first, ResourceReply last)
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
            catch (Exception failure) when (failure is ResourceException or OperationCanceledException)
            {
                exchange.Observer?.Verbose(failure.Message);
            }
        }

        return last;
    }

    private static string? OperationField(ResourceReply reply)
        => reply.Headers.Single("Operation-Location") ?? reply.Headers.Single("Azure-AsyncOperation");

    private async Task<ResourceReply> PollAsync(ResourceReply reply, Uri url)
    {
        var activity = Messages.OperationActivity(write.Request);
        var state = OperationState.OfStart(reply);
        var isResource = OperationField(reply) is null;
        while (true)
        {
            exchange.Observer?.Progress(new ExchangeProgress(activity, state.Text, state.PercentComplete));
            var told = exchange.RetryAfter(reply);
            // No wait at all, as of a moment that has passed by this clock, would ask without a pause.
            var wait = told > TimeSpan.Zero ? told.Value : write.PollInterval;
            if (wait > exchange.Remaining)
                throw exchange.DeadlineFailure(write.Request, wait);
            await exchange.Clock.Delay(wait, exchange.Token).ConfigureAwait(false);

            var poll = ReadOf(url);
            reply = await exchange.SendAsync(poll).ConfigureAwait(false);
            if (!reply.IsSuccess)
                throw isResource && TellsFailure(reply.StatusCode) ? Failed(reply, url, Messages.Status(reply)) : exchange.StatusFailure(poll, reply);
            state = OperationState.OfPoll(reply, isResource);
            exchange.Observer?.Verbose(Messages.OperationStatus(url, state.Text));
            if (state.HasFailed)
                throw Failed(reply, url, state.Text);
            if (!state.HasSucceeded)
                continue;
            exchange.Observer?.Progress(new ExchangeProgress(activity, state.Text, 100, IsCompleted: true));
            return reply;
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

    private ResourceException Failed(ResourceReply reply, Uri url, string state)
    {
        exchange.Operation = null;
        return new ResourceException(ErrorKind.OperationFailed, Messages.OperationFailed(write.Request, url, state))
        {
            Response = reply,
            Problem = ProblemDetails.Parse(reply),
            Attempts = exchange.Attempts,
            OperationUri = SafeUri.Mask(url),
        };
    }
}
