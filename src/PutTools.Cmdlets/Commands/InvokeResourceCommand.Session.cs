using System.Management.Automation;
using PutTools.Cmdlets.Conversion;
using PutTools.Cmdlets.Pipeline;
using PutTools.Writes;

namespace PutTools.Cmdlets;

// The session that a call is part of. What the call states wins over it.
public abstract partial class InvokeResourceCommand
{
    private ResourceSettings? _inherited;

    /// <summary>A session of New-ResourceSession.</summary>
    [Parameter]
    [ValidateNotNull]
    public ResourceSession? Session { get; set; }

    /// <summary>A session of Invoke-RestMethod or Invoke-WebRequest: its cookies, headers, credentials, proxy and user agent.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? WebSession { get; set; }

    private protected override ResourceSettings Inherited => _inherited ??= this switch
    {
        { Session: not null, WebSession: not null } => throw Invalid(CmdletMessages.TwoSessions),
        { Session: { } session } => session.SettingsOn(Thread),
        { WebSession: { } session } => Conversion.WebSession.Read(session),
        _ => base.Inherited,
    };

    private protected override PipelineThread Thread => _thread;
}
