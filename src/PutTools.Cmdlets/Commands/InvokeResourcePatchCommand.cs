using System.Collections;
using System.Management.Automation;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using PutTools.Cmdlets.Binding;
using PutTools.Cmdlets.Completion;
using PutTools.Cmdlets.Conversion;
using PutTools.Cmdlets.Pipeline;
using PutTools.Cmdlets.Requests;
using PutTools.Patching;
using PutTools.Text;
using PutTools.Writes;

namespace PutTools.Cmdlets;

/// <summary>Changes a part of a resource (RFC 5789).</summary>
[Cmdlet(VerbsLifecycle.Invoke, "ResourcePatch", DefaultParameterSetName = BodySet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(ResourceResponse))]
public sealed class InvokeResourcePatchCommand : ResourcePayloadCommand
{
    // .NET Framework lacks HttpMethod.Patch.
    private static readonly HttpMethod Patch = new("PATCH");

    // [{"path":"/a","op":"remove"
    private static readonly Regex OperationText = LinearRegex.Create(@"^\s*(?:\[\s*)?\{(?=[^{}]*""path""\s*:\s*""/)[^{}]*""op""\s*:\s*""(?:add|remove|replace|move|copy|test)""");

    // PowerShell unrolls arrays. Operations that arrive one by one are collected and sent as one atomic patch (RFC 5789 §2).
    private readonly List<object?> _operations = [];
    private bool _takesOperations;
    private bool _mayLackFormat;
    private PerObject<JsonTree> _original = null!;

    /// <summary>The format of the patch. Default: the one with the media type of -ContentType, otherwise Json.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(PatchFormatCompleter))]
    public PatchFormat? PatchFormat { get; set; }

    /// <summary>
    /// The state before the change; only the difference to the body is sent. A script block outputs the state of each
    /// object.
    /// </summary>
    [Parameter(ParameterSetName = BodySet)]
    [Parameter(ParameterSetName = FileSet)]
    [NotNullValue]
    public object? Original { get; set => field = NotExcluded(value); }

    private protected override HttpMethod Method => Patch;

    private protected override string? DefaultContentType => PatchFormat is { RequiresJson: true } format ? format.MediaType : null;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (_mayLackFormat)
            WarnOfOperation(HasBody ? Body : InputObject);
        if (_takesOperations && IsOneObject(InputObject))
            _operations.Add(JsonLine.Parse(InputObject) ?? InputObject);
        else
            base.ProcessRecord();
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_operations.Count > 0)
            Write(_operations.ToArray());
        base.EndProcessing();
    }

    private protected override PatchFormat? FormatOf(string? contentType) => PatchFormat ?? PatchFormat.OfContentType(contentType);

    private protected override void CheckParameters(RequestFactory requests)
    {
        base.CheckParameters(requests);
        if (Original is not null && IfChanged)
            throw Invalid(CmdletMessages.OriginalAndIfChanged);
        if (requests.Payload!.Form.IsGiven && PatchFormat is { RequiresJson: true })
            throw Invalid(CmdletMessages.Exclusive(nameof(Form), nameof(PatchFormat)));
        var contentType = requests.Payload.ContentType.Constant ?? requests.Settings.Header("Content-Type");
        // application/json is a common type for any patch.
        if (PatchFormat is { RequiresJson: true } given && PatchFormat.OfContentType(contentType) is { RequiresJson: true } other && other != given)
            throw Invalid(CmdletMessages.OtherPatchFormat(given, contentType!));
        var format = FormatOf(contentType);
        if (format is null && (Original is not null || IfChanged))
            throw Invalid(CmdletMessages.UnknownPatch(contentType!, Original is null ? nameof(IfChanged) : nameof(Original)));
        _original = new(nameof(Original), Original, (_, state) => StateText.Parse(state, Json, Stop));
        _mayLackFormat = format is { IsOperationList: false } && PatchFormat is null && Update is null
            && !requests.Payload.ContentType.IsScript && !requests.Headers.IsScript;
        _takesOperations = format is { IsOperationList: true } && MyInvocation.ExpectingInput && Original is null && !HasBody && ParameterSetName == BodySet;
    }

    private protected override WriteOptions ForObject(WriteOptions write, object? item, PipelineItem pending)
        => base.ForObject(_original.IsGiven ? write with { Original = _original.For(item) } : write, item, pending);

    // Checks only the first object of the pipeline.
    private void WarnOfOperation(object? body)
    {
        _mayLackFormat = false;
        var first = PSValue.Elements(body)?.FirstOrDefault() ?? body;
        if (PSValue.Base(first) is string text ? OperationText.IsMatch(text)
            : PSValue.Property(first, "op") is "add" or "remove" or "replace" or "move" or "copy" or "test"
                && PSValue.Property(first, "path") is string and ['/', ..])
            WriteWarning(PayloadMessages.OperationAsMembers);
    }

    // Invalid operations are accepted, too: without them the patch would be another one, and the error can name their index.
    private static bool IsOneObject(object? body) => PSValue.Base(body) switch
    {
        null or IDictionary or PSCustomObject => true,
        string => JsonLine.IsPart(body),
        // Each of these can be a whole patch.
        IEnumerable or JsonDocument or JsonElement or StringBuilder or FileSystemInfo or Stream or HttpContent or ResourceResponse => PSValue.Property(body, "op") is not null,
        var value => ByteSequence.Of(value) is null,
    };
}
