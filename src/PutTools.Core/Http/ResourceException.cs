using System;
using PutTools.Http;

#pragma warning disable IDE0130 // PowerShell users meet this name

namespace PutTools;

/// <summary>
/// The one exception of the engine: why a write did not succeed, and whether it may have been applied all the same.
/// </summary>
public sealed class ResourceException : Exception
{
    /// <summary>Creates one without a kind; for serializers and analyzers, not for use.</summary>
    public ResourceException()
        : this(ErrorKind.None, string.Empty)
    {
    }

    /// <summary>Creates one without a kind.</summary>
    public ResourceException(string message)
        : this(ErrorKind.None, message)
    {
    }

    /// <summary>Creates one without a kind.</summary>
    public ResourceException(string message, Exception innerException)
        : this(ErrorKind.None, message, innerException)
    {
    }

    /// <summary>Creates one.</summary>
    /// <param name="kind">What went wrong.</param>
    /// <param name="message">What happened, to what, and what to do, in whole sentences without secrets.</param>
    /// <param name="innerException">What the runtime or the system said of it.</param>
    public ResourceException(ErrorKind kind, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Kind = kind;
    }

    /// <summary>What went wrong.</summary>
    public ErrorKind Kind { get; }

    /// <summary>The response's status code; null where no response came.</summary>
    public int? StatusCode => Response?.StatusCode;

    /// <summary>The response; null where none came.</summary>
    public HttpResponse? Response { get; internal set; }

    /// <summary>The server's own account of the problem (RFC 9457); null where it gave none.</summary>
    public ProblemDetails? Problem { get; internal set; }

    /// <summary>How many times the request was tried; 0 where nothing was sent.</summary>
    public int Attempts { get; internal set; }

    /// <summary>Whether the same write may well succeed when it is tried later.</summary>
    public bool IsTransient { get; internal set; }

    /// <summary>Whether the write may have been applied: bytes of it left, and no answer says that it was refused.</summary>
    public bool OutcomeUnknown { get; internal set; }

    /// <summary>Where a long operation goes on that the server has taken on; null without one.</summary>
    public Uri? OperationUri { get; internal set; }

    /// <summary>Whether the attempt that failed had begun to send its request.</summary>
    internal bool WasSent { get; init; }
}
