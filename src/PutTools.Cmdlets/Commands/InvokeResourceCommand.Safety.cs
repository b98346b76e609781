using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using PutTools.Cmdlets.Completion;
using PutTools.Cmdlets.Conversion;
using PutTools.Cmdlets.Pipeline;
using PutTools.Content;
using PutTools.Http;
using PutTools.Patching;
using PutTools.Pipeline;
using PutTools.Writes;

namespace PutTools.Cmdlets;

// What makes a write safe to do: preconditions, reading first, and following it to its end.
public abstract partial class InvokeResourceCommand
{
    private const string FreshKey = "Auto";

    private string? _lastKey;
    private bool _isKeyRepeated;

    /// <summary>Write only where the resource has this entity tag; * is any.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] IfMatch { get; set; } = [];

    /// <summary>Write only where the resource has none of these entity tags; * is any, so that it is only created.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] IfNoneMatch { get; set; } = [];

    /// <summary>Write only where the resource was not changed after this moment.</summary>
    [Parameter]
    public DateTimeOffset? IfUnmodifiedSince { get; set; }

    /// <summary>A key by which the server knows a repeat of this write; Auto is a fresh one for each input object.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdempotencyKeyCompleter))]
    public string? IdempotencyKey { get; set; }

    /// <summary>Whether to read first, and to write only where something differs.</summary>
    [Parameter]
    public SwitchParameter IfChanged { get; set; }

    /// <summary>Changes the resource's current state, which it gets as $_: in place, or by returning a new one.</summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? Update { get; set; }

    /// <summary>How often -Update and -IfChanged start over after others changed the resource in between.</summary>
    [Parameter]
    [ValidateRange(0, 1000)]
    public int MaximumConflictRetryCount { get; set; } = 5;

    /// <summary>Whether -Update writes also where the server gives nothing to guard it with.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Whether a long operation that the server takes on is followed to its end.</summary>
    [Parameter]
    public SwitchParameter WaitForCompletion { get; set; }

    /// <summary>Seconds between two looks at a long operation, where the server names none.</summary>
    [Parameter]
    [ValidateRange(0.01, LongestSeconds)]
    public double PollIntervalSec { get; set; } = 2;

    private bool IsKeyFresh => FreshKey.Equals(IdempotencyKey, StringComparison.OrdinalIgnoreCase);

    private bool ReadsFirst => IfChanged || Update is not null;

    /// <summary>Refuses parameters that don't go together.</summary>
    private protected virtual void CheckParameters()
    {
        if (Update is not null && IfChanged)
            throw Invalid(CmdletMessages.Exclusive(nameof(Update), nameof(IfChanged)));
        if (Update is not null && _hasStatedBody)
            throw Invalid(CmdletMessages.Exclusive(nameof(Update), nameof(Body)));
        if (Update is not null && (Form is not null || InFile is not null))
            throw Invalid(CmdletMessages.Exclusive(nameof(Update), Form is null ? nameof(InFile) : nameof(Form)));
        if (ReadsFirst && Preconditions().Concat(Settings.Headers).FirstOrDefault(static field => IsPrecondition(field.Key)).Key is { } stated)
            throw Invalid(CmdletMessages.OwnPrecondition(stated));
    }

    private static bool IsPrecondition(string name) => name.ToUpperInvariant() is "IF-MATCH" or "IF-NONE-MATCH" or "IF-UNMODIFIED-SINCE";

    private List<KeyValuePair<string, string>> Preconditions()
    {
        List<KeyValuePair<string, string>> fields = [];
        if (IfMatch.Length > 0)
            fields.Add(new("If-Match", EntityTag.ToIfMatch(IfMatch)));
        if (IfNoneMatch.Length > 0)
            fields.Add(new("If-None-Match", EntityTag.ToIfNoneMatch(IfNoneMatch)));
        if (IfUnmodifiedSince is { } moment)
            fields.Add(new("If-Unmodified-Since", HttpDate.Format(moment)));
        return fields;
    }

    private string? NextKey()
    {
        if (IsKeyFresh)
            return Guid.NewGuid().ToString();
        // One key stands for one write: the server may take the next one for a repeat, and leave it undone.
        if (IdempotencyKey is not null && IdempotencyKey == _lastKey && !_isKeyRepeated)
        {
            _isKeyRepeated = true;
            WriteWarning(CmdletMessages.RepeatedKey);
        }

        return _lastKey = IdempotencyKey;
    }

    private WriteOptions CreateWrite(ResourceRequest request, JsonTree? original, object? inputObject, PipelineItem pending) => new()
    {
        Request = request,
        Original = original,
        IfChanged = IfChanged,
        IgnoreExtraMembers = IgnoresExtraMembers,
        // A patch's type is not that of what it changes.
        ReadAs = request.IsPatch ? null : StatedContentType,
        Update = Update is null ? null : (current, stop) => Thread.RunAsync(() => RunUpdate(current, inputObject, pending), stop),
        MaximumConflictRetryCount = MaximumConflictRetryCount,
        RenewsKey = IsKeyFresh,
        Force = Force,
        WaitForCompletion = WaitForCompletion,
        PollInterval = TimeSpan.FromSeconds(PollIntervalSec),
        Approve = _asks
            ? (approved, changes, stop) => Thread.RunAsync(() => Approve(approved, changes()), stop)
            : static (_, _, _) => Task.FromResult(true),
    };

    private RequestContent? RunUpdate(HttpResponse? current, object? inputObject, PipelineItem pending)
    {
        var state = current is null ? null : ResponseContent.Read(current, AsHashtable, pending.Warning);
        var changed = UpdateBlock.Run(Update!, state, inputObject);
        if (changed is null && state is null)
            return null;
        // What was read as JSON goes out as JSON, a string too, and all as the media type that it came as.
        var contentType = ContentType ?? current?.ContentType;
        return state is string && InputObject.Base(changed) is string && MediaType.IsJson(MediaType.Of(contentType))
            ? new BytesContent(JsonPayloadWriter.Write(changed, _json)) { ContentType = contentType }
            : PayloadContent.Create(changed, contentType, _json);
    }
}
