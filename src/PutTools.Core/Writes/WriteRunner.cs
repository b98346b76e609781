using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Http;
using PutTools.Pacing;
using PutTools.Pipeline;

namespace PutTools.Writes;

/// <summary>
/// Does the writes of one pipeline: at once, or guarded by what was read just before; and follows them to their end where
/// that is wanted. Safe to use from many threads; equal settings share their connections in the whole process.
/// </summary>
internal sealed class WriteRunner
{
    private readonly TimeProvider _clock;
    private readonly Func<double> _random;
    private readonly RequestPipeline _pipeline;
    private readonly PauseWarning _pauseWarning = new();

    /// <summary>Creates a runner.</summary>
    /// <param name="clock">The clock.</param>
    /// <param name="random">A random source, numbers from 0 up to 1; null is the system's.</param>
    /// <param name="limit">The most requests at once to one host; 0 is without limit, and no host is paced.</param>
    /// <param name="mayBlock">Whether the threads that send do nothing but wait for the response.</param>
    public WriteRunner(TimeProvider clock, Func<double>? random = null, int limit = 0, bool mayBlock = false)
    {
        _clock = clock;
        _random = random ?? SharedRandom.NextDouble;
        _pipeline = new RequestPipeline(limit > 0 ? new HostPacers(clock, limit) : null, mayBlock);
    }

    /// <summary>Does one write, within its deadline.</summary>
    /// <param name="write">The write.</param>
    /// <param name="observer">Gets what happens on the way; null is nobody.</param>
    /// <param name="cancellationToken">Ends it, any wait included.</param>
    /// <returns>The response; null where the write was not approved.</returns>
    /// <exception cref="RequestException">It failed; the exception says how, and whether it may have been applied.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<HttpResponse?> RunAsync(WriteOptions write, IExchangeObserver? observer, CancellationToken cancellationToken)
    {
        using var context = new ExchangeContext(_clock, _random, write.Request.Settings.Time.Deadline, observer, cancellationToken) { PauseWarning = _pauseWarning };
        try
        {
            return await RunAsync(write, context).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.IsPastDeadline)
        {
            throw context.Outcome.Complete(context.DeadlineFailure(write.Request.ToString()), context.Elapsed);
        }
        catch (RequestException failure)
        {
            var completed = context.Outcome.Complete(failure, context.Elapsed);
            if (ReferenceEquals(completed, failure))
                throw;
            throw completed;
        }
    }

    private async Task<HttpResponse?> RunAsync(WriteOptions write, ExchangeContext context)
    {
        Func<IReadOnlyList<object>> changes = static () => [];
        if (write is { Update: null, Request.PatchFormat: { } format })
        {
            var patch = await PatchBody.CreateAsync(write, format, context).ConfigureAwait(false);
            if (patch.Content is null)
                return HttpResponse.NotSent(write.Request.Method, write.Request.Uri);
            write = write with { Request = write.Request with { Content = patch.Content } };
            changes = patch.Changes;
        }

        var response = write.ReadsFirst ? await new GuardedWrite(_pipeline, context, write).RunAsync().ConfigureAwait(false)
            : await write.Approve(write.Request, changes, context.Token).ConfigureAwait(false) ? await _pipeline.SendAsync(write.Request, context).ConfigureAwait(false)
            : null;
        if (response is null)
            return null;
        if (IsPage(response, write.Request))
            context.Observer?.Warning(WriteMessages.RedirectedToPage(write.Request, response));
        if (!response.IsSuccess && context.Outcome.IsUnknown)
            response = response with { Outcome = ResourceOutcome.Unknown };
        return write.WaitForCompletion
            ? await new OperationFollower(_pipeline, context, write).FollowAsync(response).ConfigureAwait(false)
            : response;
    }

    // A proxy or an expired session redirects to a login page, which answers 200 to whatever it gets.
    private static bool IsPage(HttpResponse response, ResourceRequest request)
        => response.IsSuccess && response.History.Any(static hop => hop.StatusCode is 301 or 302)
            && MediaType.Of(response.ContentType) == "text/html" && MediaType.Of(request.Content?.ContentType) != "text/html";
}
