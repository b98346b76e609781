using System;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Http;

namespace PutTools.Pipeline;

/// <summary>Pauses between requests.</summary>
internal static class Pause
{
    // Whoever waits longer than that should know why.
    private static readonly TimeSpan LongestQuietPause = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);

    /// <summary>How long <paramref name="response"/> asks to wait; null where it does not, or for a moment that has passed.</summary>
    public static TimeSpan? RetryAfter(HttpResponse response, ExchangeContext context)
        => Http.RetryAfter.Of(response, context.Clock.GetUtcNow()) is { } wait && wait > TimeSpan.Zero ? wait : null;

    /// <summary>Reports why there is a pause: a long one as a warning, once in a pipeline.</summary>
    public static void Report(string happened, TimeSpan wait, ExchangeContext context)
    {
        if (wait > LongestQuietPause && context.PauseWarning.Take())
            context.Observer?.Warning(happened);
        else
            context.Observer?.Verbose(happened);
    }

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

/// <summary>Whether a pipeline has warned of a long pause.</summary>
internal sealed class PauseWarning
{
    private int _taken;

    /// <summary>True for the first who asks.</summary>
    public bool Take() => Interlocked.Increment(ref _taken) == 1;
}
