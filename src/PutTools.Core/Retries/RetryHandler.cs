using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Http;
using PutTools.Pipeline;

namespace PutTools.Retries;

/// <summary>Retries a request where that can help and can't apply a write twice.</summary>
/// <remarks>
/// What never left is retried, and so are the statuses that say that nothing was done. What may have been applied is
/// retried only where a repeat does no harm: see <see cref="HttpRequest.IsReplaySafe"/>.
/// </remarks>
internal sealed class RetryHandler(RetrySettings settings, RequestHandler next) : RequestHandler
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    public override async Task<HttpResponse> SendAsync(HttpRequest request, ExchangeContext context, CancellationToken cancellationToken)
    {
        for (var retry = 0; ; retry++)
        {
            var isLast = retry >= settings.MaximumRetryCount;
            TimeSpan wait;
            string happened;
            try
            {
                var response = await next.SendAsync(request, context, cancellationToken).ConfigureAwait(false);
                if (response.IsSuccess || !IsWorthRetry(request, response.StatusCode))
                    return response;
                wait = Wait(context, retry, Pause.RetryAfter(response, context));
                happened = PipelineMessages.StatusFailure(request, response);
                if (isLast || PassesDeadline(wait, happened, context))
                    return response;
                // The next attempt may meet a refusal that says nothing of this one.
                context.Outcome.Failed(request, response.StatusCode);
            }
            catch (RequestException failure) when (!isLast && IsWorthRetry(request, failure))
            {
                wait = Wait(context, retry, retryAfter: null);
                happened = failure.Message;
                if (PassesDeadline(wait, happened, context))
                    throw;
            }

            context.Observer?.Verbose(RetryMessages.Retry(happened, retry + 2, settings.MaximumRetryCount + 1, wait));
            await Pause.ForAsync(wait, PipelineMessages.RetryActivity(request), happened, context, cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool PassesDeadline(TimeSpan wait, string happened, ExchangeContext context)
    {
        if (wait <= context.Remaining)
            return false;
        context.Observer?.Verbose(RetryMessages.NoTimeToRetry(happened, wait));
        return true;
    }

    private bool IsWorthRetry(HttpRequest request, int status) => request.CanReplay
        && (settings.StatusCodes is { } specified
            ? specified.Contains(status)
            : status is 408 or 425 or 429 or 503 || (status is 500 or 502 or 504 && request.IsReplaySafe));

    private static bool IsWorthRetry(HttpRequest request, RequestException failure)
        => failure.Kind.IsOfTransport() && (!failure.WasSent || (request.IsReplaySafe && request.CanReplay));

    // 1 s, 2 s, 4 s … at most 30 s, a fifth more or less, so that those who failed together don't come back together.
    private TimeSpan Wait(ExchangeContext context, int retry, TimeSpan? retryAfter)
    {
        if (retryAfter is { } asked)
            return asked;
        var doubled = settings.Interval.TotalSeconds * Math.Pow(2, Math.Min(retry, 30));
        return TimeSpan.FromSeconds(Math.Min(doubled * (0.8 + (0.4 * context.NextRandom())), LongestWait.TotalSeconds));
    }
}
