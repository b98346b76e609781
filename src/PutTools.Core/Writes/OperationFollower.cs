using System;
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
        var resource = await exchange.SendAsync(ReadOf(write.Request.Uri)).ConfigureAwait(false);
        exchange.Operation = null;
        // A server may show the result only where it showed the operation.
        return new ResourceReply(resource.IsSuccess ? resource : last)
        {
            Method = write.Request.Method.Method,
            Outcome = reply.StatusCode == 201 ? ResourceOutcome.Created : ResourceOutcome.Updated,
        };
    }

    private static Uri? UrlOf(ResourceReply reply)
    {
        var field = OperationField(reply) ?? (reply.StatusCode == 202 ? reply.Headers.Single("Location") : null);
        return reply.IsSuccess && field is not null && Uri.TryCreate(reply.Target!, field, out var url)
            && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps) ? url : null;
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
            var told = RetryAfter.Parse(reply.Headers.Single("Retry-After"), exchange.Clock.GetUtcNow());
            await exchange.Clock.Delay(told ?? write.PollInterval, exchange.Token).ConfigureAwait(false);

            var poll = ReadOf(url);
            reply = await exchange.SendAsync(poll).ConfigureAwait(false);
            if (!reply.IsSuccess)
                throw exchange.StatusFailure(poll, reply);
            state = OperationState.OfPoll(reply, isResource);
            exchange.Observer?.Verbose(Messages.OperationStatus(url, state.Text));
            if (state.HasFailed)
                throw Failed(reply, url, state);
            if (!state.HasSucceeded)
                continue;
            exchange.Observer?.Progress(new ExchangeProgress(activity, state.Text, 100, IsCompleted: true));
            return reply;
        }
    }

    private ResourceRequest ReadOf(Uri url)
    {
        var read = write.Request.ToRead() with { Uri = url };
        return Origin.AreSame(url, write.Request.Uri) ? read : read.WithoutIdentity();
    }

    private ResourceException Failed(ResourceReply reply, Uri url, OperationState state)
    {
        exchange.Operation = null;
        return new ResourceException(ErrorKind.OperationFailed, Messages.OperationFailed(write.Request, url, state.Text))
        {
            Response = reply,
            Problem = ProblemDetails.Parse(reply),
            Attempts = exchange.Attempts,
            OperationUri = SafeUri.Mask(url),
        };
    }
}
