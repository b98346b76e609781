using PutTools.Http;
using PutTools.Pipeline;

namespace PutTools.Retries;

/// <summary>Retries a request if that may help and can't apply a write twice.</summary>
/// <remarks>
/// Retried are requests that were never sent, and status codes that mean that nothing was applied. A request that may have
/// been applied is retried only if a repeat does no harm: see <see cref="HttpRequest.IsReplaySafe"/>.
/// </remarks>
internal sealed class RetryHandler(RetrySettings settings, RequestHandler next) : RequestHandler
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    public override async ValueTask<HttpResponse> SendAsync(HttpRequest request, ExchangeContext context, CancellationToken cancellationToken)
    {
        for (var retry = 0; ; retry++)
        {
            PlannedRetry? planned;
            try
            {
                var response = await next.SendAsync(request, context, cancellationToken).ConfigureAwait(false);
                planned = response.IsSuccess ? null : Plan(request, response, retry, context);
                if (planned is null)
                    return response;
            }
            catch (RequestException failure) when (retry < settings.MaximumRetryCount)
            {
                planned = Plan(request, failure, retry, context);
                if (planned is null)
                    throw;
            }

            var (kind, happened, wait) = planned;
            context.Outcome.Retried(request, kind);
            Pause.Report(RetryMessages.Retry(happened, retry + 2, settings.MaximumRetryCount + 1, wait), wait, context);
            await Pause.ForAsync(wait, PipelineMessages.RetryActivity(request.ToString()), happened, context, cancellationToken).ConfigureAwait(false);
        }
    }

    // Null if the response is final.
    private PlannedRetry? Plan(HttpRequest request, HttpResponse response, int retry, ExchangeContext context)
    {
        var happened = PipelineMessages.StatusFailure(request, response);
        var isLast = retry >= settings.MaximumRetryCount;
        if (!IsRetried(request, response, context))
        {
            if (!isLast && StatusCodes.IsTransient(response))
                ReportRisk(request, happened, context);
            return null;
        }

        var requested = Pause.RetryAfter(response, context);
        var wait = requested ?? Backoff(context, retry);
        if (isLast || IsTooLong(requested, happened, context) || PassesDeadline(wait, happened, context))
            return null;
        // Recorded before the retry: the next response may be a refusal, which tells nothing about this attempt.
        context.Outcome.Failed(request, response);
        return new((ErrorKind)response.StatusCode, happened, wait);
    }

    // Null if the failure is final.
    private PlannedRetry? Plan(HttpRequest request, RequestException failure, int retry, ExchangeContext context)
    {
        if (!IsRetried(request, failure, retry))
        {
            if (failure is { IsTransient: true, WasSent: true })
                ReportRisk(request, failure.Message, context);
            return null;
        }

        // On a new connection the request succeeds at once if the server only closed the old one.
        var wait = retry == 0 && failure.IsOfKeptConnection ? TimeSpan.Zero : Backoff(context, retry);
        return PassesDeadline(wait, failure.Message, context) ? null : new(failure.Kind, failure.Message, wait);
    }

    private bool IsTooLong(TimeSpan? requested, string happened, ExchangeContext context)
    {
        if (!(requested > settings.MaximumRetryAfter))
            return false;
        context.Observer?.Verbose(RetryMessages.RetryAfterTooLong(happened, requested.Value));
        return true;
    }

    private static bool PassesDeadline(TimeSpan wait, string happened, ExchangeContext context)
    {
        if (wait <= context.Remaining)
            return false;
        context.Observer?.Verbose(RetryMessages.NoTimeToRetry(happened, wait));
        return true;
    }

    private static void ReportRisk(HttpRequest request, string happened, ExchangeContext context)
    {
        if (!request.IsReplaySafe)
            context.Observer?.Verbose(RetryMessages.MayApplyTwice(happened));
    }

    private bool IsRetried(HttpRequest request, HttpResponse response, ExchangeContext context)
        => request.CanReplay && (settings.StatusCodes.Contains(response.StatusCode)
            || (!IsStale(request, response) && (StatusCodes.SaysNotNow(response) || (StatusCodes.IsTransient(response) && request.IsReplaySafe)))
            // The server is still processing an attempt with this key. Its later answer is for both.
            || (response.StatusCode == 409 && context.Outcome.IsUnknown && request.Field("Idempotency-Key") is not null));

    // Only a new read helps, whatever Retry-After says. A code tells that another write is still in progress.
    private static bool IsStale(HttpRequest request, HttpResponse response) => response.StatusCode == 409 && request.IsConditional && !RefusalCode.IsForNow(response);

    private static bool IsRetried(HttpRequest request, RequestException failure, int retry)
        => failure is { IsTransient: true } && failure.Kind.IsOfTransport()
            // A host that never answered and refuses the connection is more likely a mistake than a server that restarts.
            && !(failure.IsRefusedByUnknownHost && retry > 0)
            && (!failure.WasSent || (request.IsReplaySafe && request.CanReplay));

    // 1 s, 2 s, 4 s … at most 30 s, each randomly varied by a fifth, so that clients that failed together don't retry
    // together.
    private TimeSpan Backoff(ExchangeContext context, int retry)
    {
        var doubled = settings.Interval.TotalSeconds * Math.Pow(2, Math.Min(retry, 30));
        return TimeSpan.FromSeconds(Math.Min(doubled * (0.8 + (0.4 * context.NextRandom())), LongestWait.TotalSeconds));
    }

    private sealed record PlannedRetry(ErrorKind Kind, string Happened, TimeSpan Wait);
}
