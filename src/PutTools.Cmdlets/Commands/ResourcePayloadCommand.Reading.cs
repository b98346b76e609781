using System.Management.Automation;
using PutTools.Cmdlets.Binding;
using PutTools.Cmdlets.Conversion;
using PutTools.Cmdlets.Mistakes;
using PutTools.Cmdlets.Pipeline;
using PutTools.Cmdlets.Requests;
using PutTools.Cmdlets.Scripts;
using PutTools.Content;
using PutTools.Http;
using PutTools.Writes;

namespace PutTools.Cmdlets;

// The parameters for reading the resource first, to change its state or to write only differences.
public abstract partial class ResourcePayloadCommand
{
    /// <summary>
    /// Changes the current state, which the script block gets as $_. It edits the state or outputs a new one.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = UpdateSet)]
    [UpdateTransformation]
    public ScriptBlock? Update { get; set => field = NotExcluded(value); }

    /// <summary>With -Update, writes even if the response to the read has no validator.</summary>
    [Parameter(ParameterSetName = UpdateSet)]
    public SwitchParameter Force { get; set => field = NotExcluded(value); }

    /// <summary>Reads first, and writes only if something differs.</summary>
    [Parameter(ParameterSetName = BodySet)]
    [Parameter(ParameterSetName = FormSet)]
    [Parameter(ParameterSetName = FileSet)]
    public SwitchParameter IfChanged { get; set => field = NotExcluded(value); }

    /// <summary>
    /// The maximum number of times that -Update and -IfChanged start over after others changed the resource in between.
    /// </summary>
    [Parameter]
    [ValidateRange(0, 1000)]
    public int MaximumConflictRetryCount { get; set; } = WriteOptions.DefaultConflictRetryCount;

    /// <summary>The property of the resource with the version that the server compares, if it is not a usual one.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [TextValue]
    public string? VersionProperty { get; set; }

    /// <summary>True if the resource is read before it is written.</summary>
    private protected bool ReadsFirst => IfChanged || Update is not null;

    private protected override WriteOptions CreateWrite(ResourceRequest request) => base.CreateWrite(request) with
    {
        IfChanged = IfChanged,
        MaximumConflictRetryCount = MaximumConflictRetryCount,
        VersionProperty = VersionProperty,
        Force = Force,
    };

    private protected override WriteOptions ForObject(WriteOptions write, object? item, PipelineItem pending) => !ReadsFirst ? write : write with
    {
        // The media type of a patch or form is not that of the resource.
        ReadAs = write.Request.IsPatch || Form is not null ? null : write.Request.Field("Content-Type"),
        // The result of -Update is not known yet, so the journal identifies the write by its input object.
        Identity = Update is null || !HasJournal ? null : new BytesContent(item is null ? default : JsonPayloadWriter.Write(item, Json)),
        Update = Update is null ? null : (current, stop) => Thread.RunAsync(() => RunUpdate(current, write.Request, item, pending), stop),
    };

    private void CheckReading(RequestFactory requests)
    {
        if (VersionProperty is not null && !ReadsFirst)
            throw Invalid(CmdletMessages.VersionPropertyNeedsReading);
        if (!ReadsFirst)
            return;
        if (Update is not null)
            ForgottenAt.Check(nameof(Update), Update);
        var names = requests.Fields.Where(static field => field.Value.IsGiven).Select(static field => field.Field).Concat(requests.Settings.Headers.Select(static field => field.Key));
        if (names.FirstOrDefault(Precondition.Is) is { } given)
            throw Invalid(CmdletMessages.OwnPrecondition(given));
    }

    private RequestContent? RunUpdate(HttpResponse? current, ResourceRequest request, object? item, PipelineItem pending)
    {
        // A state that was read as JSON is sent as JSON, even a string, and with the media type that it was read with.
        var contentType = HeaderField.Last(request.Headers, "Content-Type") ?? current?.ContentType;
        var isJson = MediaType.IsJson(MediaType.Of(contentType));
        var state = current is null ? null : ResponseContent.Read(current, AsHashtable, pending.Warning, wantsJson: isJson);
        var changed = UpdateBlock.Run(Update!, state, item);
        if (changed is null && state is null)
            return null;
        return state is string && PSValue.Base(changed) is string && isJson
            ? new BytesContent(JsonPayloadWriter.Write(changed, Json)) { ContentType = contentType }
            : PayloadContent.Create(changed, contentType, Json, pending.Warning);
    }
}
