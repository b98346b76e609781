using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using PutTools.Content;
using PutTools.Patching;
using PutTools.Semantics;

namespace PutTools.Writes;

/// <summary>Does a write: at once, or guarded by what was read just before; and follows it to its end where that is wanted.</summary>
internal sealed class ResourceWriter(ResourceExchange exchange, ResourceWrite write)
{
    // A conflict means that others are at work: the wait is short, grows, and differs from theirs.
    private static readonly TimeSpan ShortestConflictWait = TimeSpan.FromMilliseconds(50);

    /// <summary>Does it.</summary>
    /// <returns>The reply; null where it was not approved.</returns>
    public async Task<ResourceReply?> RunAsync()
    {
        var reply = write.IfChanged || write.Update is not null
            ? await ReadAndWriteAsync().ConfigureAwait(false)
            : await exchange.SendAsync(write.Request).ConfigureAwait(false);
        return reply is not null && write.WaitForCompletion
            ? await new OperationFollower(exchange, write).FollowAsync(reply).ConfigureAwait(false)
            : reply;
    }

    private async Task<ResourceReply?> ReadAndWriteAsync()
    {
        for (var conflict = 0; ; conflict++)
        {
            var read = await ReadAsync().ConfigureAwait(false);
            var current = read.IsSuccess ? read : null;
            var guarded = Guard(current);
            var content = write.Update is null
                ? write.Request.Content
                : await write.Update(current, exchange.Token).ConfigureAwait(false);
            using var difference = StateDifference.Between(current, content, write);
            if (difference.Content is null)
                return new ResourceReply(read) { Method = write.Request.Method.Method, Outcome = ResourceOutcome.Unchanged };

            var request = guarded with { Content = difference.Content };
            if (!await write.Approve(request, difference.Changes, exchange.Token).ConfigureAwait(false))
                return null;
            try
            {
                return await exchange.SendAsync(request).ConfigureAwait(false);
            }
            catch (ResourceException failure) when (failure is { Kind: ErrorKind.PreconditionFailed, OutcomeUnknown: false })
            {
                if (conflict >= write.MaximumConflictRetryCount)
                    throw GaveUp(failure);
                await WaitAsync(request, conflict).ConfigureAwait(false);
            }
        }
    }

    private async Task<ResourceReply> ReadAsync()
    {
        var request = write.Request.ToRead();
        var read = await exchange.SendAsync(request).ConfigureAwait(false);
        var isMissing = read.StatusCode is 404 or 410;
        return read.IsSuccess || (isMissing && write.Patch is null) ? read : throw exchange.StatusFailure(request, read);
    }

    // The validators of RFC 9110 §13.1, the strongest first. What is not there yet is only created.
    private ResourceRequest Guard(ResourceReply? current)
    {
        var request = write.Request;
        if (current is null)
            return With("If-None-Match", "*");
        if (current.ETag is { } tag && !EntityTag.IsWeak(tag))
            return With("If-Match", tag);
        if (current.Headers.Single("Last-Modified") is { } date)
            return With("If-Unmodified-Since", date);
        // Desired state may be written unguarded, as a plain PUT is. A change that was built on what was read may not.
        if (write.Update is not null && !write.Force)
            throw new ResourceException(ErrorKind.NoEntityTag, Messages.NoEntityTag(request)) { Response = current };
        return request;

        ResourceRequest With(string name, string value) => request with { Headers = [.. request.Headers, new(name, value)] };
    }

    private Task WaitAsync(ResourceRequest request, int conflict)
    {
        exchange.Observer?.Verbose(Messages.StartingOver(request, conflict + 1, write.MaximumConflictRetryCount));
        var wait = ShortestConflictWait.TotalSeconds * (1 << Math.Min(conflict, 6)) * exchange.NextRandom();
        return exchange.WaitAsync(Messages.RetryActivity(request), string.Empty, TimeSpan.FromSeconds(wait), exchange.Token);
    }

    private ResourceException GaveUp(ResourceException failure)
        => new(ErrorKind.ConflictRetriesExceeded, Messages.ConflictRetriesExceeded(write.Request, write.MaximumConflictRetryCount), failure)
        {
            Response = failure.Response,
            Problem = failure.Problem,
            Attempts = failure.Attempts,
            IsTransient = true,
        };
}
