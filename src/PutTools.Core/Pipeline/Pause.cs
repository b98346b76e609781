using PutTools.Http;

namespace PutTools.Pipeline;

/// <summary>Pauses between requests.</summary>
internal static class Pause
{
    // The user should know the reason for a longer pause.
    private static readonly TimeSpan LongestQuietPause = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The pause that <paramref name="response"/> requests; null if it requests none, or a time that has passed.
    /// </summary>
    public static TimeSpan? RetryAfter(HttpResponse response, ExchangeContext context)
        => Http.RetryAfter.Of(response, context.Clock.GetUtcNow()) is { } wait && wait > TimeSpan.Zero ? wait : null;

    /// <summary>
    /// Reports the reason for a pause. The first long one in a pipeline is a warning; any other is verbose.
    /// </summary>
    public static void Report(string happened, TimeSpan wait, ExchangeContext context)
    {
        if (wait > LongestQuietPause && context.PauseWarning.Take())
            context.Observer?.Delay(happened);
        else
            context.Observer?.Verbose(happened);
    }

    /// <summary>Waits. If the wait is longer than a second, it shows the remaining seconds.</summary>
    public static async Task ForAsync(TimeSpan wait, string activity, string status, ExchangeContext context, CancellationToken cancellationToken)
    {
        var startedAt = context.Clock.GetTimestamp();
        var observer = wait > OneSecond ? context.Observer : null;
        var step = observer is null ? TimeSpan.FromDays(1) : OneSecond;
        var shown = 0;
        try
        {
            for (TimeSpan left; (left = wait - context.Clock.GetElapsedTime(startedAt)) > TimeSpan.Zero;)
            {
                var seconds = (int)Math.Ceiling(left.TotalSeconds);
                if (seconds != shown)
                    observer?.Progress(new ExchangeProgress(activity, status, SecondsRemaining: shown = seconds));
                // A timer may end some milliseconds early, and ends at once for less than one.
                var rest = TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds));
                await context.Clock.Delay(rest < step ? rest : step, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            observer?.Progress(new ExchangeProgress(activity, status, IsCompleted: true));
        }
    }
}

/// <summary>Limits a pipeline to one warning about a long pause.</summary>
internal sealed class PauseWarning
{
    private int _taken;

    /// <summary>True for the first caller only.</summary>
    public bool Take() => Interlocked.Increment(ref _taken) == 1;
}
