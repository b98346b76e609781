using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Http;
using PutTools.Pipeline;

namespace PutTools.Retries;

/// <summary>Tries a request again where that can help and can't apply a write twice.</summary>
/// <remarks>
/// What never left is tried again, and so are the statuses that say that nothing was done. What may have been applied
/// is tried again only where a repeat does no harm: see <see cref="ResourceRequest.IsReplaySafe"/>.
/// </remarks>
internal sealed class RetryHandler(ResourceHandler next) : ResourceHandler
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    public override async Task<HttpResponse> SendAsync(
        ResourceRequest request, ExchangeContext exchange, CancellationToken cancellationToken)
    {
        for (var retry = 0; ; retry++)
        {
            var last = retry >= request.Settings.Retry.MaximumRetryCount;
            TimeSpan wait;
            string happened;
            try
            {
                var response = await next.SendAsync(request, exchange, cancellationToken).ConfigureAwait(false);
                if (response.IsSuccess || !IsWorthRetry(request, response.StatusCode))
                    return response;
                wait = Wait(request, exchange, retry, exchange.RetryAfter(response));
                happened = Messages.StatusFailure(request, response);
                if (last || PassesDeadline(wait, happened, exchange))
                    return response;
                // Known only now: an answer that leaves it open, and no final one after it.
                exchange.MayHaveBeenApplied |= !request.IsSafe && StatusCodes.LeavesOutcomeOpen(response.StatusCode);
            }
            catch (RequestException failure) when (!last && IsWorthRetry(request, failure))
            {
                wait = Wait(request, exchange, retry, retryAfter: null);
                happened = failure.Message;
                if (PassesDeadline(wait, happened, exchange))
                    throw;
            }

            exchange.Observer?.Verbose(Messages.Retry(happened, retry + 2, request.Settings.Retry.MaximumRetryCount + 1, wait));
            await exchange.WaitAsync(Messages.RetryActivity(request), happened, wait, cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool PassesDeadline(TimeSpan wait, string happened, ExchangeContext exchange)
    {
        if (wait <= exchange.Remaining)
            return false;
        exchange.Observer?.Verbose(Messages.NoTimeToRetry(happened, wait));
        return true;
    }

    private static bool IsWorthRetry(ResourceRequest request, int status) => CanReplay(request)
        && (request.Settings.Retry.StatusCodes is { } stated
            ? stated.Contains(status)
            : status is 408 or 425 or 429 or 503 || (status is 500 or 502 or 504 && request.IsReplaySafe));

    private static bool IsWorthRetry(ResourceRequest request, RequestException failure)
        => failure.Kind.IsOfTransport() && (!failure.WasSent || (request.IsReplaySafe && CanReplay(request)));

    private static bool CanReplay(ResourceRequest request) => request.Content?.CanReplay ?? true;

    // 1 s, 2 s, 4 s … at most 30 s, a fifth more or less, so that those who failed together don't come back together.
    private static TimeSpan Wait(ResourceRequest request, ExchangeContext exchange, int retry, TimeSpan? retryAfter)
    {
        if (retryAfter is { } told)
            return told;
        var doubled = request.Settings.Retry.Interval.TotalSeconds * Math.Pow(2, Math.Min(retry, 30));
        return TimeSpan.FromSeconds(Math.Min(doubled * (0.8 + (0.4 * exchange.NextRandom())), LongestWait.TotalSeconds));
    }
}
