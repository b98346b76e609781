namespace PutTools.Http;

/// <summary>The failure of a write, and if the write may have been applied. The engine throws no other exception of its own.</summary>
internal sealed class RequestException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="kind">The kind of error.</param>
    /// <param name="message">What happened, to what, and what to do, in whole sentences without secrets.</param>
    /// <param name="innerException">The exception of the runtime or the operating system.</param>
    public RequestException(ErrorKind kind, string message, Exception? innerException = null)
        : base(message, innerException) => Kind = kind;

    /// <summary>The kind of error.</summary>
    public ErrorKind Kind { get; }

    /// <summary>The status code of the response; null if there is no response.</summary>
    public int? StatusCode => Response?.StatusCode;

    /// <summary>The response; null if there is none.</summary>
    public HttpResponse? Response { get; internal set; }

    /// <summary>The server's own description of the problem (RFC 9457); null if there is none.</summary>
    public ProblemDetails? Problem { get; internal set; }

    /// <summary>The number of times the write was sent; 0 if it was not sent.</summary>
    public int Attempts { get; internal set; }

    /// <summary>The kinds of error of earlier attempts that differ from this one.</summary>
    public IReadOnlyList<ErrorKind> EarlierKinds { get; internal set; } = [];

    /// <summary>The time from the first attempt to the failure.</summary>
    public TimeSpan Elapsed { get; internal set; }

    /// <summary>True if the same write may succeed later.</summary>
    public bool IsTransient { get; internal set; }

    /// <summary>True if the write may have been applied although it failed.</summary>
    public bool OutcomeUnknown { get; internal set; }

    /// <summary>True if the write was applied: only what came after it failed, such as its response's file.</summary>
    public bool IsApplied { get; internal set; }

    /// <summary>The url to poll for a long-running operation that the server accepted; null if there is none.</summary>
    public Uri? OperationUri { get; internal set; }

    /// <summary>The secrets of the request, longest first, which an inner exception may quote from the server.</summary>
    internal IReadOnlyList<string> SentSecrets { get; init; } = [];

    /// <summary>True if the failed attempt had begun to send its request.</summary>
    internal bool WasSent { get; init; }

    /// <summary>
    /// True if the connection had served an earlier request and was lost without a byte of the response. The server may have closed it before
    /// the request arrived.
    /// </summary>
    internal bool IsOfKeptConnection { get; init; }

    /// <summary>True if a host that has never answered this process refused the connection, or did not answer the TLS handshake.</summary>
    internal bool IsRefusedByUnknownHost { get; init; }
}
