using PutTools.Cmdlets.Output;
using PutTools.Http;
using PutTools.Text;

#pragma warning disable IDE0130 // users see it as PutTools.ResourceException

namespace PutTools;

/// <summary>The exception of each error record: the failure of a write, and if the write may have been applied.</summary>
public sealed class ResourceException : Exception
{
    internal ResourceException(RequestException failure, ResourceResponse? response)
        : base(DisplayText.OfLines(failure.Message), SafeException.Of(failure.InnerException, failure.SentSecrets))
    {
        Kind = failure.Kind;
        Response = response;
        Problem = failure.Problem;
        Attempts = failure.Attempts;
        IsTransient = failure.IsTransient;
        OutcomeUnknown = failure.OutcomeUnknown;
        OperationUri = failure.OperationUri;
    }

    /// <summary>The kind of error, which is also the error id.</summary>
    public ErrorKind Kind { get; }

    /// <summary>The status code of the response; null if there is no response.</summary>
    public int? StatusCode => Response?.StatusCode;

    /// <summary>The response; null if there is none.</summary>
    public ResourceResponse? Response { get; }

    /// <summary>The server's own description of the problem (RFC 9457); null if there is none.</summary>
    public ProblemDetails? Problem { get; }

    /// <summary>The pause that the server requests before a retry; null if it requests none.</summary>
    public TimeSpan? RetryAfter => Response?.RetryAfter;

    /// <summary>The number of times the write was sent; 0 if it was not sent.</summary>
    public int Attempts { get; }

    /// <summary>True if the same write may succeed later.</summary>
    public bool IsTransient { get; }

    /// <summary>True if the write may have been applied although it failed.</summary>
    public bool OutcomeUnknown { get; }

    /// <summary>The url to poll for a long-running operation that the server accepted; null if there is none.</summary>
    public Uri? OperationUri { get; }
}
