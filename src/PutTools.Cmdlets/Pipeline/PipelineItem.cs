using System.Collections.Concurrent;
using System.Management.Automation;
using PutTools.Http;
using PutTools.Pipeline;
using PutTools.Text;
using PutTools.Writes;

namespace PutTools.Cmdlets.Pipeline;

/// <summary>One write of a pipeline: its outcome, and its messages so far.</summary>
internal sealed class PipelineItem(object? inputObject, long number, PipelineReports reports) : IExchangeObserver
{
    private const int ActivityId = 0x5054;

    // Null until there is a message, because most writes have none.
    private ConcurrentQueue<Action<Cmdlet>>? _messages;
    private ExchangeProgress? _progress;
    private ExchangeProgress? _shown;
    private Task<ResourceResponse?>? _outcome;

    public object? InputObject { get; } = inputObject;

    /// <summary>The number of the write in its pipeline, from 1.</summary>
    public long Number { get; } = number;

    /// <summary>What to send, until the write starts; null if it is refused.</summary>
    public WriteOptions? Write { get; set; }

    /// <summary>The outcome; null before the write starts.</summary>
    public Task<ResourceResponse?>? Outcome => Volatile.Read(ref _outcome);

    public bool IsDone => Outcome is { IsCompleted: true };

    /// <summary>True if the write was cancelled before anything that was sent of it could be applied.</summary>
    public bool IsCancelledUnapplied { get; set; }

    /// <summary>True if the write has ended, and is known not to be applied.</summary>
    public bool HasFailed => IsCancelledUnapplied || Outcome?.Exception?.InnerException is RequestException { OutcomeUnknown: false };

    /// <summary>Ends the write before it starts.</summary>
    public void Refuse(RequestException failure) => _outcome = Task.FromException<ResourceResponse?>(failure);

    /// <summary>Records that the write is being sent.</summary>
    public void Started(Task<ResourceResponse?> outcome)
    {
        // A finished write may wait for earlier ones, and must not keep its payload until then.
        Write = null;
        Volatile.Write(ref _outcome, outcome);
    }

    public bool WantsTraffic => reports.ShowsDebug;

    // With -Debug, PowerShell prompts for each verbose message, even without -Verbose.
    public void Verbose(string text)
    {
        if (reports.ShowsVerbose)
            Enqueue(text, static (cmdlet, shown) => cmdlet.WriteVerbose(shown));
    }

    public void Traffic(string text) => Enqueue(text, static (cmdlet, shown) => cmdlet.WriteDebug(shown));

    public void Warning(string text) => Enqueue(text, static (cmdlet, shown) => cmdlet.WriteWarning(shown));

    public void Delay(string text) => reports.Delay(text);

    public void Progress(ExchangeProgress progress)
    {
        Volatile.Write(ref _progress, progress);
        reports.Added();
    }

    /// <summary>Forwards the messages so far. Called on the pipeline thread.</summary>
    public void Forward(Cmdlet cmdlet)
    {
        var isDone = IsDone;
        if (Volatile.Read(ref _messages) is { } messages)
        {
            while (messages.TryDequeue(out var message))
                message(cmdlet);
        }

        // Only the latest progress matters; a Completed record always removes the bar.
        var progress = Interlocked.Exchange(ref _progress, null) ?? (isDone ? _shown : null);
        var isOver = isDone || progress is { IsCompleted: true };
        if (progress is null || (isOver && _shown is null))
            return;
        _shown = isOver ? null : progress;
        // PowerShell refuses an empty text, and a server's word for a state may have no visible character.
        cmdlet.WriteProgress(new ProgressRecord(ActivityId, DisplayText.Of(progress.Activity), DisplayText.Of(progress.Status) is { Length: > 0 } status ? status : " ")
        {
            PercentComplete = progress.PercentComplete,
            SecondsRemaining = progress.SecondsRemaining,
            RecordType = isOver ? ProgressRecordType.Completed : ProgressRecordType.Processing,
        });
    }

    // A message may contain text of a server, so control characters are removed before it reaches a terminal or a log.
    private void Enqueue(string text, Action<Cmdlet, string> write)
    {
        var shown = DisplayText.OfLines(text);
        LazyInitializer.EnsureInitialized(ref _messages, static () => new())!.Enqueue(cmdlet => write(cmdlet, shown));
        reports.Added();
    }
}
