using PutTools.Pipeline;

namespace PutTools.Transport;

/// <summary>
/// Reports the progress of one body in one direction: from the first second on, at most four times a second, and at its
/// end.
/// </summary>
internal sealed class TransferProgress(
    TimeProvider clock, IExchangeObserver observer, Func<HttpRequest, string> activity, HttpRequest request, long? total) : IDisposable
{
    // A body of this length or less is in one packet, so it has no progress to show.
    private const int AtOnce = 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly long _startedAt = clock.GetTimestamp();
    private TimeSpan _next = Patience;
    private long _moved;
    private bool _wasShown;

    /// <summary>Starts the progress of a body; null if there is no observer, or the body moves at once.</summary>
    /// <param name="context">The exchange that the body belongs to.</param>
    /// <param name="activity">
    /// Describes the activity. Called only if progress is shown, because most bodies are quick.
    /// </param>
    /// <param name="request">The request.</param>
    /// <param name="total">The length of the body; null if it is unknown.</param>
    public static TransferProgress? Start(ExchangeContext context, Func<HttpRequest, string> activity, HttpRequest request, long? total)
        => context.Observer is { } observer && total is not <= AtOnce ? new(context.Clock, observer, activity, request, total) : null;

    public void Moved(int bytes)
    {
        _moved += bytes;
        var elapsed = clock.GetElapsedTime(_startedAt);
        if (elapsed < _next)
            return;
        _next = elapsed + Pause;
        _wasShown = true;
        var rate = _moved / elapsed.TotalSeconds;
        observer.Progress(total is > 0 and var all
            ? new ExchangeProgress(
                activity(request),
                TransportMessages.TransferStatus(_moved, all, rate),
                (int)Math.Min(100, _moved * 100.0 / all),
                (int)Math.Min(int.MaxValue, Math.Ceiling(Math.Max(0, all - _moved) / rate)))
            : new ExchangeProgress(activity(request), TransportMessages.TransferStatus(_moved, null, rate)));
    }

    public void Dispose()
    {
        if (!_wasShown)
            return;
        _wasShown = false;
        var rate = _moved / clock.GetElapsedTime(_startedAt).TotalSeconds;
        observer.Progress(new ExchangeProgress(activity(request), TransportMessages.TransferStatus(_moved, total, rate), 100, 0, IsCompleted: true));
    }
}
