using System;

namespace PutTools.Transport;

/// <summary>
/// Tells an observer how far one body has come, in one direction: from the first second on, at most four times a
/// second, and once more when it has ended.
/// </summary>
internal sealed class TransferProgress : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly TimeProvider _clock;
    private readonly IExchangeObserver _observer;
    private readonly string _activity;
    private readonly long? _total;
    private readonly long _startedAt;
    private TimeSpan _next = Patience;
    private long _moved;
    private bool _wasShown;

    private TransferProgress(TimeProvider clock, IExchangeObserver observer, string activity, long? total)
    {
        _clock = clock;
        _observer = observer;
        _activity = activity;
        _total = total;
        _startedAt = clock.GetTimestamp();
    }

    /// <summary>Null where nobody observes.</summary>
    public static TransferProgress? Start(ResourceExchange exchange, string activity, long? total)
        => exchange.Observer is { } observer ? new(exchange.Clock, observer, activity, total) : null;

    public void Moved(int bytes)
    {
        _moved += bytes;
        var elapsed = _clock.GetElapsedTime(_startedAt);
        if (elapsed < _next)
            return;
        _next = elapsed + Pause;
        _wasShown = true;
        var rate = _moved / elapsed.TotalSeconds;
        _observer.Progress(_total is { } total and > 0
            ? new ExchangeProgress(
                _activity,
                Messages.TransferStatus(_moved, total, rate),
                (int)Math.Min(100, _moved * 100.0 / total),
                (int)Math.Min(int.MaxValue, Math.Ceiling(Math.Max(0, total - _moved) / rate)))
            : new ExchangeProgress(_activity, Messages.TransferStatus(_moved, null, rate)));
    }

    public void Dispose()
    {
        if (_wasShown)
            _observer.Progress(new ExchangeProgress(_activity, Messages.TransferStatus(_moved, _total, _moved / _clock.GetElapsedTime(_startedAt).TotalSeconds), 100, 0, IsCompleted: true));
        _wasShown = false;
    }
}
