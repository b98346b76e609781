using System.Management.Automation;
using PutTools.Cmdlets.Completion;
using PutTools.Writes;

namespace PutTools.Cmdlets;

// The parameters for retries.
public abstract partial class ResourceSettingsCmdlet
{
    /// <summary>The maximum number of retries of a failed request; 0 for none.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? MaximumRetryCount { get; set; }

    /// <summary>Seconds before the first retry. The pause doubles each time, up to 30 seconds.</summary>
    [Parameter]
    [ValidateRange(0d, LongestSeconds)]
    public double? RetryIntervalSec { get; set; }

    /// <summary>The longest pause in seconds that a server may request; a longer one ends the write.</summary>
    [Parameter]
    [ValidateRange(0d, LongestSeconds)]
    public double? MaximumRetryAfterSec { get; set; }

    /// <summary>Status codes to retry, in addition to the usual ones.</summary>
    [Parameter]
    [ValidateRange(300, 999)]
    [ArgumentCompleter(typeof(RetryStatusCompleter))]
    public int[]? RetryStatusCode { get; set; }

    private ResourceSettings OverrideRetry(ResourceSettings settings) => settings with
    {
        Retry = settings.Retry with
        {
            MaximumRetryCount = MaximumRetryCount ?? settings.Retry.MaximumRetryCount,
            Interval = RetryIntervalSec is { } seconds ? TimeSpan.FromSeconds(seconds) : settings.Retry.Interval,
            MaximumRetryAfter = MaximumRetryAfterSec is { } longest ? TimeSpan.FromSeconds(longest) : settings.Retry.MaximumRetryAfter,
            StatusCodes = RetryStatusCode ?? settings.Retry.StatusCodes,
        },
    };
}
