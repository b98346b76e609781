using System;
using System.Management.Automation;
using PutTools.Cmdlets.Completion;
using PutTools.Http;
using PutTools.Retries;

namespace PutTools.Cmdlets;

// When a write is tried again.
public abstract partial class ResourceSettingsCmdlet
{
    /// <summary>How often a failed request is tried again; 0 is never.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int MaximumRetryCount
    {
        get => Settings.Retry.MaximumRetryCount;
        set => StateRetry(retry => retry with { MaximumRetryCount = value });
    }

    /// <summary>Seconds before the first repeat; the wait doubles each time, up to 30 seconds.</summary>
    [Parameter]
    [ValidateRange(0d, LongestSeconds)]
    public double RetryIntervalSec
    {
        get => Settings.Retry.Interval.TotalSeconds;
        set => StateRetry(retry => retry with { Interval = TimeSpan.FromSeconds(value) });
    }

    /// <summary>The status codes to try again, instead of the usual ones.</summary>
    [Parameter]
    [ValidateRange(300, 599)]
    [ArgumentCompleter(typeof(RetryStatusCompleter))]
    public int[] RetryStatusCode
    {
        get => Settings.Retry.StatusCodes as int[] ?? [];
        set => StateRetry(retry => retry with { StatusCodes = value });
    }

    private void StateRetry(Func<RetrySettings, RetrySettings> change)
        => State(settings => settings with { Retry = change(settings.Retry) });
}
