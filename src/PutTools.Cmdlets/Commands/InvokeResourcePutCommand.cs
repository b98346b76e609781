using System.Management.Automation;
using PutTools.Cmdlets.Pipeline;
using PutTools.Cmdlets.Requests;
using PutTools.Writes;

namespace PutTools.Cmdlets;

/// <summary>Replaces a resource, or creates it if the server allows that (RFC 9110 §9.3.4).</summary>
[Cmdlet(VerbsLifecycle.Invoke, "ResourcePut", DefaultParameterSetName = BodySet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(ResourceResponse))]
public sealed class InvokeResourcePutCommand : ResourcePayloadCommand
{
    /// <summary>With -IfChanged, ignores members of the resource that the body does not name.</summary>
    [Parameter(ParameterSetName = BodySet)]
    [Parameter(ParameterSetName = FileSet)]
    public SwitchParameter IgnoreExtraMembers { get; set => field = NotExcluded(value); }

    /// <summary>
    /// Specifies that a repeat adds to the effect of the first request. The PUT is then retried like a PATCH.
    /// </summary>
    [Parameter]
    public SwitchParameter NotIdempotent { get; set; }

    private protected override HttpMethod Method => HttpMethod.Put;

    // -Update changes the current state and replaces nothing else.
    private protected override bool ReplacesWhole => Update is null;

    private protected override WriteOptions CreateWrite(ResourceRequest request)
        => base.CreateWrite(request) with { IgnoreExtraMembers = IgnoreExtraMembers };

    private protected override WriteOptions ForObject(WriteOptions write, object? item, PipelineItem pending)
        => base.ForObject(NotIdempotent ? write with { Request = write.Request with { IsAppending = true } } : write, item, pending);

    private protected override void CheckParameters(RequestFactory requests)
    {
        base.CheckParameters(requests);
        if (IgnoreExtraMembers && !IfChanged)
            throw Invalid(CmdletMessages.ExtraMembersNeedIfChanged);
    }
}
