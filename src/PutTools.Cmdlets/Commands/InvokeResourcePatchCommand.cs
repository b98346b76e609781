using System.Management.Automation;
using System.Net.Http;

namespace PutTools.Cmdlets;

/// <summary>Changes a part of a resource (RFC 5789).</summary>
[Cmdlet(VerbsLifecycle.Invoke, "ResourcePatch", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(ResourceResponse))]
public sealed class InvokeResourcePatchCommand : InvokeResourceCommand
{
    // HttpMethod.Patch is not in .NET Framework.
    private static readonly HttpMethod Patch = new("PATCH");

    private protected override HttpMethod Method => Patch;
}
