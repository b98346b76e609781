using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using PutTools.Content;
using PutTools.Http;
using PutTools.Patching;
using PutTools.Pipeline;

namespace PutTools.Writes;

/// <summary>Does a write: at once, or guarded by what was read just before; and follows it to its end where that is wanted.</summary>
internal sealed class WriteRunner(ExchangeContext exchange, WriteOptions options)
{
    // A conflict means that others are at work: the wait is short, grows, and differs from theirs.
    private static readonly TimeSpan ShortestConflictWait = TimeSpan.FromMilliseconds(50);

    // For a PATCH, its content becomes the patch that is made from what the user gave.
    private WriteOptions _write = options;

    /// <summary>Does it.</summary>
    /// <returns>The response; null where it was not approved.</returns>
    public async Task<HttpResponse?> RunAsync()
    {
        Func<IReadOnlyList<object>> changes = static () => [];
        if (_write is { Update: null, Request.PatchFormat: { } format })
        {
            var patch = await PatchBody.CreateAsync(_write, format, exchange).ConfigureAwait(false);
            if (patch.Content is null)
                return HttpResponse.NotSent(_write.Request.Method, _write.Request.Uri);
            _write = _write with { Request = _write.Request with { Content = patch.Content } };
            changes = patch.Changes;
        }

        var response = _write.IfChanged || _write.Update is not null ? await ReadAndWriteAsync().ConfigureAwait(false)
            : await _write.Approve(_write.Request, changes, exchange.Token).ConfigureAwait(false) ? await exchange.SendAsync(_write.Request).ConfigureAwait(false)
            : null;
        return response is not null && _write.WaitForCompletion
            ? await new OperationFollower(exchange, _write).FollowAsync(response).ConfigureAwait(false)
            : response;
    }

    private async Task<HttpResponse?> ReadAndWriteAsync()
    {
        for (var conflict = 0; ; conflict++)
        {
            var read = await ReadAsync().ConfigureAwait(false);
            var current = read.IsSuccess ? read : null;
            var guarded = Guard(current, isNew: conflict == 0);
            var content = _write.Update is null
                ? await ComparableAsync(current).ConfigureAwait(false)
                : await _write.Update(current, exchange.Token).ConfigureAwait(false);
            var difference = StateDifference.Between(current, content, _write);
            if (difference.Content is null)
                return Unchanged(current);

            var request = guarded with { Content = difference.Content, Expected = difference.Desired };
            if (!await _write.Approve(request, difference.Changes, exchange.Token).ConfigureAwait(false))
                return null;
            var response = await exchange.SendAsync(request with { SkipHttpErrorCheck = true }).ConfigureAwait(false);
            // With a doubt there is no starting over: it could apply the change a second time.
            if (response.StatusCode != 412 || !request.IsConditional || exchange.MayHaveBeenApplied)
                return response.IsSuccess || request.SkipHttpErrorCheck ? Written(response, current) : throw exchange.StatusFailure(request, response);
            if (conflict >= _write.MaximumConflictRetryCount)
                throw GaveUp(exchange.StatusFailure(request, response));
            await WaitAsync(request, conflict).ConfigureAwait(false);
        }
    }

    private async Task<HttpResponse> ReadAsync()
    {
        var request = _write.Request.ToRead();
        if (_write.ReadAs is { } mediaType && request.Field("Accept") == "*/*")
            request = Stated(request, "Accept", mediaType);
        var read = await exchange.SendAsync(request).ConfigureAwait(false);
        var isMissing = read.StatusCode is 404 or 410;
        if (!read.IsSuccess && !(isMissing && !_write.Request.IsPatch))
            throw exchange.StatusFailure(request, read);
        // What can't be understood is no base to build on.
        if (read.IsSuccess && _write.Update is not null && ProblemOf(read) is { } problem)
            throw new RequestException(ErrorKind.ProtocolError, Messages.UnreadableState(_write.Request, problem)) { IsTransient = true };
        return read;
    }

    // A file is compared like what is in memory: JSON is read for that, other bytes are not. Null: it is what is there.
    private async Task<RequestContent?> ComparableAsync(HttpResponse? current)
    {
        if (current is null || _write.Request.Content is not { Representation: null, CanReplay: true } content)
            return _write.Request.Content;
        if (MediaType.IsJson(MediaType.Of(content.ContentType)))
            return await ContentReader.ReadAsync(_write.Request, exchange).ConfigureAwait(false);
        return content.Length == current.Body.Length
            && await ContentDigest.OfAsync(content, exchange.Token).ConfigureAwait(false)
                == await ContentDigest.OfAsync(new BytesContent(current.Body), exchange.Token).ConfigureAwait(false) ? null : content;
    }

    private static string? ProblemOf(HttpResponse read)
    {
        if (read.BodyProblem is not null || !MediaType.IsJson(MediaType.Of(read.ContentType)))
            return read.BodyProblem;
        return JsonTree.TryParse(TextDecoder.ToUtf8(read.Body, read.ContentType)) is null ? Messages.NoJson(read) : null;
    }

    private HttpResponse Unchanged(HttpResponse? current) => current is null
        ? HttpResponse.NotSent(_write.Request.Method, _write.Request.Uri)
        : current with { Method = _write.Request.Method.Method, Outcome = ResourceOutcome.Unchanged };

    // Some servers answer every PUT with 201. The read knows better whether the resource was there.
    private static HttpResponse Written(HttpResponse response, HttpResponse? current)
        => current is not null && response.Outcome == ResourceOutcome.Created ? response with { Outcome = ResourceOutcome.Updated } : response;

    // The validators of RFC 9110 §13.1, the strongest first. What is not there yet is only created.
    private ResourceRequest Guard(HttpResponse? current, bool isNew)
    {
        // A key stands for one representation; what is made from a fresh read is another.
        var request = isNew || !_write.Request.HasFreshKey ? _write.Request : Stated(_write.Request, "Idempotency-Key", Guid.NewGuid().ToString());
        if (current is null)
            return With("If-None-Match", "*");
        if (current.ETag is { } tag && !EntityTag.IsWeak(tag))
            return With("If-Match", tag);
        if (current.Headers.Single("Last-Modified") is { } date)
            return With("If-Unmodified-Since", date);
        // Desired state may be written unguarded, as a plain PUT is. A change that was built on what was read may not.
        if (_write.Update is not null && !_write.Force)
            throw new RequestException(ErrorKind.NoValidator, Messages.NoValidator(request)) { Response = current };
        return request;

        ResourceRequest With(string name, string value) => Stated(request, name, value);
    }

    private static ResourceRequest Stated(ResourceRequest request, string name, string value) => request with
    {
        Headers = [.. request.Headers.Where(field => !field.Key.Equals(name, StringComparison.OrdinalIgnoreCase)), new(name, value)],
    };

    private Task WaitAsync(ResourceRequest request, int conflict)
    {
        var happened = Messages.StartingOver(request, conflict + 1, _write.MaximumConflictRetryCount);
        exchange.Observer?.Verbose(happened);
        var wait = ShortestConflictWait.TotalSeconds * (1 << Math.Min(conflict, 6)) * exchange.NextRandom();
        return exchange.WaitAsync(Messages.RetryActivity(request), happened, TimeSpan.FromSeconds(wait), exchange.Token);
    }

    private RequestException GaveUp(RequestException failure)
        => new(ErrorKind.ConflictRetriesExceeded, Messages.ConflictRetriesExceeded(_write.Request, _write.MaximumConflictRetryCount), failure)
        {
            Response = failure.Response,
            Problem = failure.Problem,
            Attempts = failure.Attempts,
            IsTransient = true,
        };
}
