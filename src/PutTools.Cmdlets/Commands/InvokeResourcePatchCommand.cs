using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using System.Net.Http;
using PutTools.Cmdlets.Completion;
using PutTools.Cmdlets.Conversion;
using PutTools.Patching;

namespace PutTools.Cmdlets;

/// <summary>Changes a part of a resource (RFC 5789).</summary>
[Cmdlet(VerbsLifecycle.Invoke, "ResourcePatch", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(ResourceResponse))]
public sealed class InvokeResourcePatchCommand : InvokeResourceCommand
{
    // HttpMethod.Patch is not in .NET Framework.
    private static readonly HttpMethod Patch = new("PATCH");

    // PowerShell unrolls arrays. Operations that arrive one by one are collected and sent as one atomic patch (RFC 5789 §2).
    private readonly List<object> _operations = [];
    private JsonTree? _original;

    /// <summary>The format of the patch document. Default: the one whose media type the Content-Type is, else Json.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(PatchFormatCompleter))]
    public PatchFormat? PatchFormat { get; set; }

    /// <summary>The resource's state before the change: only the difference from it to the body is sent.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Original { get; set; }

    private protected override HttpMethod Method => Patch;

    private protected override PatchFormat? Format => PatchFormat ?? PatchFormat.OfContentType(StatedContentType);

    private protected override string? DefaultContentType => Format is { RequiresJson: true } format ? format.MediaType : null;

    private bool TakesOperations
        => Format is { IsOperationList: true } && Original is null && Update is null && InFile is null && Form is null;

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
        if (Form is not null && (Original is not null || PatchFormat is { RequiresJson: true }))
            throw Invalid(CmdletMessages.Exclusive(nameof(Form), Original is null ? nameof(PatchFormat) : nameof(Original)));
        if (Format is null && (Original is not null || IfChanged))
            throw Invalid(CmdletMessages.UnknownPatch(StatedContentType!, Original is null ? nameof(IfChanged) : nameof(Original)));
    }

    // Parsed once for a pipeline, since it is the same for each object.
    private protected override JsonTree? OriginalState() => Original is null ? null : _original ??= StateText.Parse(Original, JsonOptions);

    // Also accept invalid operations, so that validation can report their index.
    private static bool IsOneObject(object? body)
        => InputObject.Base(body) is IDictionary or PSCustomObject || InputObject.Property(body, "op") is not null;
}
