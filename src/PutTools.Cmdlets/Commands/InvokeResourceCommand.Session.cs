using System.Management.Automation;
using PutTools.Writes;

namespace PutTools.Cmdlets;

// The session that a call is part of. What the call states wins over it.
public abstract partial class InvokeResourceCommand
{
    /// <summary>A session of New-ResourceSession.</summary>
    [Parameter]
    public ResourceSession? Session { get; set; }

    /// <summary>A session of Invoke-RestMethod or Invoke-WebRequest: its cookies, headers, credentials, proxy and user agent.</summary>
    [Parameter]
    public object? WebSession { get; set; }

    private ResourceSettings Inherited() => this switch
    {
        { Session: not null, WebSession: not null } => throw Invalid(CmdletMessages.TwoSessions),
        { Session: { } session } => session.SettingsOn(Thread),
        { WebSession: { } session } => Conversion.WebSession.Read(session),
        _ => ResourceSettings.Default,
    };
}
