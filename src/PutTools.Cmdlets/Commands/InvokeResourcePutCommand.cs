using System.Management.Automation;
using System.Net.Http;

namespace PutTools.Cmdlets;

/// <summary>Replaces a resource, or creates it where the server allows that (RFC 9110 §9.3.4).</summary>
[Cmdlet(VerbsLifecycle.Invoke, "ResourcePut", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(ResourceResponse))]
public sealed class InvokeResourcePutCommand : InvokeResourceCommand
{
    private protected override HttpMethod Method => HttpMethod.Put;
}
