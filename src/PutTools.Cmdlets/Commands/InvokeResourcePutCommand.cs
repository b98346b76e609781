using System.Management.Automation;
using System.Net.Http;

namespace PutTools.Cmdlets;

/// <summary>Replaces a resource, or creates it where the server allows that (RFC 9110 §9.3.4).</summary>
[Cmdlet(VerbsLifecycle.Invoke, "ResourcePut", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(ResourceResponse))]
public sealed class InvokeResourcePutCommand : InvokeResourceCommand
{
    /// <summary>Whether -IfChanged ignores what the resource has and the body does not name.</summary>
    [Parameter]
    public SwitchParameter IgnoreExtraMembers { get; set; }

    private protected override HttpMethod Method => HttpMethod.Put;

    private protected override bool IgnoresExtraMembers => IgnoreExtraMembers;

    private protected override void CheckParameters()
    {
        base.CheckParameters();
        if (IgnoreExtraMembers && !IfChanged)
            throw Invalid(CmdletMessages.NeedsIfChanged(nameof(IgnoreExtraMembers)));
    }
}
