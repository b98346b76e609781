using System;
using System.Threading.Tasks;
using PutTools.Content;
using PutTools.Http;
using PutTools.Patching;
using PutTools.Pipeline;

namespace PutTools.Writes;

/// <summary>A write that is made from, or compared with, what was read just before, and guarded by the validator of that.</summary>
internal sealed class GuardedWrite(RequestPipeline pipeline, ExchangeContext context, WriteOptions write)
{
    // A conflict means that others are at work: the wait is short, grows, and differs from theirs.
    private static readonly TimeSpan ShortestConflictWait = TimeSpan.FromMilliseconds(50);

    // HTTP dates have whole seconds; a little more passes the one in which the resource was changed.
    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1.1);

    // A weak tag that the server has refused although it was the current one: it compares strongly (RFC 9110 §13.1.1).
    private string? _refusedTag;

    /// <summary>Reads, writes, and starts over when others changed the resource in between.</summary>
    /// <returns>The response; null where the write was not approved.</returns>
    public async Task<HttpResponse?> RunAsync()
    {
        for (var conflict = 0; ; conflict++)
        {
            var read = await ReadSettledAsync().ConfigureAwait(false);
            var current = read.IsSuccess ? read : null;
            var guarded = Guard(current, isNew: conflict == 0);
            var content = write.Update is null
                ? await ComparableAsync(current).ConfigureAwait(false)
                : await write.Update(current, context.Token).ConfigureAwait(false);
            var difference = StateDifference.Between(current, content, write);
            if (difference.Content is null)
                return Unchanged(current);

            var request = guarded with { Content = difference.Content, Expected = difference.Desired };
            if (!await write.Approve(request, difference.Changes, context.Token).ConfigureAwait(false))
                return null;
            var response = await pipeline.SendAsync(request with { SkipHttpErrorCheck = true }, context).ConfigureAwait(false);
            // While the outcome is unknown there is no starting over: it could apply the change a second time.
            if (!IsConflict(response, request, current) || context.Outcome.IsUnknown)
                return response.IsSuccess || request.SkipHttpErrorCheck ? Written(response, current) : throw Failure(request, response);
            _refusedTag = current is not null && Validator.TagOf(current) is { } used && EntityTag.IsWeak(used) ? used : null;
            if (conflict >= write.MaximumConflictRetryCount)
                throw GaveUp(Failure(request, response));
            await WaitAsync(request, conflict).ConfigureAwait(false);
        }
    }

    // Many servers answer 409 where the version in the body, or the precondition, is not the current one.
    private static bool IsConflict(HttpResponse response, ResourceRequest request, HttpResponse? current) => response.StatusCode switch
    {
        412 => OutgoingRequest.Create(request).IsConditional,
        409 => OutgoingRequest.Create(request).IsConditional || (current is not null && Validator.IsInBody(current)),
        _ => false,
    };

    // RFC 9110 §8.8.2.2: what was changed in this very second may change again in it, and keep its date. So does a weak tag of Apache.
    private async Task<HttpResponse> ReadSettledAsync()
    {
        var read = await ReadAsync().ConfigureAwait(false);
        if (!read.IsSuccess || !Validator.IsOfThisSecond(read))
            return read;
        var happened = WriteMessages.JustChanged(write.Request);
        context.Observer?.Verbose(happened);
        await Pause.ForAsync(OneSecond, WriteMessages.RetryActivity(write.Request), happened, context, context.Token).ConfigureAwait(false);
        return await ReadAsync().ConfigureAwait(false);
    }

    private async Task<HttpResponse> ReadAsync()
    {
        var request = OutgoingRequest.Create(write.Request).ToRead();
        if (write.ReadAs is { } mediaType && request.Field("Accept") == "*/*")
            request = request.With("Accept", mediaType);
        var read = await pipeline.ReadAsync(request, write.Request, context).ConfigureAwait(false);
        var isMissing = read.StatusCode is 404 or 410;
        if (!read.IsSuccess && !(isMissing && !write.Request.IsPatch))
            throw context.Outcome.ToException(request, read);
        // What can't be understood is no base for a change.
        if (read.IsSuccess && write.Update is not null && ProblemOf(read) is { } problem)
            throw new RequestException(ErrorKind.ProtocolError, WriteMessages.UnreadableState(write.Request, problem)) { IsTransient = true };
        return read;
    }

    // A file is compared like content in memory: JSON is read for that, other bytes are not. Null: the resource has it already.
    private async Task<RequestContent?> ComparableAsync(HttpResponse? current)
    {
        if (current is null || write.Request.Content is not { Representation: null, CanReplay: true } content)
            return write.Request.Content;
        if (MediaType.IsJson(MediaType.Of(content.ContentType)))
            return await ContentReader.ReadAsync(write.Request, context).ConfigureAwait(false);
        return content.Length == current.Body.Length
            && await ContentDigest.OfAsync(content, context.Token).ConfigureAwait(false)
                == await ContentDigest.OfAsync(new BytesContent(current.Body), context.Token).ConfigureAwait(false) ? null : content;
    }

    private static string? ProblemOf(HttpResponse read)
    {
        if (read.BodyProblem is not null || !MediaType.IsJson(MediaType.Of(read.ContentType)))
            return read.BodyProblem;
        return JsonTree.TryParse(TextDecoder.ToUtf8(read.Body, read.ContentType)) is null ? WriteMessages.NoJson(read) : null;
    }

    private HttpResponse Unchanged(HttpResponse? current) => current is null
        ? HttpResponse.NotSent(write.Request.Method, write.Request.Uri)
        : current with { Method = write.Request.Method.Method, Outcome = ResourceOutcome.Unchanged };

    // Some servers answer every PUT with 201. The read knows better whether the resource was there.
    private static HttpResponse Written(HttpResponse response, HttpResponse? current)
        => current is not null && response.Outcome == ResourceOutcome.Created ? response with { Outcome = ResourceOutcome.Updated } : response;

    // The validators of RFC 9110 §13.1, the strongest first. A resource that does not exist yet may only be created.
    private ResourceRequest Guard(HttpResponse? current, bool isNew)
    {
        // A key stands for one representation; what is made from a fresh read is another.
        var request = isNew || !write.Request.HasFreshKey ? write.Request : write.Request.With("Idempotency-Key", Guid.NewGuid().ToString());
        if (current is null)
            return request.With("If-None-Match", "*");
        if (Validator.TagOf(current) is { } tag && tag != _refusedTag)
            return request.With("If-Match", tag);
        if (current.Headers.Single("Last-Modified") is { } date && !Validator.IsOfThisSecond(current))
            return request.With("If-Unmodified-Since", date);
        // The server compares the version that goes back with the body.
        if (!request.IsPatch && Validator.IsInBody(current))
            return request;
        // Desired state may be written unguarded, as a plain PUT is. A change that was built on what was read may not.
        if (write.Update is not null && !write.Force)
            throw new RequestException(ErrorKind.NoValidator, WriteMessages.NoValidator(request)) { Response = current };
        return request;
    }

    private Task WaitAsync(ResourceRequest request, int conflict)
    {
        var happened = WriteMessages.StartingOver(request, conflict + 1, write.MaximumConflictRetryCount);
        context.Observer?.Verbose(happened);
        var wait = ShortestConflictWait.TotalSeconds * (1 << Math.Min(conflict, 6)) * context.NextRandom();
        return Pause.ForAsync(TimeSpan.FromSeconds(wait), WriteMessages.RetryActivity(request), happened, context, context.Token);
    }

    private RequestException Failure(ResourceRequest request, HttpResponse response)
        => context.Outcome.ToException(OutgoingRequest.Create(request), response);

    private RequestException GaveUp(RequestException failure)
        => new(ErrorKind.ConflictRetriesExceeded, WriteMessages.ConflictRetriesExceeded(write.Request, write.MaximumConflictRetryCount), failure)
        {
            Response = failure.Response,
            IsTransient = true,
        };
}
