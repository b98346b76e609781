using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using PutTools.Cmdlets.Binding;
using PutTools.Cmdlets.Completion;
using PutTools.Cmdlets.Conversion;
using PutTools.Cmdlets.Requests;
using PutTools.Writes;

namespace PutTools.Cmdlets;

/// <summary>
/// The parameters for sending requests. Each is a plain property, and null or unbound if it is not given. Each group of
/// parameters overrides its own part of the inherited settings.
/// </summary>
public abstract partial class ResourceSettingsCmdlet : ResourceCmdlet
{
    // A timer of .NET runs for at most 49 days.
    private protected const double LongestSeconds = 4_000_000;

    /// <summary>Headers to send, by name. A list sends all its values; $null removes the header.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(HeadersCompleter))]
    public object? Headers { get; set; }

    /// <summary>Allows characters outside printable ASCII in header values. They are sent as UTF-8.</summary>
    [Parameter]
    public SwitchParameter SkipHeaderValidation { get; set; }

    /// <summary>The media types to accept in the response.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(MediaTypeCompleter))]
    [TextValue(IsList = true)]
    public string[]? Accept { get; set; }

    /// <summary>The User-Agent header.</summary>
    [Parameter]
    [TextValue]
    public string? UserAgent { get; set; }

    /// <summary>Seconds to wait for the header section of the response in one attempt; 0 for no limit.</summary>
    [Parameter]
    [Alias("ConnectionTimeoutSeconds")]
    [ValidateRange(0d, int.MaxValue)]
    public double? TimeoutSec { get; set; }

    /// <summary>Seconds for the host name, the connection and TLS together; 0 for no limit but -TimeoutSec.</summary>
    [Parameter]
    [ValidateRange(0d, int.MaxValue)]
    public double? ConnectTimeoutSec { get; set; }

    /// <summary>The longest silence in seconds during the transfer of a body in either direction; 0 for no limit.</summary>
    [Parameter]
    [ValidateRange(0d, int.MaxValue)]
    public double? OperationTimeoutSeconds { get; set; }

    /// <summary>The total seconds for one input object; 0 for no limit.</summary>
    [Parameter]
    [ValidateRange(0d, int.MaxValue)]
    public double? DeadlineSeconds { get; set; }

    /// <summary>The argument of -Headers.</summary>
    private protected PerObject<IDictionary> HeaderArgument => field ??= new(nameof(Headers), Headers, Argument.Dictionary, mayBeNull: true);

    /// <summary>
    /// Returns the settings of this call: the inherited ones, overridden by its parameters. The groups change different
    /// parts, with one exception: an Authorization header, which is applied first, replaces the inherited
    /// authentication.
    /// </summary>
    private protected ResourceSettings Override(ResourceSettings inherited)
    {
        CheckScripts();
        var settings = OverrideHeaders(inherited);
        settings = OverrideAuthentication(settings);
        settings = OverrideConnection(settings);
        settings = OverrideRedirects(settings);
        settings = OverrideCookies(settings);
        settings = OverrideRetry(settings);
        return OverrideTime(settings);
    }

    /// <summary>Returns the value of a switch; null if it is not given.</summary>
    private protected bool? Bound(string parameter, SwitchParameter value) => IsBound(parameter) ? value : null;

    // PowerShell would refuse to run such a block, which for -SuccessCondition would be after the write.
    private void CheckScripts()
    {
        foreach (var argument in MyInvocation.BoundParameters)
        {
            if (PSValue.Base(argument.Value) is ScriptBlock script && !IsOneBlock(script.Ast))
                throw Invalid(CmdletMessages.OtherBlocks(argument.Key));
        }
    }

    private static bool IsOneBlock(Ast script)
    {
        // As in -Body $function:Get-Row.
        if (script is FunctionDefinitionAst function)
            script = function.Body;
        if (script is not ScriptBlockAst { EndBlock: not { Unnamed: true } })
            return true;
        var blocks = script.FindAll(node => node is NamedBlockAst && node.Parent == script, searchNestedScriptBlocks: false)
            .Select(static block => ((NamedBlockAst)block).BlockKind).Where(static kind => kind != TokenKind.Dynamicparam).ToList();
        return blocks is [TokenKind.Process or TokenKind.End];
    }

    private ResourceSettings OverrideHeaders(ResourceSettings settings)
    {
        settings = settings with { SkipHeaderValidation = Bound(nameof(SkipHeaderValidation), SkipHeaderValidation) ?? settings.SkipHeaderValidation };
        if (HeaderArgument.Constant is { } headers)
            settings = SettingsOverride.Headers(settings, headers);
        if (Accept is not null)
            settings = settings.WithHeaders(["Accept"], [new("Accept", string.Join(", ", Accept))]);
        return string.IsNullOrEmpty(UserAgent) ? settings : settings.WithHeaders(["User-Agent"], [new("User-Agent", UserAgent!)]);
    }

    private ResourceSettings OverrideTime(ResourceSettings settings) => settings with
    {
        Connection = settings.Connection with { ConnectTimeout = ToTime(ConnectTimeoutSec) ?? settings.Connection.ConnectTimeout },
        Time = settings.Time with
        {
            Attempt = ToTime(TimeoutSec) ?? settings.Time.Attempt,
            Operation = ToTime(OperationTimeoutSeconds) ?? settings.Time.Operation,
            Deadline = ToTime(DeadlineSeconds) ?? settings.Time.Deadline,
        },
    };

    // A timer counts milliseconds. A shorter limit must not become 0.
    private static TimeSpan? ToTime(double? seconds)
        => seconds is not { } limit ? null : limit is 0 or > LongestSeconds ? TimeSpan.MaxValue : TimeSpan.FromSeconds(Math.Max(limit, 0.001));
}
