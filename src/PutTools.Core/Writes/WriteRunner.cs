using System;
using System.Linq;
using System.Threading.Tasks;
using PutTools.Content;
using PutTools.Http;
using PutTools.Json;
using PutTools.Pipeline;

namespace PutTools.Writes;

/// <summary>Does a write: at once, or guarded by what was read just before; and follows it to its end where that is wanted.</summary>
internal sealed class WriteRunner(ExchangeContext exchange, WriteOptions write)
{
    // A conflict means that others are at work: the wait is short, grows, and differs from theirs.
    private static readonly TimeSpan ShortestConflictWait = TimeSpan.FromMilliseconds(50);

    /// <summary>Does it.</summary>
    /// <returns>The response; null where it was not approved.</returns>
    public async Task<HttpResponse?> RunAsync()
    {
        var response = write.IfChanged || write.Update is not null
            ? await ReadAndWriteAsync().ConfigureAwait(false)
            : await exchange.SendAsync(write.Request).ConfigureAwait(false);
        return response is not null && write.WaitForCompletion
            ? await new OperationFollower(exchange, write).FollowAsync(response).ConfigureAwait(false)
            : response;
    }

    private async Task<HttpResponse?> ReadAndWriteAsync()
    {
        for (var conflict = 0; ; conflict++)
        {
            var read = await ReadAsync().ConfigureAwait(false);
            var current = read.IsSuccess ? read : null;
            var guarded = Guard(current, isNew: conflict == 0);
            var content = write.Update is null
                ? await ComparableAsync(current).ConfigureAwait(false)
                : await write.Update(current, exchange.Token).ConfigureAwait(false);
            using var difference = StateDifference.Between(current, content, write);
            if (difference.Content is null)
                return Unchanged(current);

            var request = guarded with { Content = difference.Content, Expected = difference.Expected };
            if (!await write.Approve(request, difference.Changes, exchange.Token).ConfigureAwait(false))
                return null;
            var response = await exchange.SendAsync(request with { SkipHttpErrorCheck = true }).ConfigureAwait(false);
            // With a doubt there is no starting over: it could apply the change a second time.
            if (response.StatusCode != 412 || !request.IsConditional || exchange.MayHaveBeenApplied)
                return response.IsSuccess || request.SkipHttpErrorCheck ? response : throw exchange.StatusFailure(request, response);
            if (conflict >= write.MaximumConflictRetryCount)
                throw GaveUp(exchange.StatusFailure(request, response));
            await WaitAsync(request, conflict).ConfigureAwait(false);
        }
    }

    private async Task<HttpResponse> ReadAsync()
    {
        var request = write.Request.ToRead();
        var read = await exchange.SendAsync(request).ConfigureAwait(false);
        var isMissing = read.StatusCode is 404 or 410;
        if (!read.IsSuccess && !(isMissing && write.Patch is null))
            throw exchange.StatusFailure(request, read);
        // What can't be understood is no base to build on.
        if (read.IsSuccess && write.Update is not null && ProblemOf(read) is { } problem)
            throw new ResourceException(ErrorKind.ProtocolError, Messages.UnreadableState(write.Request, problem)) { IsTransient = true };
        return read;
    }

    // A file is compared like what is in memory: JSON is read for that, other bytes are not. Null: it is what is there.
    private async Task<RequestContent?> ComparableAsync(HttpResponse? current)
    {
        if (current is null || write.Request.Content is not { Representation: null, CanReplay: true } content)
            return write.Request.Content;
        if (MediaType.IsJson(MediaType.Of(content.ContentType)))
            return await content.ReadAsync(exchange.Token).ConfigureAwait(false);
        return content.Length == current.Body.Length
            && await ContentDigest.OfAsync(content, exchange.Token).ConfigureAwait(false)
                == await ContentDigest.OfAsync(new BytesContent(current.Body), exchange.Token).ConfigureAwait(false) ? null : content;
    }

    private static string? ProblemOf(HttpResponse read)
    {
        if (read.BodyProblem is not null || !MediaType.IsJson(MediaType.Of(read.ContentType)))
            return read.BodyProblem;
        using var document = JsonDefaults.TryParse(read.Body);
        return document is null ? Messages.NoJson(read) : null;
    }

    private HttpResponse Unchanged(HttpResponse? current) => current is null
        ? HttpResponse.NotSent(write.Request)
        : new HttpResponse(current) { Method = write.Request.Method.Method, Outcome = ResourceOutcome.Unchanged };

    // The validators of RFC 9110 §13.1, the strongest first. What is not there yet is only created.
    private ResourceRequest Guard(HttpResponse? current, bool isNew)
    {
        // A key stands for one representation; what is made from a fresh read is another.
        var request = isNew || !write.RenewsKey ? write.Request : Stated(write.Request, "Idempotency-Key", Guid.NewGuid().ToString());
        if (current is null)
            return With("If-None-Match", "*");
        if (current.ETag is { } tag && !EntityTag.IsWeak(tag))
            return With("If-Match", tag);
        if (current.Headers.Single("Last-Modified") is { } date)
            return With("If-Unmodified-Since", date);
        // Desired state may be written unguarded, as a plain PUT is. A change that was built on what was read may not.
        if (write.Update is not null && !write.Force)
            throw new ResourceException(ErrorKind.NoValidator, Messages.NoValidator(request)) { Response = current };
        return request;

        ResourceRequest With(string name, string value) => Stated(request, name, value);
    }

    private static ResourceRequest Stated(ResourceRequest request, string name, string value) => request with
    {
        Headers = [.. request.Headers.Where(field => !field.Key.Equals(name, StringComparison.OrdinalIgnoreCase)), new(name, value)],
    };

    private Task WaitAsync(ResourceRequest request, int conflict)
    {
        var happened = Messages.StartingOver(request, conflict + 1, write.MaximumConflictRetryCount);
        exchange.Observer?.Verbose(happened);
        var wait = ShortestConflictWait.TotalSeconds * (1 << Math.Min(conflict, 6)) * exchange.NextRandom();
        return exchange.WaitAsync(Messages.RetryActivity(request), happened, TimeSpan.FromSeconds(wait), exchange.Token);
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
