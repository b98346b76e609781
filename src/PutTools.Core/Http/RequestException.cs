using System;

namespace PutTools.Http;

/// <summary>
/// Why a write did not succeed, and whether it may have been applied all the same. The engine throws no other.
/// </summary>
internal sealed class RequestException : Exception
{
    /// <summary>Creates one.</summary>
    /// <param name="kind">What went wrong.</param>
    /// <param name="message">What happened, to what, and what to do, in whole sentences without secrets.</param>
    /// <param name="innerException">The exception of the runtime or the operating system.</param>
    public RequestException(ErrorKind kind, string message, Exception? innerException = null)
        : base(message, innerException) => Kind = kind;

    /// <summary>What went wrong.</summary>
    public ErrorKind Kind { get; }

    /// <summary>The response's status code; null where no response came.</summary>
    public int? StatusCode => Response?.StatusCode;

    /// <summary>The response; null where none came.</summary>
    public HttpResponse? Response { get; internal set; }

    /// <summary>The server's own account of the problem (RFC 9457); null where it gave none.</summary>
    public ProblemDetails? Problem { get; internal set; }

    /// <summary>How many times the write was sent; 0 where nothing was.</summary>
    public int Attempts { get; internal set; }

    /// <summary>The time from the first attempt to the failure.</summary>
    public TimeSpan Elapsed { get; internal set; }

    /// <summary>True if the same write may succeed later.</summary>
    public bool IsTransient { get; internal set; }

    /// <summary>True if the write may have been applied although it failed.</summary>
    public bool OutcomeUnknown { get; internal set; }

    /// <summary>Where a long operation that the server accepted can be polled; null without one.</summary>
    public Uri? OperationUri { get; internal set; }

    /// <summary>True if the attempt that failed had begun to send its request.</summary>
    internal bool WasSent { get; init; }

    /// <summary>True if the connection was refused where nothing has answered this process before.</summary>
    internal bool IsRefusedByStranger { get; init; }
}
