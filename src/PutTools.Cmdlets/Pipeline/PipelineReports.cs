using System.Collections.Concurrent;
using System.Management.Automation;
using PutTools.Text;

namespace PutTools.Cmdlets.Pipeline;

/// <summary>What the writes of one pipeline report while they run: which of it is shown, and what concerns all of them. Safe to use from any thread.</summary>
internal sealed class PipelineReports(PipelineThread thread)
{
    private readonly ConcurrentQueue<string> _delays = new();

    /// <summary>True to show the messages of <c>-Verbose</c>.</summary>
    public bool ShowsVerbose { get; init; }

    /// <summary>True to show those of <c>-Debug</c>.</summary>
    public bool ShowsDebug { get; init; }

    /// <summary>Signals that a write has something to forward.</summary>
    public void Added() => thread.Signal();

    /// <summary>Adds the reason why all writes wait, which is shown at once.</summary>
    public void Delay(string text)
    {
        _delays.Enqueue(DisplayText.OfLines(text));
        thread.Signal();
    }

    /// <summary>Forwards what concerns all writes. Called on the pipeline thread.</summary>
    public void Forward(Cmdlet cmdlet)
    {
        while (_delays.TryDequeue(out var delay))
            cmdlet.WriteWarning(delay);
    }
}
