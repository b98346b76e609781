using System.Management.Automation;
using PutTools.Cmdlets.Conversion;
using PutTools.Cmdlets.Mistakes;
using PutTools.Cmdlets.Output;
using PutTools.Cmdlets.Pipeline;
using PutTools.Cmdlets.Requests;
using PutTools.Http;
using PutTools.Pipeline;
using PutTools.Text;
using PutTools.Writes;

namespace PutTools.Cmdlets;

/// <summary>The base of all methods: target, headers, response and throttle limit.</summary>
public abstract partial class InvokeResourceCommand : ResourceSettingsCmdlet
{
    private static readonly Task<RequestException?> NoRejection = Task.FromResult<RequestException?>(null);

    private readonly HashSet<string> _warned = new(StringComparer.Ordinal);
    private RequestFactory? _requests;
    private WriteOptions? _write;
    private WriteRunner _runner = null!;
    private OrderedQueue _writes = null!;
    private ResponseOutput _output = null!;
    private PipelineProgress _progress = null!;
    private bool _needsApproval;
    private RequestException? _refusal;

    /// <summary>The maximum number of concurrent writes of the pipeline.</summary>
    [Parameter]
    [ValidateRange(1, 1024)]
    public int ThrottleLimit { get; set; } = 1;

    private CommonParameters Common => field ??= new(this);

    /// <summary>The HTTP method.</summary>
    private protected abstract HttpMethod Method { get; }

    /// <summary>The object that the write is made from.</summary>
    private protected virtual object? CurrentItem => InputObject;

    /// <summary>True if a later write to the same url undoes an earlier one.</summary>
    private protected virtual bool ReplacesWhole => false;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        // Evaluated once: creating texts that nobody reads takes longer than a write on the same machine.
        var isVerbose = Common.IsVerbose;
        _needsApproval = isVerbose || Common.MayPrompt;
        _progress = new PipelineProgress(this) { UnderWay = () => _writes.UnderWay };
        _runner = new WriteRunner(TimeProvider.System, limit: ThrottleLimit, mayBlock: ThrottleLimit == 1);
        _writes = new OrderedQueue(ThrottleLimit, Thread, this, SendAsync, EmitOrEnd, Stop)
        {
            Reports = new PipelineReports(Thread) { ShowsVerbose = isVerbose, ShowsDebug = Common.IsDebug },
            StartsInOrder = ThrottleLimit == 1 || _needsApproval,
            CancelRunning = CancelRunning,
        };
        _output = new ResponseOutput(this)
        {
            SuccessCondition = SuccessCondition,
            AsHashtable = AsHashtable,
            ContentOnly = ContentOnly,
            PassThru = PassThru,
            IsVerbose = isVerbose,
        };
        Prepare();
        OpenJournal();
    }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Write(CurrentItem);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _writes.Drain();
        _progress.Completed();
        CloseJournal();
    }

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        base.StopProcessing();
        Thread.Signal();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        try
        {
            if (disposing)
                _writes?.Abandon(WarnByHost);
        }
        finally
        {
            // A host may have no warnings, and throw.
            base.Dispose(disposing);
            if (disposing)
                _journal?.Dispose();
        }
    }

    // After Ctrl-C the pipeline accepts no warning, but the host does. The host does not know the preference.
    private void WarnByHost(string warning)
    {
        if (Common.ShowsWarnings)
            Host?.UI?.WriteWarningLine(warning);
    }

    /// <summary>Prepares the write of <paramref name="item"/>, and waits until there is room for it.</summary>
    private protected void Write(object? item)
    {
        var pending = _writes.Next(item);
        try
        {
            var request = _requests?.Create(item) ?? throw _refusal!;
            _write ??= CreateWrite(request);
            pending.Write = ForObject(_write with { Request = request, Journal = _journal?.Next() }, item, pending);
        }
        catch (Exception failure) when (Boundary.IsOfOneObject(failure))
        {
            pending.Refuse(Boundary.Wrap(failure, response: null, mayBeSent: false));
        }

        _writes.Add(pending);
    }

    /// <summary>Creates the source of payloads; null if the method sends no content.</summary>
    private protected virtual PayloadFactory? CreatePayloads() => null;

    /// <summary>Throws if parameters contradict each other.</summary>
    private protected virtual void CheckParameters(RequestFactory requests)
    {
    }

    /// <summary>Creates the options that are the same for all objects.</summary>
    private protected virtual WriteOptions CreateWrite(ResourceRequest request) => new()
    {
        Request = request,
        WaitForCompletion = WaitForCompletion,
        HasSuccessCondition = SuccessCondition is not null,
        PollInterval = TimeSpan.FromSeconds(PollIntervalSec),
        Approve = _needsApproval
            ? (approved, changes, stop) => Thread.RunAsync(() => Approve(approved, changes()), stop)
            : static (_, _, _) => Task.FromResult(true),
    };

    /// <summary>Adds the options of one object.</summary>
    private protected virtual WriteOptions ForObject(WriteOptions write, object? item, PipelineItem pending) => write;

    /// <summary>Shows a warning about the whole call only once, and not for each object.</summary>
    private protected void WarnOnce(string warning)
    {
        if (_warned.Add(warning))
            WriteWarning(DisplayText.OfLines(warning));
    }

    // Runs once, before the first object. Parameters that contradict each other end the pipeline. A wrong value is an
    // error of each object.
    private void Prepare()
    {
        try
        {
            var requests = CreateRequests();
            CheckParameters(requests);
            if (PSValue.Base(Uri) is string uri)
            {
                if (new InterpolatedUri(uri, requests.BaseUri, ValueOf).Check(MyInvocation) is { } warning)
                    WarnOnce(warning);
                QuotedObject.Check(uri);
            }

            _requests = requests;
        }
        catch (RequestException failure) when (failure.Kind == ErrorKind.InvalidParameter)
        {
            Refuse(failure);
        }
        catch (Exception failure) when (Boundary.IsOfOneObject(failure))
        {
            _refusal = Boundary.Wrap(failure, response: null, mayBeSent: false);
        }
    }

    private RequestFactory CreateRequests()
    {
        var settings = Override(Inherited());
        settings.Credentials.CheckTogether();
        SettingsOverride.CheckHeaders(settings);
        return new RequestFactory
        {
            Method = Method,
            Settings = settings with { MaximumResponseBytes = MaximumResponseBytes },
            Uri = new(nameof(Uri), Uri ?? string.Empty, CheckOutput),
            BaseUri = Session?.Target,
            Query = new(nameof(Query), Query, Argument.Dictionary, mayBeNull: true),
            Headers = HeaderArgument,
            Cookies = CookieArgument,
            Fields = HeaderParameters(),
            IdempotencyKey = new(nameof(IdempotencyKey), IdempotencyKey, Argument.Text),
            OutFile = new(nameof(OutFile), OutFile, (name, path) => FilePath.Resolve(this, "-" + name, Argument.Path(name, path))),
            SkipHttpErrorCheck = SkipHttpErrorCheck,
            OutFiles = new OutFileCheck(Common.IsWhatIf, FullJournalPath, WarnOnce),
            ReplacesWhole = ReplacesWhole,
            Payload = CreatePayloads(),
            Warn = WarnOnce,
        };
    }

    private ResourceSettings Inherited() => this switch
    {
        { Session: not null, WebSession: not null } => throw Invalid(CmdletMessages.TwoSessions),
        { Session: { } session } => session.SettingsOn(Thread),
        { WebSession: { } session } => Conversion.WebSession.Read(session),
        _ => ResourceSettings.Default,
    };

    private async Task<ResourceResponse?> SendAsync(PipelineItem pending)
    {
        var write = pending.Write!;
        HttpResponse? response = null;
        try
        {
            response = await _runner.RunAsync(write, pending, Stop).ConfigureAwait(false);
            if (response is null)
                return null;
            var output = _output.Create(response, pending);
            if (await RejectionAsync(output).ConfigureAwait(false) is { } rejection)
                throw rejection;
            write.Journal?.Ended(response);
            return output;
        }
        catch (Exception failure) when (Boundary.IsOfOneObject(failure))
        {
            var wrapped = Boundary.Wrap(failure, response, mayBeSent: true);
            write.Journal?.Ended(wrapped);
            throw wrapped;
        }
        catch (Exception failure) when (failure.Data.Contains(WriteOutcome.NotApplied))
        {
            pending.IsCancelledUnapplied = true;
            throw;
        }
    }

    private Task<RequestException?> RejectionAsync(ResourceResponse response)
        => SuccessCondition is null ? NoRejection : Thread.RunAsync(() => _output.Rejection(response), Stop);

    private void EmitOrEnd(PipelineItem item)
    {
        try
        {
            Emit(item);
        }
        catch
        {
            // Removes the progress bar, whatever ends the pipeline here.
            _progress.Completed();
            throw;
        }
    }

    private void Emit(PipelineItem item)
    {
        // What the script has seen must not be sent again by a later process.
        _journal?.TryWrite();
        var failure = Boundary.Failure(item.Outcome!, Stop);
        var response = failure is null ? item.Outcome!.Result : null;
        _progress.Done(failure is null);
        if (failure is not null)
            WriteFailure(_output.Create(failure, item, line: IsLine(item) ? item.Number : null));
        else if (response is not null)
            _output.Write(response);
    }

    private bool IsLine(PipelineItem item) => MyInvocation.ExpectingInput && PSValue.Base(item.InputObject) is string;

    private bool Approve(ResourceRequest request, IReadOnlyList<object> changes)
    {
        var preview = DisplayText.OfLines(WritePreview.Short(request, changes));
        try
        {
            return ShouldProcess(Common.IsWhatIf ? DisplayText.OfLines(WritePreview.Whole(request, changes)) : preview, CmdletMessages.ConfirmQuery(preview), CmdletMessages.Confirm);
        }
        catch (Exception failure) when (Boundary.IsOfOneObject(failure))
        {
            // A host without a prompt reports that in its own way; the console whose input has ended, with a NullReferenceException.
            throw new RequestException(ErrorKind.NotSupported, CmdletMessages.NoPrompt, failure);
        }
    }
}
