using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Net.Http;
using System.Threading.Tasks;
using PutTools.Authentication;
using PutTools.Cmdlets.Conversion;
using PutTools.Cmdlets.Output;
using PutTools.Cmdlets.Pipeline;
using PutTools.Content;
using PutTools.Http;
using PutTools.Patching;
using PutTools.Pipeline;
using PutTools.Writes;

namespace PutTools.Cmdlets;

/// <summary>What PUT and PATCH have in common: a target, a payload, and a response.</summary>
public abstract partial class InvokeResourceCommand : ResourceSettingsCmdlet
{
    private readonly HashSet<string> _warned = new(StringComparer.Ordinal);
    private ResourceClient _client = null!;
    private OrderedQueue _writes = null!;
    private PipelineProgress _progress = null!;
    private bool _isVerbose;
    private bool _asks;
    private RequestException? _refusal;

    /// <summary>How many writes are under way at once, for all objects of the pipeline.</summary>
    [Parameter]
    [ValidateRange(1, 1024)]
    public int ThrottleLimit { get; set; } = 1;

    /// <summary>The verb.</summary>
    private protected abstract HttpMethod Method { get; }

    /// <summary>The format of the patch; null for PUT, and for a patch of an unknown format.</summary>
    private protected virtual PatchFormat? Format => null;

    /// <summary>Whether -IfChanged ignores members of the resource that the body does not name.</summary>
    private protected virtual bool IgnoresExtraMembers => false;

    /// <summary>The state that a patch is the difference from; null without one.</summary>
    private protected virtual JsonTree? OriginalState() => null;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        CheckTogether();
        _isVerbose = Preference("Verbose", "VerbosePreference") is not ActionPreference.SilentlyContinue;
        _asks = _isVerbose || MayAsk();
        _progress = new PipelineProgress(this);
        _client = new ResourceClient(TimeProvider.System, limit: ThrottleLimit) { MayBlock = ThrottleLimit == 1 && !_isVerbose };
        _writes = new OrderedQueue(ThrottleLimit, Thread, this, EmitOrEnd, Stop);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Write(CurrentBody, CurrentInput);

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
        Thread.Signal();
    }

    /// <summary>Starts a write of <paramref name="body"/>, and waits where as many as allowed are under way.</summary>
    private protected void Write(object? body, object? inputObject)
    {
        try
        {
            if (_refusal is not null)
                throw _refusal;
            Start(body, inputObject);
        }
        catch (RequestException failure)
        {
            _writes.Add(inputObject, _ => Task.FromException<ResourceResponse?>(failure));
        }
    }

    /// <summary>How requests are sent.</summary>
    private protected ResourceSettings Settings { get; private set; } = ResourceSettings.Default;

    private protected override TokenSource CreateTokenSource(ScriptToken script)
        => new(cancellationToken => script.AskAsync(Thread, cancellationToken));

    // Once, before the first object, and not for each. What is wrong with a value meets each object; parameters that don't
    // go together end the pipeline.
    private void CheckTogether()
    {
        try
        {
            Settings = Override(Inherited());
            if (MaximumResponseBytes is not null)
                Settings = Settings with { MaximumResponseBytes = MaximumResponseBytes };
            Settings.Identity.CheckTogether();
            BindTarget();
            CheckPayload();
            CheckParameters();
            CheckHeaders(Settings);
        }
        catch (RequestException failure) when (failure.Kind == ErrorKind.InvalidParameter)
        {
            Refuse(failure);
        }
        catch (RequestException failure)
        {
            _refusal = failure;
        }
    }

    private void Start(object? body, object? inputObject)
    {
        var content = CreateContent(body);
        var original = OriginalState();
        var request = new ResourceRequest
        {
            Method = Method,
            Uri = TargetUri.Build(Uri, Session?.Target, Query, inputObject, WarnOnce),
            Content = content,
            PatchFormat = Format,
            ContentCoding = Coding,
            HasDigest = ContentDigest,
            Headers = RequestHeaders(content),
            Settings = Settings,
            SkipHttpErrorCheck = SkipHttpErrorCheck,
            OutFile = ResponsePath(),
        };
        _writes.Add(inputObject, write => SendAsync(request, original, inputObject, write));
    }

    // What is so of the call is so of each of its objects.
    private void WarnOnce(string warning)
    {
        if (_warned.Add(warning))
            WriteWarning(warning);
    }

    private List<KeyValuePair<string, string>> RequestHeaders(RequestContent? content)
    {
        var fields = Preconditions();
        fields.AddRange(PayloadFields(content));
        if (NextKey() is { } key)
            fields.Add(new("Idempotency-Key", key));
        foreach (var field in fields)
            HeaderField.Check(field.Key, field.Value);
        return fields;
    }

    private async Task<ResourceResponse?> SendAsync(ResourceRequest request, JsonTree? original, object? inputObject, PipelineItem write)
    {
        var response = await _client.WriteAsync(CreateWrite(request, original, inputObject, write), write, Stop).ConfigureAwait(false);
        return response is null ? null : ToResponse(response, write);
    }

    // What ends the pipeline here, as Select-Object -First and -ErrorAction Stop do, leaves no progress bar behind.
    private void EmitOrEnd(PipelineItem write)
    {
        try
        {
            Emit(write);
        }
        catch
        {
            _progress.Completed();
            throw;
        }
    }

    private void Emit(PipelineItem write)
    {
        _progress.Done(write.Outcome.Status == TaskStatus.RanToCompletion);
        if (write.Outcome.Exception?.InnerException is RequestException failure)
        {
            WriteError(ErrorRecords.Create(failure, write.InputObject, AsHashtable, WriteVerbose));
            return;
        }

        if (write.Outcome.IsCanceled)
            throw new PipelineStoppedException();
        if (write.Outcome.GetAwaiter().GetResult() is not { } response)
            return;
        if (_isVerbose)
            WriteVerbose(CmdletMessages.Response(response));
        WriteResponse(response);
    }
}
