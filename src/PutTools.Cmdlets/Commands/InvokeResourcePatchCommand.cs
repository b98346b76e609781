using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using PutTools.Cmdlets.Conversion;
using PutTools.Content;
using PutTools.Http;
using PutTools.Json;
using PutTools.Patching;
using PatchFormatName = PutTools.Patching.PatchFormat;

namespace PutTools.Cmdlets;

/// <summary>Changes a part of a resource (RFC 5789).</summary>
[Cmdlet(VerbsLifecycle.Invoke, "ResourcePatch", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(ResourceResponse))]
public sealed class InvokeResourcePatchCommand : InvokeResourceCommand
{
    // HttpMethod.Patch is not in .NET Framework.
    private static readonly HttpMethod Patch = new("PATCH");

    // A pipeline takes arrays apart, and a list of one is none in PowerShell. What comes as single operations is one
    // patch all the same: its operations hold together or not at all (RFC 5789 §2).
    private readonly List<object> _operations = [];
    private PatchFormatName? _format;

    /// <summary>The format of the patch document. Default: the one whose media type -ContentType is, else Json.</summary>
    [Parameter]
    public PatchFormatName PatchFormat
    {
        get => _format ?? PatchFormatExtensions.OfMediaType(MediaType.Of(StatedContentType));
        set => _format = value;
    }

    /// <summary>The resource's state before the change: only the difference from it to the body is sent.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Original { get; set; }

    private protected override HttpMethod Method => Patch;

    private protected override PatchFormatName? Format => PatchFormat;

    private protected override string? DefaultContentType
        => PatchFormat == PatchFormatName.Json ? null : PatchFormat.MediaType();

    private bool TakesOperations => PatchFormat == PatchFormatName.JsonPatch && Original is null && Update is null && InFile is null && Form is null;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (TakesOperations && IsBodyFromPipeline && IsOneObject(PipelineObject))
            _operations.Add(PipelineObject!);
        else
            base.ProcessRecord();
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_operations.Count > 0)
        {
            var patch = _operations.ToArray();
            Write(patch, patch);
        }

        base.EndProcessing();
    }

    private protected override void CheckParameters()
    {
        base.CheckParameters();
        if (Original is not null && (IfChanged || Update is not null))
            throw Invalid(CmdletMessages.OriginalAndRead(IfChanged ? nameof(IfChanged) : nameof(Update)));
        if (Form is not null && (Original is not null || _format is PatchFormatName.Merge or PatchFormatName.JsonPatch))
            throw Invalid(CmdletMessages.Exclusive(nameof(Form), Original is null ? nameof(PatchFormat) : nameof(Original)));
    }

    private protected override PreparedContent Prepare(RequestContent content)
    {
        if (Update is not null)
            return new(content);
        if (Original is null && PatchFormat == PatchFormatName.Json)
            return new(content, () => Members(content.Representation));
        var body = PatchBody.Read(content);
        using var document = body.Parse();
        if (Original is not null)
            return Difference(body, document.RootElement);
        return PatchFormat == PatchFormatName.JsonPatch
            ? Operations(body, document.RootElement)
            : new(body.Content, () => Members(Encoding.UTF8.GetBytes(body.Text)));
    }

    // What a patch of application/json means is the server's own; of an object it is the members, as a rule.
    private IReadOnlyList<string> Members(ReadOnlyMemory<byte>? text)
    {
        using var patch = text is { } json ? JsonDefaults.TryParse(json) : null;
        var isMerge = PatchFormat == PatchFormatName.Merge;
        return patch is not null && (isMerge || patch.RootElement.ValueKind == JsonValueKind.Object)
            ? MergePatch.Describe(patch.RootElement, isNullRemoval: isMerge)
            : [];
    }

    // A dictionary or an object with properties, even where it is no good as an operation: the error then counts it.
    private static bool IsOneObject(object? body)
        => InputObject.Base(body) is IDictionary or PSCustomObject || InputObject.Property(body, "op") is not null;

    private PreparedContent Difference(PatchBody body, JsonElement desired)
    {
        using var original = StateText.Parse(Original!, JsonOptions);
        var patch = PatchFormat.Create(original.RootElement, desired);
        return patch.IsEmpty
            ? PreparedContent.NoChange
            : new(body.With(Encoding.UTF8.GetString(patch.Json), JsonOptions).Content, () => patch.Changes);
    }

    private PreparedContent Operations(PatchBody body, JsonElement patch)
    {
        if (patch.ValueKind != JsonValueKind.Object)
        {
            var operations = JsonPatch.Validate(patch);
            return new(body.Content, () => operations);
        }

        // ConvertTo-Json makes an object of a list of one.
        var list = body.With($"[{body.Text}]", JsonOptions);
        using var document = list.Parse();
        return Operations(list, document.RootElement);
    }
}
