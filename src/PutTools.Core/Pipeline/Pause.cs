using System;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Http;

namespace PutTools.Pipeline;

/// <summary>Pauses between requests.</summary>
internal static class Pause
{
    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);

    /// <summary>How long <paramref name="response"/> asks to wait, counted from now; null where it does not.</summary>
    public static TimeSpan? RetryAfter(HttpResponse response, ExchangeContext context)
        => Http.RetryAfter.Parse(response.Headers.Single("Retry-After"), context.Clock.GetUtcNow());

    /// <summary>Waits, and shows the seconds that are left where it takes more than one.</summary>
    public static async Task ForAsync(TimeSpan wait, string activity, string status, ExchangeContext context, CancellationToken cancellationToken)
    {
        var startedAt = context.Clock.GetTimestamp();
        var observer = wait > OneSecond ? context.Observer : null;
        var step = observer is null ? TimeSpan.FromDays(1) : OneSecond;
        try
        {
            for (TimeSpan left; (left = wait - context.Clock.GetElapsedTime(startedAt)) > TimeSpan.Zero;)
            {
                observer?.Progress(new ExchangeProgress(activity, status, SecondsRemaining: (int)Math.Ceiling(left.TotalSeconds)));
                await context.Clock.Delay(left < step ? left : step, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            observer?.Progress(new ExchangeProgress(activity, status, IsCompleted: true));
        }
    }
}
