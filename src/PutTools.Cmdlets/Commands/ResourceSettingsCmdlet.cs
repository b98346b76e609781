using System;
using System.Collections;
using System.Management.Automation;
using PutTools.Cmdlets.Completion;
using PutTools.Cmdlets.Requests;
using PutTools.Transport;
using PutTools.Writes;

namespace PutTools.Cmdlets;

/// <summary>
/// The parameters that say how requests are sent. Each is a plain property, null or unbound where it is not given; each
/// theme overrides its own part of what is inherited.
/// </summary>
public abstract partial class ResourceSettingsCmdlet : ResourceCmdlet
{
    private protected const double LongestSeconds = 4_000_000;

    /// <summary>Headers to send, by name. A list sends all its values; $null leaves it out.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(HeadersCompleter))]
    public object? Headers { get; set; }

    /// <summary>True if header values may have characters outside printable ASCII, which go out as UTF-8.</summary>
    [Parameter]
    public SwitchParameter SkipHeaderValidation { get; set; }

    /// <summary>The media types to ask for in the response.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(MediaTypeCompleter))]
    public string? Accept { get; set; }

    /// <summary>The User-Agent header.</summary>
    [Parameter]
    public string? UserAgent { get; set; }

    /// <summary>Seconds to wait for the response's headers in one attempt; 0 is without limit.</summary>
    [Parameter]
    [Alias("ConnectionTimeoutSeconds")]
    [ValidateRange(0d, LongestSeconds)]
    public double? TimeoutSec { get; set; }

    /// <summary>The longest silence in seconds while a body moves in either direction; 0 is without limit.</summary>
    [Parameter]
    [ValidateRange(0d, LongestSeconds)]
    public double? OperationTimeoutSeconds { get; set; }

    /// <summary>Seconds for all that is done for one input object; 0 is without limit.</summary>
    [Parameter]
    [ValidateRange(0d, LongestSeconds)]
    public double? DeadlineSeconds { get; set; }

    /// <summary>
    /// What holds for this call: what it inherits, and over it what its parameters say. The themes touch different parts
    /// but for one: an Authorization header, which comes first, replaces the inherited authentication.
    /// </summary>
    private protected ResourceSettings Override(ResourceSettings inherited)
    {
        var settings = OverrideHeaders(inherited);
        settings = OverrideAuthentication(settings);
        settings = OverrideConnection(settings);
        settings = OverrideRedirects(settings);
        settings = OverrideCookies(settings);
        settings = OverrideRetry(settings);
        return OverrideTime(settings);
    }

    /// <summary>The value of a switch; null where it is not given.</summary>
    private protected bool? Bound(string parameter, SwitchParameter value) => IsBound(parameter) ? value : null;

    private ResourceSettings OverrideHeaders(ResourceSettings settings)
    {
        settings = settings with { SkipHeaderValidation = Bound(nameof(SkipHeaderValidation), SkipHeaderValidation) ?? settings.SkipHeaderValidation };
        if (new PerObject<IDictionary>(nameof(Headers), Headers, Argument.Dictionary).Constant is { } headers)
            settings = SettingsOverride.Headers(settings, headers);
        if (Accept is not null)
            settings = settings.WithHeaders(["Accept"], [new("Accept", Accept)]);
        return string.IsNullOrEmpty(UserAgent) ? settings : settings.WithHeaders(["User-Agent"], [new("User-Agent", UserAgent!)]);
    }

    private ResourceSettings OverrideTime(ResourceSettings settings) => settings with
    {
        Time = new TimeSettings
        {
            Attempt = ToTime(TimeoutSec) ?? settings.Time.Attempt,
            Operation = ToTime(OperationTimeoutSeconds) ?? settings.Time.Operation,
            Deadline = ToTime(DeadlineSeconds) ?? settings.Time.Deadline,
        },
    };

    private static TimeSpan? ToTime(double? seconds)
        => seconds is not { } limit ? null : limit == 0 ? TimeSpan.MaxValue : TimeSpan.FromSeconds(limit);
}
