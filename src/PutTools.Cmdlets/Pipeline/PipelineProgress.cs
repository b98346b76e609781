using System.Collections;
using System.Diagnostics;
using System.Management.Automation;
using System.Management.Automation.Language;
using PutTools.Cmdlets.Conversion;
using PutTools.Cmdlets.Mistakes;

namespace PutTools.Cmdlets.Pipeline;

/// <summary>
/// The progress bar of a pipeline: the number of finished, failed and running writes, and their rate. It appears after a
/// second and changes at most four times a second. It has a percentage if the input is a list in a variable; a command
/// can't know how many objects will come from elsewhere.
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
    private long? _total;

    /// <summary>The number of running writes.</summary>
    public Func<int> UnderWay { get; init; } = static () => 0;

    /// <summary>Counts a finished write.</summary>
    public void Done(bool succeeded)
    {
        _done++;
        if (!succeeded)
            _failed++;
        // A single call shows no progress of a pipeline.
        if (_clock.Elapsed < _next || _done < 2)
            return;
        if (_next == FirstAfter)
            _total = CountInput();
        // The variable has another value now, or its list has grown.
        if (_done > _total)
            _total = null;
        _next = _clock.Elapsed + Interval;
        var rate = _done / _clock.Elapsed.TotalSeconds;
        var record = new ProgressRecord(ActivityId, cmdlet.MyInvocation.MyCommand.Name, CmdletMessages.PipelineStatus(_done, _total, _failed, UnderWay(), rate));
        if (_total is { } total)
        {
            record.PercentComplete = (int)(_done * 100 / total);
            record.SecondsRemaining = (int)Math.Min(int.MaxValue, Math.Ceiling((total - _done) / rate));
        }

        cmdlet.WriteProgress(record);
    }

    /// <summary>Removes the progress bar after the last write.</summary>
    public void Completed()
    {
        if (_next > FirstAfter)
            cmdlet.WriteProgress(new ProgressRecord(ActivityId, cmdlet.MyInvocation.MyCommand.Name, " ") { RecordType = ProgressRecordType.Completed });
    }

    // Known for $rows | Invoke-ResourcePut …; null if the pipeline begins with something else. A statement with several pipelines does not
    // show which of them this is.
    private long? CountInput()
    {
        if (!cmdlet.MyInvocation.ExpectingInput || CallerStatement.Text is not { } statement
            || CallerStatement.OwnCommands(statement, cmdlet.MyInvocation).Take(2).ToList() is not [var command]
            || command.Parent is not PipelineAst { PipelineElements: [CommandExpressionAst { Expression: VariableExpressionAst source }, var second, ..] } || second != command)
            return null;
        return PSValue.Base(cmdlet.GetVariableValue(source.VariablePath.UserPath)) is ICollection { Count: > 0 and var count } and not IDictionary ? count : null;
    }
}
