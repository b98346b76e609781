#pragma warning disable IDE0130 // PowerShell users see this name

namespace PutTools;

/// <summary>
/// The kind of an error. The names are the error ids that users see. The value of an error response is its status code, with
/// the names of RFC 9110 §15 and RFC 6585. A status code without a name has the id <c>Http</c> and its number. Values from
/// 1000 on are failures without an error response.
/// </summary>
public enum ErrorKind
{
    /// <summary>No error.</summary>
    None = 0,
    /// <summary>400: the server does not understand the request.</summary>
    BadRequest = 400,
    /// <summary>401: the server requires authentication, or refused the credentials.</summary>
    Unauthorized = 401,
    /// <summary>403: the server refuses this write with these credentials.</summary>
    Forbidden = 403,
    /// <summary>404: there is no resource at this url.</summary>
    NotFound = 404,
    /// <summary>405: the resource does not support this verb.</summary>
    MethodNotAllowed = 405,
    /// <summary>406: the server has no response in a media type that the Accept header accepts.</summary>
    NotAcceptable = 406,
    /// <summary>407: the proxy requires authentication.</summary>
    ProxyAuthenticationRequired = 407,
    /// <summary>408: the request did not arrive in the time that the server allows.</summary>
    RequestTimeout = 408,
    /// <summary>409: the state of the resource does not allow the write.</summary>
    Conflict = 409,
    /// <summary>410: the resource was removed for good.</summary>
    Gone = 410,
    /// <summary>411: the server requires a Content-Length.</summary>
    LengthRequired = 411,
    /// <summary>412: the resource is not in the state that the precondition requires.</summary>
    PreconditionFailed = 412,
    /// <summary>413: the body is larger than the server accepts.</summary>
    ContentTooLarge = 413,
    /// <summary>414: the url is longer than the server accepts.</summary>
    UriTooLong = 414,
    /// <summary>415: the server does not accept this media type.</summary>
    UnsupportedMediaType = 415,
    /// <summary>422: the server understands the request, but rejects its values.</summary>
    UnprocessableContent = 422,
    /// <summary>423: the resource is locked.</summary>
    Locked = 423,
    /// <summary>425: the server does not process a request that might be replayed (RFC 8470).</summary>
    TooEarly = 425,
    /// <summary>428: the server accepts only conditional writes.</summary>
    PreconditionRequired = 428,
    /// <summary>429: there were more requests than the server allows.</summary>
    TooManyRequests = 429,
    /// <summary>431: the headers are larger than the server accepts.</summary>
    RequestHeaderFieldsTooLarge = 431,
    /// <summary>451: the server must not serve the resource for legal reasons.</summary>
    UnavailableForLegalReasons = 451,
    /// <summary>500: the server failed, perhaps after it applied the write.</summary>
    InternalServerError = 500,
    /// <summary>501: the server does not know this verb.</summary>
    NotImplemented = 501,
    /// <summary>502: a gateway got no valid response from the server behind it.</summary>
    BadGateway = 502,
    /// <summary>503: the server cannot handle the request now.</summary>
    ServiceUnavailable = 503,
    /// <summary>504: a gateway got no response in time from the server behind it.</summary>
    GatewayTimeout = 504,
    /// <summary>507: the server has no space left for the resource.</summary>
    InsufficientStorage = 507,

    /// <summary>The host's name can't be resolved.</summary>
    NameResolutionFailed = 1000,
    /// <summary>The server refused the connection or can't be reached.</summary>
    ConnectionFailed,
    /// <summary>The connection was lost after a part of the request was sent.</summary>
    ConnectionLost,
    /// <summary>The TLS handshake failed, or the certificate is not trusted.</summary>
    TlsFailure,
    /// <summary>A redirect leads from https to http.</summary>
    InsecureRedirect,
    /// <summary>Credentials would be sent over plain http.</summary>
    UnencryptedAuthentication,
    /// <summary>No connection was made in time.</summary>
    ConnectionTimeout,
    /// <summary>The request was sent, but no response arrived in time.</summary>
    ResponseTimeout,
    /// <summary>The transfer of a body stalled for too long.</summary>
    OperationTimeout,
    /// <summary>The requests for one input object took longer than its deadline.</summary>
    DeadlineExceeded,
    /// <summary>The response is not valid HTTP, or is truncated.</summary>
    ProtocolError,
    /// <summary>There were more redirects than allowed.</summary>
    TooManyRedirects,
    /// <summary>The url is http and the port expects TLS, or the url is https and the port does not answer with TLS.</summary>
    SchemeMismatch,

    /// <summary>The payload can't be converted to bytes.</summary>
    InvalidPayload = 2000,
    /// <summary>The url is not an absolute http or https url, or a value would change its path.</summary>
    InvalidUri,
    /// <summary>The url has a {name} for which the input object has no value.</summary>
    MissingUriValue,
    /// <summary>The name or value of a header or cookie is not allowed.</summary>
    InvalidHeader,
    /// <summary>Parameters contradict each other, or a value is out of range.</summary>
    InvalidParameter,
    /// <summary>The platform does not support a parameter.</summary>
    NotSupported,
    /// <summary>A file or folder does not exist.</summary>
    FileNotFound,
    /// <summary>A file or stream can't be read to its end, or changed while it was sent.</summary>
    FileReadFailed,
    /// <summary>A file can't be written.</summary>
    FileWriteFailed,
    /// <summary>The body must be sent again, but is a stream that can be read only once.</summary>
    BodyNotReplayable,

    /// <summary>The server sends no validator for a conditional write.</summary>
    NoValidator = 3000,
    /// <summary>Others changed the resource before each attempt to write it.</summary>
    ConflictRetriesExceeded,
    /// <summary>A long-running operation that the server had accepted failed or was cancelled.</summary>
    OperationFailed,
    /// <summary>The caller's script block failed.</summary>
    ScriptBlockFailed,
    /// <summary>The caller's condition rejected a 2xx response.</summary>
    ResponseRejected,
    /// <summary>An error that the module does not expect.</summary>
    UnexpectedFailure,

    /// <summary>The journal exists, and the caller does not continue its run.</summary>
    JournalExists = 4000,
    /// <summary>Another process has the journal open.</summary>
    JournalInUse,
    /// <summary>The file is not a journal of this run, or is damaged.</summary>
    InvalidJournal,
    /// <summary>The journal can't be opened, or a line can't be written to it.</summary>
    JournalFailed,
    /// <summary>An earlier run sent the write and recorded no success.</summary>
    WriteInterrupted,
}

/// <summary>Properties of an <see cref="ErrorKind"/>.</summary>
public static class ErrorKindExtensions
{
    /// <summary>True if the failure happened in the connection, and not at the server.</summary>
    internal static bool IsOfTransport(this ErrorKind kind)
        => kind is ErrorKind.NameResolutionFailed or ErrorKind.ConnectionFailed or ErrorKind.ConnectionLost or ErrorKind.TlsFailure or ErrorKind.SchemeMismatch
            or ErrorKind.ConnectionTimeout or ErrorKind.ResponseTimeout or ErrorKind.OperationTimeout or ErrorKind.ProtocolError;

    /// <summary>Returns the stable id: the name of the kind, or <c>Http</c> and the status code if it has no name.</summary>
    public static string ToId(this ErrorKind kind)
        => Enum.IsDefined(typeof(ErrorKind), kind) ? kind.ToString() : FormattableString.Invariant($"Http{(int)kind}");
}
