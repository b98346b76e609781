using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using PutTools.Cmdlets.Completion;
using PutTools.Cmdlets.Conversion;
using PutTools.Http;
using PutTools.Writes;

namespace PutTools.Cmdlets;

/// <summary>The parameters that say how requests are sent. Each writes straight into the settings it describes.</summary>
public abstract partial class ResourceSettingsCmdlet : ResourceCmdlet
{
    private protected const double LongestSeconds = 4_000_000;

    private readonly List<Func<ResourceSettings, ResourceSettings>> _stated = [];
    private ResourceSettings? _settings;

    /// <summary>Headers to send, by name. A list sends all its values; $null leaves it out.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(HeadersCompleter))]
    public IDictionary? Headers
    {
        get;
        set
        {
            field = value;
            var names = new HashSet<string>(
                value!.Keys.Cast<object>().Select(static name => InvariantText.Of(name) ?? string.Empty), StringComparer.OrdinalIgnoreCase);
            // An Authorization field of the call wins over the session's identity.
            if (names.Contains("Authorization"))
                ForgetIdentity();
            State(settings =>
            {
                List<KeyValuePair<string, string>> fields = [.. InputObject.Pairs(value)];
                return settings with
                {
                    Headers = [.. settings.Headers.Where(header => !names.Contains(header.Key)), .. fields],
                    // Those that are always sent are left out by an empty text.
                    Accept = Keeps("Accept") ? settings.Accept : string.Empty,
                    UserAgent = Keeps("User-Agent") ? settings.UserAgent : string.Empty,
                };

                bool Keeps(string name) => !names.Contains(name) || fields.Exists(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase));
            });
        }
    }

    /// <summary>Whether header values may have characters outside printable ASCII, which go out as UTF-8.</summary>
    [Parameter]
    public SwitchParameter SkipHeaderValidation { get; set; }

    /// <summary>The media types to ask for in the response.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(MediaTypeCompleter))]
    public string Accept
    {
        get => Settings.Accept;
        set => State(settings => Without(settings, "Accept") with { Accept = value });
    }

    /// <summary>The User-Agent header.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string UserAgent
    {
        get => Settings.UserAgent;
        set => State(settings => Without(settings, "User-Agent") with { UserAgent = value });
    }

    /// <summary>Seconds to wait for the response's headers in one attempt; 0 is without limit.</summary>
    [Parameter]
    [Alias("ConnectionTimeoutSeconds")]
    [ValidateRange(0d, LongestSeconds)]
    public double TimeoutSec
    {
        get => ToSeconds(Settings.Time.Attempt);
        set => State(settings => settings with { Time = settings.Time with { Attempt = ToTime(value) } });
    }

    /// <summary>The longest silence in seconds while a body moves in either direction; 0 is without limit.</summary>
    [Parameter]
    [ValidateRange(0d, LongestSeconds)]
    public double OperationTimeoutSeconds
    {
        get => ToSeconds(Settings.Time.Operation);
        set => State(settings => settings with { Time = settings.Time with { Operation = ToTime(value) } });
    }

    /// <summary>Seconds for all that is done for one input object; 0 is without limit.</summary>
    [Parameter]
    [ValidateRange(0d, LongestSeconds)]
    public double DeadlineSeconds
    {
        get => ToSeconds(Settings.Time.Deadline);
        set => State(settings => settings with { Time = settings.Time with { Deadline = ToTime(value) } });
    }

    /// <summary>What holds where the call states nothing: the session, else the defaults.</summary>
    private protected virtual ResourceSettings Inherited => ResourceSettings.Default;

    /// <summary>What holds for this call: what it inherits, then what it states.</summary>
    private protected ResourceSettings Settings => _settings ??= _stated.Aggregate(Inherited, static (settings, change) => change(settings));

    private protected void State(Func<ResourceSettings, ResourceSettings> change)
    {
        _stated.Add(change);
        _settings = null;
    }

    private void OverrideFirst(Func<ResourceSettings, ResourceSettings> change)
    {
        _stated.Insert(0, change);
        _settings = null;
    }

    /// <summary>Refuses header fields that can't be sent.</summary>
    private protected void CheckHeaders()
    {
        HeaderField.Check("Accept", Settings.Accept, SkipHeaderValidation);
        HeaderField.Check("User-Agent", Settings.UserAgent, SkipHeaderValidation);
        foreach (var field in Settings.Headers)
            HeaderField.Check(field.Key, field.Value, SkipHeaderValidation);
    }

    private static ResourceSettings Without(ResourceSettings settings, string header) => settings with
    {
        Headers = [.. settings.Headers.Where(field => !field.Key.Equals(header, StringComparison.OrdinalIgnoreCase))],
    };

    private static TimeSpan ToTime(double seconds) => seconds == 0 ? TimeSpan.MaxValue : TimeSpan.FromSeconds(seconds);

    private static double ToSeconds(TimeSpan time) => time == TimeSpan.MaxValue ? 0 : time.TotalSeconds;
}
