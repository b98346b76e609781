using System;
using System.Diagnostics;
using System.Management.Automation;

namespace PutTools.Cmdlets.Pipeline;

/// <summary>
/// The progress bar of a pipeline: the number of finished and failed writes, and their rate. It appears after a second and
/// changes at most four times a second. It has no percentage, because a command can't know how many objects will come.
/// </summary>
internal sealed class PipelineProgress(PSCmdlet cmdlet)
{
    private const int ActivityId = 0x5055;

    private static readonly TimeSpan FirstAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _next = FirstAfter;
    private long _done;
    private long _failed;

    /// <summary>Counts a finished write.</summary>
    public void Done(bool succeeded)
    {
        _done++;
        if (!succeeded)
            _failed++;
        // A single call shows no progress of a pipeline.
        if (_clock.Elapsed < _next || _done < 2)
            return;
        _next = _clock.Elapsed + Interval;
        cmdlet.WriteProgress(new ProgressRecord(ActivityId, cmdlet.MyInvocation.MyCommand.Name, CmdletMessages.PipelineStatus(_done, _failed, _done / _clock.Elapsed.TotalSeconds)));
    }

    /// <summary>Removes the progress bar after the last write.</summary>
    public void Completed()
    {
        if (_next > FirstAfter)
            cmdlet.WriteProgress(new ProgressRecord(ActivityId, cmdlet.MyInvocation.MyCommand.Name, " ") { RecordType = ProgressRecordType.Completed });
    }
}
