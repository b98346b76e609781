using System.Management.Automation;
using System.Net.Http;
using System.Text.Json;
using PutTools.Cmdlets.Conversion;
using PutTools.Content;
using PutTools.Patching;
using PutTools.Semantics;
using PatchFormatName = PutTools.Patching.PatchFormat;

namespace PutTools.Cmdlets;

/// <summary>Changes a part of a resource (RFC 5789).</summary>
[Cmdlet(VerbsLifecycle.Invoke, "ResourcePatch", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(ResourceResponse))]
public sealed class InvokeResourcePatchCommand : InvokeResourceCommand
{
    // HttpMethod.Patch is not in .NET Framework.
    private static readonly HttpMethod Patch = new("PATCH");

    /// <summary>The format of the patch document.</summary>
    [Parameter]
    public PatchFormatName PatchFormat { get; set; }

    /// <summary>The resource's state before the change: only the difference from it to the body is sent.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Original { get; set; }

    private protected override HttpMethod Method => Patch;

    private protected override PatchFormatName? Format => PatchFormat;

    private protected override string DefaultContentType => PatchFormat.MediaType();

    private protected override PreparedContent Prepare(RequestContent content)
    {
        if (content.Representation is not { Length: > 0 } representation || JsonLimits.TryParse(representation) is not { } parsed)
            return new(content);
        using var document = parsed;
        if (Original is not null)
            return Difference(document.RootElement, content.ContentType);
        if (PatchFormat == PatchFormatName.JsonPatch && Update is null)
            JsonPatch.Validate(document.RootElement);
        return new(content);
    }

    private PreparedContent Difference(JsonElement desired, string? contentType)
    {
        using var original = StateText.Parse(Original!, JsonOptions);
        var patch = PatchFormat.Create(original.RootElement, desired);
        return patch.IsEmpty
            ? PreparedContent.NoChange
            : new(new BytesContent(patch.Json) { ContentType = contentType }, patch.Changes);
    }
}
