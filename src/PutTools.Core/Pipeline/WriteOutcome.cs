using System;
using PutTools.Http;

namespace PutTools.Pipeline;

/// <summary>What is known of a write at the server.</summary>
internal enum WriteState
{
    /// <summary>It was not applied: nothing was sent, or every attempt was refused.</summary>
    NotApplied,

    /// <summary>An attempt may have been applied, and no response says whether it was.</summary>
    Unknown,

    /// <summary>A 303 says that it was applied; the response that it leads to has not come.</summary>
    Redirected,

    /// <summary>The server has accepted it and runs an operation for it.</summary>
    Accepted,

    /// <summary>It is settled: applied, or the end of its operation is known.</summary>
    Settled,
}

/// <summary>
/// The one owner of what is known of a write. Policies report what happened; whether the outcome is unknown follows
/// from it, here and nowhere else. Every exception that leaves the engine is completed here too, once, by <see cref="Complete"/>.
/// </summary>
internal sealed class WriteOutcome
{
    /// <summary>What is known now.</summary>
    public WriteState State { get; private set; }

    /// <summary>How many times the write was sent; reads don't count.</summary>
    public int Attempts { get; private set; }

    /// <summary>Where the operation can be polled that the server runs; null where it runs none.</summary>
    public Uri? Operation { get; private set; }

    /// <summary>Whether the write may have been applied without a response that says so.</summary>
    public bool IsUnknown => State is WriteState.Unknown or WriteState.Redirected or WriteState.Accepted;

    /// <summary>An attempt begins. Reads change nothing at the server, so they don't count.</summary>
    public void AttemptStarted(HttpRequest request)
    {
        if (!request.IsSafe)
            Attempts++;
    }

    /// <summary>An attempt ended without a complete response.</summary>
    /// <param name="request">The request.</param>
    /// <param name="mayHaveBeenApplied">Whether the server may have acted on what it got of it.</param>
    public void AttemptLost(HttpRequest request, bool mayHaveBeenApplied)
    {
        if (!request.IsSafe && mayHaveBeenApplied)
            State = WriteState.Unknown;
    }

    /// <summary>A response whose status means failure came. An earlier attempt may have been applied all the same.</summary>
    public void Failed(HttpRequest request, HttpResponse response)
    {
        if (!request.IsSafe && StatusCodes.LeavesOutcomeOpen(response))
            State = WriteState.Unknown;
    }

    /// <summary>A 303 came: the write was applied, and its response is elsewhere.</summary>
    public void RedirectedToResult() => State = WriteState.Redirected;

    /// <summary>A 2xx came to the write, or the resource was found to be as the write makes it.</summary>
    public void Confirmed() => State = WriteState.Settled;

    /// <summary>The server has accepted the write and runs an operation at <paramref name="operation"/>.</summary>
    public void Accepted(Uri operation) => (State, Operation) = (WriteState.Accepted, operation);

    /// <summary>The operation has ended, in success or failure.</summary>
    public void OperationEnded() => (State, Operation) = (WriteState.Settled, null);

    /// <summary>The operation has ended, and did a part of the write.</summary>
    public void OperationEndedInPart() => (State, Operation) = (WriteState.Unknown, null);

    /// <summary>The exception of a response whose status means failure.</summary>
    public RequestException ToException(HttpRequest request, HttpResponse response)
    {
        Failed(request, response);
        return new RequestException((ErrorKind)response.StatusCode, PipelineMessages.StatusFailure(request, response))
        {
            Response = response,
            IsTransient = StatusCodes.IsTransient(response.StatusCode) || StatusCodes.SaysNotNow(response),
        };
    }

    /// <summary>Writes into <paramref name="failure"/> what is known of the write.</summary>
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
            };
        }

        failure.Attempts = Attempts;
        failure.Elapsed = elapsed;
        failure.OutcomeUnknown = IsUnknown;
        failure.OperationUri ??= ResourceUri.Of(Operation);
        failure.Problem ??= failure.Response is { } response && failure.Kind != ErrorKind.NoValidator ? ProblemDetails.Parse(response) : null;
        return failure;
    }
}
