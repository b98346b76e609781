using System;
using PutTools.Http;

#pragma warning disable IDE0130 // users see it as PutTools.ResourceException

namespace PutTools;

/// <summary>
/// The exception of each error record: why a write did not succeed, and whether it may have been applied all the same.
/// </summary>
public sealed class ResourceException : Exception
{
    internal ResourceException(RequestException failure, ResourceResponse? response)
        : base(failure.Message, failure.InnerException)
    {
        Kind = failure.Kind;
        Response = response;
        Problem = failure.Problem;
        Attempts = failure.Attempts;
        IsTransient = failure.IsTransient;
        OutcomeUnknown = failure.OutcomeUnknown;
        OperationUri = failure.OperationUri;
    }

    /// <summary>What went wrong.</summary>
    public ErrorKind Kind { get; }

    /// <summary>The response's status code; null where no response came.</summary>
    public int? StatusCode => Response?.StatusCode;

    /// <summary>The response; null where none came.</summary>
    public ResourceResponse? Response { get; }

    /// <summary>The server's own account of the problem (RFC 9457); null where it gave none.</summary>
    public ProblemDetails? Problem { get; }

    /// <summary>How long the server asks to wait before the next try; null where it does not.</summary>
    public TimeSpan? RetryAfter => Response?.RetryAfter;

    /// <summary>How many times the write was sent; 0 where nothing was.</summary>
    public int Attempts { get; }

    /// <summary>True if the same write may succeed later.</summary>
    public bool IsTransient { get; }

    /// <summary>True if the write may have been applied although it failed.</summary>
    public bool OutcomeUnknown { get; }

    /// <summary>Where a long operation that the server accepted can be polled; null without one.</summary>
    public Uri? OperationUri { get; }
}
