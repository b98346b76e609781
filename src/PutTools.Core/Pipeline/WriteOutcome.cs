using PutTools.Http;

namespace PutTools.Pipeline;

/// <summary>What is known about whether a write was applied.</summary>
internal enum WriteState
{
    /// <summary>The write was not applied: nothing was sent, or every attempt was refused.</summary>
    NotApplied,

    /// <summary>An attempt may have been applied, but no response tells.</summary>
    Unknown,

    /// <summary>A 303 confirms that the write was applied; the response that it leads to has not arrived.</summary>
    Redirected,

    /// <summary>The server has accepted the write and runs an operation for it.</summary>
    Accepted,

    /// <summary>The outcome is final: the write was applied, or the result of its operation is known.</summary>
    Settled,
}

/// <summary>
/// Owns what is known about a write. Policies report events; only this class decides whether the outcome is unknown.
/// <see cref="Complete"/> is also the only place that adds the outcome to an exception that leaves the engine.
/// </summary>
internal sealed class WriteOutcome
{
    /// <summary>The key in an exception's data that says that the write was not applied.</summary>
    public const string NotApplied = "PutTools.NotApplied";

    // Null until there is one, because most writes are not retried.
    private List<ErrorKind>? _retried;

    /// <summary>The current state.</summary>
    public WriteState State { get; private set; }

    /// <summary>The number of times the write was sent; reads don't count.</summary>
    public int Attempts { get; private set; }

    /// <summary>The url to poll for the operation that the server runs; null if it runs none.</summary>
    public Uri? Operation { get; private set; }

    /// <summary>True if the write may have been applied without a response that confirms it.</summary>
    public bool IsUnknown => State is WriteState.Unknown or WriteState.Redirected or WriteState.Accepted;

    /// <summary>Records that an attempt begins. Reads change nothing on the server, so they don't count.</summary>
    public void AttemptStarted(HttpRequest request)
    {
        if (!request.IsSafe)
            Attempts++;
    }

    /// <summary>Records that nothing of the attempt was sent, because its connection was closed already.</summary>
    public void AttemptWithdrawn(HttpRequest request)
    {
        if (!request.IsSafe)
            Attempts--;
    }

    /// <summary>Records why an attempt is retried.</summary>
    public void Retried(HttpRequest request, ErrorKind kind)
    {
        if (!request.IsSafe && _retried?.Contains(kind) != true)
            (_retried ??= []).Add(kind);
    }

    /// <summary>Records that an attempt ended without a complete response.</summary>
    /// <param name="request">The request.</param>
    /// <param name="mayHaveBeenApplied">True if the server may have acted on what it received.</param>
    public void AttemptLost(HttpRequest request, bool mayHaveBeenApplied)
    {
        if (!request.IsSafe && mayHaveBeenApplied)
            State = WriteState.Unknown;
    }

    /// <summary>Records a response whose status means failure. An earlier attempt may still have been applied.</summary>
    public void Failed(HttpRequest request, HttpResponse response)
    {
        if (!request.IsSafe && StatusCodes.LeavesOutcomeOpen(response))
            State = WriteState.Unknown;
    }

    /// <summary>Records that an earlier process sent the write and may have applied it.</summary>
    public void SentBefore() => State = WriteState.Unknown;

    /// <summary>Records a 303: the write was applied, and its result is at another url.</summary>
    public void RedirectedToResult() => State = WriteState.Redirected;

    /// <summary>
    /// Records a 2xx response to the write, or that the resource was found in the state that the write leads to.
    /// </summary>
    public void Confirmed() => State = WriteState.Settled;

    /// <summary>Records that the server accepted the write and runs an operation at <paramref name="operation"/>.</summary>
    public void Accepted(Uri operation) => (State, Operation) = (WriteState.Accepted, operation);

    /// <summary>Records that the operation has ended, in success or failure.</summary>
    public void OperationEnded() => (State, Operation) = (WriteState.Settled, null);

    /// <summary>Records that the operation has ended and applied only a part of the write.</summary>
    public void OperationEndedInPart() => (State, Operation) = (WriteState.Unknown, null);

    /// <summary>Creates the exception for a response whose status means failure.</summary>
    public RequestException ToException(HttpRequest request, HttpResponse response)
    {
        Failed(request, response);
        return new RequestException((ErrorKind)response.StatusCode, SentSecrets.Mask(PipelineMessages.StatusFailure(request, response), response))
        {
            Response = response,
            IsTransient = StatusCodes.IsTransient(response),
        };
    }

    /// <summary>Adds what is known about the write to <paramref name="failure"/>.</summary>
    /// <param name="failure">The exception.</param>
    /// <param name="elapsed">The time since the first attempt began.</param>
    public RequestException Complete(RequestException failure, TimeSpan elapsed)
    {
        if (Operation is { } operation && failure.Kind != ErrorKind.DeadlineExceeded)
        {
            failure = new RequestException(failure.Kind, PipelineMessages.OperationGoesOn(failure, operation), failure)
            {
                Response = failure.Response,
                IsTransient = failure.IsTransient,
                SentSecrets = failure.SentSecrets,
            };
        }

        failure.Attempts = Attempts;
        failure.EarlierKinds = [.. (_retried ?? []).Where(kind => kind != failure.Kind)];
        failure.Elapsed = elapsed;
        failure.OutcomeUnknown = IsUnknown;
        failure.IsApplied = State == WriteState.Settled && failure.Kind != ErrorKind.OperationFailed;
        failure.OperationUri ??= ResourceUri.Of(Operation);
        failure.Problem ??= failure.Response is { } response && failure.Kind != ErrorKind.NoValidator ? ProblemDetails.Parse(response) : null;
        return failure;
    }
}
