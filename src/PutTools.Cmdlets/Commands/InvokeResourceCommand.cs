using System;
using System.Collections;
using System.Management.Automation;
using System.Net.Http;
using System.Threading.Tasks;
using PutTools.Cmdlets.Conversion;
using PutTools.Cmdlets.Pipeline;
using PutTools.Content;
using PutTools.Patching;
using PutTools.Semantics;

namespace PutTools.Cmdlets;

/// <summary>What PUT and PATCH have in common: a target, a payload, and a reply.</summary>
public abstract partial class InvokeResourceCommand : ResourceSettingsCmdlet
{
    private readonly PipelineThread _thread = new();
    private ResourceClient _client = null!;
    private WriteQueue _writes = null!;
    private PipelineProgress _progress = null!;
    private bool _isVerbose;
    private bool _asks;

    /// <summary>The url to write to; {name} is filled from the input object.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Url")]
    [AllowEmptyString]
    public string Uri { get; set; } = string.Empty;

    /// <summary>Query parameters; a list repeats the key, $null is left out.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Query { get; set; }

    /// <summary>How many writes are under way at once, for all objects of the pipeline.</summary>
    [Parameter]
    [ValidateRange(1, 1024)]
    public int ThrottleLimit { get; set; } = 1;

    /// <summary>The verb.</summary>
    private protected abstract HttpMethod Method { get; }

    /// <summary>The format of the patch; null for PUT.</summary>
    private protected virtual PatchFormat? Format => null;

    /// <summary>The media type of any body for which none is stated; null where it goes by the body.</summary>
    private protected virtual string? DefaultContentType => null;

    private protected JsonWriteOptions JsonOptions => _json;

    private bool IsBodyOnCommandLine { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        CheckPayloadParameters();
        IsBodyOnCommandLine = MyInvocation.BoundParameters.ContainsKey(nameof(Body));
        _isVerbose = Preference("Verbose", "VerbosePreference") is not ActionPreference.SilentlyContinue;
        _asks = _isVerbose || MayAsk();
        _progress = new PipelineProgress(this);
        _client = new ResourceClient(TimeProvider.System, limit: ThrottleLimit);
        _writes = new WriteQueue(ThrottleLimit, _thread, this, Emit, Stop);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var inputObject = Body;
        try
        {
            CheckHeaders();
            CheckSafety();
            Start(inputObject);
        }
        catch (ResourceException failure)
        {
            _writes.Add(inputObject, _ => Task.FromException<ResourceResponse?>(failure));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _writes.Drain();
        _progress.Completed();
    }

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        base.StopProcessing();
        _thread.Signal();
    }

    /// <summary>Makes of the body's content what is to be sent.</summary>
    private protected virtual PreparedContent Prepare(RequestContent content) => new(content);

    private void Start(object? inputObject)
    {
        var prepared = Prepare(CreateContent(inputObject));
        var request = new ResourceRequest
        {
            Method = Method,
            Uri = TargetUri.Build(Uri, Session?.Target, Query, inputObject),
            Content = prepared.Content,
            ContentCoding = Coding,
            HasDigest = ContentDigest,
            Headers = RequestHeaders(prepared.Content),
            Settings = Settings,
            SkipHttpErrorCheck = SkipHttpErrorCheck,
            OutFile = ReplyPath(),
        };
        if (prepared.Content is null)
            _writes.Add(inputObject, write => Task.FromResult<ResourceResponse?>(ToResponse(ResourceReply.NotSent(request), write)));
        // What reads first asks when it knows what it would write.
        else if (ReadsFirst || !_asks || ShouldProcess(SafeUri.Show(request.Uri), CmdletMessages.Operation(request, prepared.Changes)))
            _writes.Add(inputObject, write => SendAsync(request, inputObject, write));
    }

    private async Task<ResourceResponse?> SendAsync(ResourceRequest request, object? inputObject, PendingWrite write)
    {
        try
        {
            var reply = await _client.WriteAsync(CreateWrite(request, inputObject, write), write, Stop).ConfigureAwait(false);
            return reply is null ? null : ToResponse(reply, write);
        }
        catch (ResourceException failure) when (failure.Response is { } reply)
        {
            failure.Response = ToResponse(reply, write);
            throw;
        }
    }

    private void Emit(PendingWrite write)
    {
        _progress.Done(write.Outcome.Status == TaskStatus.RanToCompletion);
        if (write.Outcome.Exception?.InnerException is ResourceException failure)
        {
            WriteFailure(failure, write.InputObject);
            return;
        }

        if (write.Outcome.IsCanceled)
            throw new PipelineStoppedException();
        if (write.Outcome.GetAwaiter().GetResult() is not { } response)
            return;
        if (_isVerbose)
            WriteVerbose(CmdletMessages.Reply(response));
        WriteReply(response);
    }
}
