using PutTools.Content;
using PutTools.Http;
using PutTools.Patching;
using PutTools.Pipeline;

namespace PutTools.Writes;

/// <summary>
/// A write that is made from, or compared with, a fresh read of the resource. The validator of that read guards the write.
/// </summary>
internal sealed class GuardedWrite(RequestPipeline pipeline, ExchangeContext context, WriteOptions write)
{
    // A conflict means that others write too. The wait is short, grows, and is random, so that it differs from theirs.
    private static readonly TimeSpan ShortestConflictWait = TimeSpan.FromMilliseconds(50);

    // Clocks of a server's parts differ a little.
    private static readonly TimeSpan LongestDateWait = TimeSpan.FromSeconds(5);

    private const int LongestRefusal = 10_000;

    // The tag of the last write, if the server refused that write.
    private string? _refusedTag;

    // True if the server refused a tag that is still current. MediaWiki refuses each.
    private bool _refusesTags;

    // True if the server refused a weak tag that is still current: If-Match compares strongly (RFC 9110 §13.1.1).
    private bool _refusesWeakTags;

    // True if the server refused a write because it has a precondition. GitHub does so with 400, and some stores of objects with 501.
    private bool _refusesConditions;

    /// <summary>The content of the last write, before a patch was made of it; null before that.</summary>
    public RequestContent? NewState { get; private set; }

    /// <summary>Reads and writes, and starts over if others change the resource in between.</summary>
    /// <returns>The response; null if the write was not approved.</returns>
    public async Task<HttpResponse?> RunAsync()
    {
        string? lastTag = null;
        for (var conflict = 0; ; conflict++)
        {
            var read = await ReadSettledAsync().ConfigureAwait(false);
            var current = read.IsSuccess ? read : null;
            NewState = await (write.Update is null ? ComparableAsync(current) : write.Update(current, context.Token)).ConfigureAwait(false);
            var difference = StateDifference.Between(current, NewState, write);
            if (difference.Content is null)
                return Unchanged(current);

            if (conflict == 0 && difference is { Current: { } before, Desired: { } after } && UnrolledList.Find(before, after) is { } path)
                context.Observer?.Warning(WriteMessages.UnrolledList(write.Request, path));
            var request = Guard(current, difference.Content, isNew: conflict == 0) with { Content = difference.Content, Expected = difference.Desired };
            if (!await write.Approve(request, difference.Changes, context.Token).ConfigureAwait(false))
                return null;
            await Journaling.BeginAsync(write, request, context).ConfigureAwait(false);
            var response = await pipeline.SendAsync(request with { SkipHttpErrorCheck = true }, context).ConfigureAwait(false);
            if (GivesUpCondition(response, request, current))
                continue;

            // While the outcome is unknown, starting over could apply the change a second time.
            if (!IsConflict(response, request, current) || context.Outcome.IsUnknown)
                return response.IsSuccess || request.SkipHttpErrorCheck ? await CheckedAsync(Written(response, current), difference).ConfigureAwait(false) : throw Failure(request, response);
            _refusedTag = response.StatusCode == 412 ? OutgoingRequest.Create(request).Field("If-Match") : null;
            var tag = current is null ? null : Validator.TagOf(current);
            if (conflict >= write.MaximumConflictRetryCount)
                throw GaveUp(Failure(request, response), isSame: tag is not null && tag == lastTag);
            lastTag = tag;
            await WaitAsync(request, conflict).ConfigureAwait(false);
        }
    }

    // Many servers answer 409 if the version in the body, or the precondition, is not current.
    private bool IsConflict(HttpResponse response, ResourceRequest request, HttpResponse? current) => response.StatusCode is 409 or 412
        && (OutgoingRequest.Create(request).IsConditional || (current is not null && HasVersion(current, request.Content)));

    // True if the write is to be sent again without its precondition, because the server accepts none.
    private bool GivesUpCondition(HttpResponse response, ResourceRequest request, HttpResponse? current)
    {
        if (_refusesConditions || context.Outcome.IsUnknown || !RefusesCondition(response, request))
            return false;
        if (!MayBeUnguarded(current, request.Content))
            throw new RequestException(ErrorKind.NoValidator, WriteMessages.RefusedCondition(request, response)) { Response = response };
        _refusesConditions = true;
        context.Observer?.Verbose(WriteMessages.WithoutCondition(request));
        return true;
    }

    // The refusal names the field, or says that there must be none.
    private static bool RefusesCondition(HttpResponse response, ResourceRequest request)
    {
        if (response.StatusCode is not (400 or 501))
            return false;
        var words = TextDecoder.Decode(response.Body[..Math.Min(response.Body.Length, LongestRefusal)], response.ContentType);
        return OutgoingRequest.Create(request).Headers.Select(static field => field.Key).Where(Precondition.Is).Any(name => Says(name) || Says("conditional request"));

        bool Says(string text) => words.Contains(text, StringComparison.OrdinalIgnoreCase);
    }

    private bool MayBeUnguarded(HttpResponse? current, RequestContent? content)
        => write.Update is null || write.Force || (current is not null && write.VersionProperty is not null && HasVersion(current, content));

    // A block that changes the property that is named as the version knows what the server compares.
    private bool HasVersion(HttpResponse current, RequestContent? content)
        => Validator.IsInBody(current, content?.Representation, write.VersionProperty, mayBeNext: write.Update is not null && write.VersionProperty is not null);

    // A resource that was just changed may change again and keep its date, so it is read again later. Others that write
    // all the time can make it new again and again. A state that needs no write needs no protection either. Waiting does not
    // help for the copy in a cache, which has an Age (RFC 9111 §5.1) and keeps its date, nor for a date far in the future.
    private async Task<HttpResponse> ReadSettledAsync()
    {
        HttpResponse? last = null;
        for (var attempt = 0; ; attempt++)
        {
            var read = await ReadAsync().ConfigureAwait(false);
            var wait = read.IsSuccess ? Validator.UntilReliable(read) : TimeSpan.Zero;
            var isHopeless = wait > LongestDateWait || (last is not null && (IsCopy(read, last) || IsClock(read, last)));
            if (wait <= TimeSpan.Zero || isHopeless || attempt > write.MaximumConflictRetryCount || await IsDesiredAsync(read).ConfigureAwait(false))
                return read;
            last = read;
            var happened = WriteMessages.JustChanged(write.Request);
            context.Observer?.Verbose(happened);
            // The random part keeps those who wait for the same second from writing at the same moment.
            wait += TimeSpan.FromSeconds(0.1 + (0.3 * context.NextRandom()));
            await Pause.ForAsync(wait, PipelineMessages.RetryActivity(write.Request.ToString()), happened, context, context.Token).ConfigureAwait(false);
        }
    }

    private static bool IsCopy(HttpResponse read, HttpResponse last)
        => read.Headers.Single("Age") is not null && read.Headers.Single("Date") == last.Headers.Single("Date");

    // Some servers send the time of the response as Last-Modified, so that it moves on although the state is the same.
    private static bool IsClock(HttpResponse read, HttpResponse last)
        => read.LastModified == HttpDate.Parse(read.Headers.Single("Date")) && read.Body.Span.SequenceEqual(last.Body.Span);

    private async Task<bool> IsDesiredAsync(HttpResponse read)
        => write.Update is null && StateDifference.Between(read, await ComparableAsync(read).ConfigureAwait(false), write).Content is null;

    private async Task<HttpResponse> ReadAsync()
    {
        var request = OutgoingRequest.Create(write.Request).ToRead();
        if (write.ReadAs is { } mediaType && request.Field("Accept") == "*/*")
            request = request.With("Accept", mediaType);
        var read = await pipeline.ReadAsync(request, write.Request, context).ConfigureAwait(false);
        var isMissing = read.StatusCode is 404 or 410;
        if (!read.IsSuccess && !(isMissing && !write.Request.IsPatch))
            throw context.Outcome.ToException(request, read);
        // A change can't be based on a state that can't be read.
        if (read.IsSuccess && write.Update is not null && ProblemOf(read) is { } problem)
            throw new RequestException(ErrorKind.ProtocolError, WriteMessages.UnreadableState(write.Request, problem)) { IsTransient = true };
        return read;
    }

    // Makes a file comparable with the resource. JSON is read into memory; other content is compared by its digest. Returns
    // null if the resource already has this content.
    private async Task<RequestContent?> ComparableAsync(HttpResponse? current)
    {
        if (current is not { IsWhole: true } || write.Request.Content is not { Representation: null, CanReplay: true } content)
            return write.Request.Content;
        if (MediaType.IsJson(MediaType.Of(content.ContentType)))
            return await ContentReader.ReadAsync(write.Request, context).ConfigureAwait(false);
        return content.Length == current.Body.Length
            && await ContentDigest.OfAsync(content, context.Token).ConfigureAwait(false)
                == await ContentDigest.OfAsync(new BytesContent(current.Body), context.Token).ConfigureAwait(false) ? null : content;
    }

    private static string? ProblemOf(HttpResponse read)
    {
        if (read.StatusCode == 206)
            return WriteMessages.PartOfState;
        if (read.BodyProblem is not null || !MediaType.IsJson(MediaType.Of(read.ContentType)))
            return read.BodyProblem;
        return JsonTree.TryParse(read.Body, read.ContentType) is null ? WriteMessages.NoJson(read) : null;
    }

    private HttpResponse Unchanged(HttpResponse? current) => current is null
        ? HttpResponse.NotSent(write.Request.Method, write.Request.Uri)
        : current with { Method = write.Request.Method.Method, Outcome = ResourceOutcome.Unchanged };

    // Some servers answer every PUT with 201. The read tells whether the resource existed.
    private static HttpResponse Written(HttpResponse response, HttpResponse? current)
        => current is not null && response.Outcome == ResourceOutcome.Created ? response with { Outcome = ResourceOutcome.Updated } : response;

    // A server that ignores members that it does not know answers a change to them with the state as it was, and so does one that returns the state
    // before a change that it has made. Another read tells them apart.
    private async Task<HttpResponse> CheckedAsync(HttpResponse response, StateDifference difference)
    {
        if (write.Update is null || write.WaitForCompletion || write.HasSuccessCondition || response.StatusCode is not (200 or 201) || difference.Current is not { } before || !IsState(response, before))
            return response;
        if (difference.Changes().All(static change => change is JsonChange { IsSecret: true }))
            return response;
        try
        {
            if (!IsState(await ReadAsync().ConfigureAwait(false), before))
                return response;
        }
        catch (Exception failure) when (failure is RequestException or OperationCanceledException)
        {
            return response;
        }

        context.Observer?.Warning(WriteMessages.IgnoredChange(write.Request, response));
        return response with { Outcome = ResourceOutcome.Unknown };
    }

    private static bool IsState(HttpResponse response, JsonTree state)
        => response is { IsSuccess: true, IsWhole: true } && JsonTree.TryParse(response.Body, response.ContentType) is { } body && state.Includes(body, mayHaveMore: false);

    // Uses the validators of RFC 9110 §13.1, the strongest first. A resource that does not exist yet may only be created.
    private ResourceRequest Guard(HttpResponse? current, RequestContent content, bool isNew)
    {
        // An idempotency key identifies one representation. A fresh read leads to another one.
        var request = isNew || !write.Request.HasFreshKey ? write.Request : write.Request.With("Idempotency-Key", Guid.NewGuid().ToString());
        if (_refusesConditions)
            return request;
        if (current is null)
            return request.With("If-None-Match", "*");
        var tag = Validator.TagOf(current);
        if (tag is not null && tag == _refusedTag)
            (_refusesTags, _refusesWeakTags) = (true, _refusesWeakTags || EntityTag.IsWeak(tag));
        // The property that is named as the version is the one that the server compares.
        if (_refusesTags && write.VersionProperty is not null && HasVersion(current, content))
            return request;
        // Lenovo XCC: the server compares the tag of the body, and the field has another one.
        if (_refusesTags && Validator.TagInBody(current) is { } inner && inner != tag)
            tag = inner;
        // A copy in a cache, which has an Age, may have an old tag.
        else if (_refusesTags && write.Force && current.Headers.Single("Age") is null)
            tag = null;
        if (tag is not null && !(_refusesWeakTags && EntityTag.IsWeak(tag)))
            return request.With("If-Match", tag);
        // A server ignores what is not a date.
        if (current.LastModified is not null && Validator.UntilReliable(current) == TimeSpan.Zero)
            return request.With("If-Unmodified-Since", current.Headers.Single("Last-Modified")!);
        // The body carries the version, and the server compares it.
        if (HasVersion(current, content))
            return request;
        // A desired state may be written unguarded, like a plain PUT. A change that is based on the read may not.
        if (write.Update is not null && !write.Force)
            throw new RequestException(ErrorKind.NoValidator, WriteMessages.NoValidator(request, current.LastModified is not null)) { Response = current };
        return request;
    }

    private Task WaitAsync(ResourceRequest request, int conflict)
    {
        var happened = WriteMessages.StartingOver(request, conflict + 1, write.MaximumConflictRetryCount);
        context.Observer?.Verbose(happened);
        var wait = ShortestConflictWait.TotalSeconds * (1 << Math.Min(conflict, 6)) * context.NextRandom();
        return Pause.ForAsync(TimeSpan.FromSeconds(wait), PipelineMessages.RetryActivity(request.ToString()), happened, context, context.Token);
    }

    private RequestException Failure(ResourceRequest request, HttpResponse response)
        => context.Outcome.ToException(OutgoingRequest.Create(request), response);

    private RequestException GaveUp(RequestException failure, bool isSame)
        => new(ErrorKind.ConflictRetriesExceeded, WriteMessages.ConflictRetriesExceeded(write.Request, write.MaximumConflictRetryCount, isSame), failure)
        {
            Response = failure.Response,
            IsTransient = true,
        };
}
