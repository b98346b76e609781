using PutTools.Content;
using PutTools.Http;
using PutTools.Pacing;
using PutTools.Patching;
using PutTools.Pipeline;
using PutTools.ServerMessages;

namespace PutTools.Writes;

/// <summary>
/// Runs the writes of one pipeline: sends them as they are or guarded by a fresh read, and follows long-running operations
/// if that is wanted. Thread-safe; requests with equal settings share connections in the whole process.
/// </summary>
internal sealed class WriteRunner
{
    private const int MostServerWarnings = 1000;

    private readonly TimeProvider _clock;
    private readonly Func<double> _random;
    private readonly RequestPipeline _pipeline;
    private readonly PauseWarning _pauseWarning = new();
    private readonly HashSet<string> _serverWarnings = new(StringComparer.Ordinal);

    /// <summary>Creates a runner.</summary>
    /// <param name="clock">The clock.</param>
    /// <param name="random">A random source, from 0 (inclusive) to 1 (exclusive); null for the system's.</param>
    /// <param name="limit">The maximum number of concurrent requests to one host; 0 for no limit and no pacing.</param>
    /// <param name="mayBlock">True if the sending threads only wait for the response.</param>
    public WriteRunner(TimeProvider clock, Func<double>? random = null, int limit = 0, bool mayBlock = false)
    {
        _clock = clock;
        _random = random ?? SharedRandom.NextDouble;
        _pipeline = new RequestPipeline(limit > 0 ? new HostPacers(clock, limit) : null, mayBlock);
    }

    /// <summary>Runs one write within its deadline.</summary>
    /// <param name="write">The write.</param>
    /// <param name="observer">Receives the events of the write; null if there is none.</param>
    /// <param name="cancellationToken">Cancels the write, and any wait.</param>
    /// <returns>The response; null if the write was not approved.</returns>
    /// <exception cref="RequestException">
    /// The write failed; the exception tells how, and if it may have been applied.
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<HttpResponse?> RunAsync(WriteOptions write, IExchangeObserver? observer, CancellationToken cancellationToken)
    {
        using var context = new ExchangeContext(_clock, _random, write.Request.Settings.Time.Deadline, observer, cancellationToken) { PauseWarning = _pauseWarning };
        try
        {
            var response = await RunAsync(write, context).ConfigureAwait(false);
            // The start of a body that was saved has been read by now.
            return response is { OutFile: not null } ? response with { Body = default } : response;
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
        catch (Exception failure)
        {
            // It stays as it is, but carries the fact that the write was not applied. After an unexpected exception that is known only if nothing was sent.
            if (context.Outcome is { State: WriteState.NotApplied } outcome && (outcome.Attempts == 0 || (failure is OperationCanceledException && context.Token.IsCancellationRequested))
                && failure.Data is { IsReadOnly: false } data)
                data[WriteOutcome.NotApplied] = true;
            throw;
        }
    }

    private ValueTask<HttpResponse?> RunAsync(WriteOptions write, ExchangeContext context) => write is { Update: null, Request.PatchFormat: { } format }
        ? RunPatchAsync(write, format, context)
        : RunAsync(write, static () => [], context);

    private async ValueTask<HttpResponse?> RunPatchAsync(WriteOptions write, PatchFormat format, ExchangeContext context)
    {
        var patch = await PatchBody.CreateAsync(write, format, context).ConfigureAwait(false);
        return patch.Content is null ? HttpResponse.NotSent(write.Request.Method, write.Request.Uri)
            : await RunAsync(write with { Request = write.Request with { Content = patch.Content } }, patch.Changes, context).ConfigureAwait(false);
    }

    private async ValueTask<HttpResponse?> RunAsync(WriteOptions write, Func<IReadOnlyList<object>> changes, ExchangeContext context)
    {
        var response = await Journaling.KnownAsync(write, context).ConfigureAwait(false);
        if (response?.Outcome == ResourceOutcome.Journaled)
            return response;
        // The server has accepted it already. A preview does not poll.
        if (response is not null)
        {
            return write.Journal!.IsReadOnly ? HttpResponse.NotSent(write.Request.Method, write.Request.Uri, ResourceOutcome.Accepted)
                : await new OperationFollower(_pipeline, context, write).FollowAsync(response).ConfigureAwait(false);
        }

        var guarded = write.ReadsFirst ? new GuardedWrite(_pipeline, context, write) : null;
        if (guarded is not null)
        {
            response = await guarded.RunAsync().ConfigureAwait(false);
        }
        else if (await write.Approve(write.Request, changes, context.Token).ConfigureAwait(false))
        {
            await Journaling.BeginAsync(write, write.Request, context).ConfigureAwait(false);
            response = await _pipeline.SendAsync(write.Request, context).ConfigureAwait(false);
        }

        if (response is null)
            return null;
        var sent = guarded is null ? write.Request.Content : guarded.NewState;
        // Its content may tell of a failure.
        var told = response with { SentBody = (sent?.Representation ?? default, sent?.ContentType) };
        var contradiction = write.HasSuccessCondition ? null : Contradiction.In(told, write.Request, sent, context.Observer);
        ShowWarnings(told, write.Request, sent, mayHaveErrors: contradiction is null && !write.HasSuccessCondition, context.Observer);
        if (contradiction is not null)
            context.Observer?.Warning(contradiction);
        if (contradiction is not null || (!response.IsSuccess && context.Outcome.IsUnknown))
            response = told with { Outcome = ResourceOutcome.Unknown };
        // What is under way in an unchanged resource was begun by somebody else.
        return write.WaitForCompletion && response.Outcome != ResourceOutcome.Unchanged
            ? await new OperationFollower(_pipeline, context, write).FollowAsync(response).ConfigureAwait(false)
            : response;
    }

    // Some servers send the same warning with each response.
    private void ShowWarnings(HttpResponse response, ResourceRequest request, RequestContent? sent, bool mayHaveErrors, IExchangeObserver? observer)
    {
        foreach (var text in response.IsSuccess ? ServerWarnings.Of(response, sent?.Representation, mayHaveErrors) : [])
        {
            bool isNew;
            lock (_serverWarnings)
                isNew = _serverWarnings.Count < MostServerWarnings && _serverWarnings.Add(text);
            if (isNew)
                observer?.Warning(WriteMessages.ServerWarning(request, SentSecrets.Mask(text, response)));
        }
    }
}
