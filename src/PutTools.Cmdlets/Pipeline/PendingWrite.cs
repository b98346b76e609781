using System;
using System.Collections.Concurrent;
using System.Management.Automation;
using System.Threading.Tasks;

namespace PutTools.Cmdlets.Pipeline;

/// <summary>One write on its way: its outcome, and what it has to say until then.</summary>
internal sealed class PendingWrite(object? inputObject, WriteQueue queue) : IExchangeObserver
{
    private const int ActivityId = 0x5054;

    private readonly ConcurrentQueue<Action<Cmdlet>> _messages = new();

    public object? InputObject { get; } = inputObject;

    /// <summary>The outcome.</summary>
    public Task<ResourceResponse?> Outcome { get; private set; } = null!;

    public void Follow(Task<ResourceResponse?> outcome)
    {
        Outcome = outcome;
        if (outcome.IsCompleted)
            queue.Completed();
        else
            outcome.GetAwaiter().UnsafeOnCompleted(queue.Completed);
    }

    public void Verbose(string text) => Say(cmdlet => cmdlet.WriteVerbose(text));

    public void Warning(string text) => Say(cmdlet => cmdlet.WriteWarning(text));

    public void Progress(ExchangeProgress progress) => Say(cmdlet => cmdlet.WriteProgress(
        new ProgressRecord(ActivityId, progress.Activity, progress.Status)
        {
            PercentComplete = progress.PercentComplete,
            SecondsRemaining = progress.SecondsRemaining,
            RecordType = progress.IsCompleted ? ProgressRecordType.Completed : ProgressRecordType.Processing,
        }));

    /// <summary>On the pipeline thread: passes on what was said so far.</summary>
    public void PassOn(Cmdlet cmdlet)
    {
        while (_messages.TryDequeue(out var message))
            message(cmdlet);
    }

    private void Say(Action<Cmdlet> message)
    {
        _messages.Enqueue(message);
        queue.Said();
    }
}
