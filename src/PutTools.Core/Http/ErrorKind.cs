using System;

#pragma warning disable IDE0130 // PowerShell users meet this name

namespace PutTools;

/// <summary>
/// What went wrong. The names are the error ids that users see. For a response with a status that means failure the
/// value is the status code itself (names as in RFC 9110 §15 and RFC 6585); a status without a name here has the id
/// <c>Http</c> and its number. Values from 1000 on are failures without such a response.
/// </summary>
public enum ErrorKind
{
    /// <summary>No kind.</summary>
    None = 0,
    /// <summary>400.</summary>
    BadRequest = 400,
    /// <summary>401.</summary>
    Unauthorized = 401,
    /// <summary>403.</summary>
    Forbidden = 403,
    /// <summary>404.</summary>
    NotFound = 404,
    /// <summary>405.</summary>
    MethodNotAllowed = 405,
    /// <summary>406.</summary>
    NotAcceptable = 406,
    /// <summary>407.</summary>
    ProxyAuthenticationRequired = 407,
    /// <summary>408.</summary>
    RequestTimeout = 408,
    /// <summary>409.</summary>
    Conflict = 409,
    /// <summary>410.</summary>
    Gone = 410,
    /// <summary>411.</summary>
    LengthRequired = 411,
    /// <summary>412.</summary>
    PreconditionFailed = 412,
    /// <summary>413.</summary>
    ContentTooLarge = 413,
    /// <summary>414.</summary>
    UriTooLong = 414,
    /// <summary>415.</summary>
    UnsupportedMediaType = 415,
    /// <summary>422.</summary>
    UnprocessableContent = 422,
    /// <summary>423.</summary>
    Locked = 423,
    /// <summary>425.</summary>
    TooEarly = 425,
    /// <summary>428.</summary>
    PreconditionRequired = 428,
    /// <summary>429.</summary>
    TooManyRequests = 429,
    /// <summary>431.</summary>
    RequestHeaderFieldsTooLarge = 431,
    /// <summary>451.</summary>
    UnavailableForLegalReasons = 451,
    /// <summary>500.</summary>
    InternalServerError = 500,
    /// <summary>501.</summary>
    NotImplemented = 501,
    /// <summary>502.</summary>
    BadGateway = 502,
    /// <summary>503.</summary>
    ServiceUnavailable = 503,
    /// <summary>504.</summary>
    GatewayTimeout = 504,
    /// <summary>507.</summary>
    InsufficientStorage = 507,

    /// <summary>The host's name has no address.</summary>
    NameResolutionFailed = 1000,
    /// <summary>The server refused the connection or can't be reached.</summary>
    ConnectionFailed,
    /// <summary>The connection was lost after the request had begun to leave.</summary>
    ConnectionLost,
    /// <summary>No secure connection: handshake or certificate.</summary>
    TlsFailure,
    /// <summary>A redirect from https to http.</summary>
    InsecureRedirect,
    /// <summary>Credentials would go over plain http.</summary>
    UnencryptedAuthentication,
    /// <summary>No connection in time.</summary>
    ConnectionTimeout,
    /// <summary>The request was sent, no response came in time.</summary>
    ResponseTimeout,
    /// <summary>Bytes had begun to move and then stood still for too long.</summary>
    OperationTimeout,
    /// <summary>All that was done for one input object took longer than its deadline.</summary>
    DeadlineExceeded,
    /// <summary>The response is not HTTP, or is cut.</summary>
    ProtocolError,
    /// <summary>More redirects than allowed.</summary>
    TooManyRedirects,

    /// <summary>The payload can't be turned into the right bytes.</summary>
    InvalidPayload = 2000,
    /// <summary>The url is no absolute http or https url, or a value would lead out of its place in it.</summary>
    InvalidUri,
    /// <summary>The url has a {name} that the input object has no value for.</summary>
    MissingUriValue,
    /// <summary>The name or value of a header or cookie is not allowed.</summary>
    InvalidHeader,
    /// <summary>Parameters that don't go together, or a value out of range.</summary>
    InvalidParameter,
    /// <summary>The platform lacks what a parameter asks for.</summary>
    NotSupported,
    /// <summary>A file or folder is not there.</summary>
    FileNotFound,
    /// <summary>A file or stream can't be read to its end, or changed while it was sent.</summary>
    FileReadFailed,
    /// <summary>A file can't be written.</summary>
    FileWriteFailed,
    /// <summary>The body has to be sent once more, and is a stream that can't be read again.</summary>
    BodyNotReplayable,

    /// <summary>The server gives no validator to build a conditional write on.</summary>
    NoValidator = 3000,
    /// <summary>Others changed the resource each time before the write arrived.</summary>
    ConflictRetriesExceeded,
    /// <summary>A long operation that the server had accepted ended in failure or was cancelled.</summary>
    OperationFailed,
    /// <summary>A script block of the caller failed.</summary>
    ScriptBlockFailed,
    /// <summary>A 2xx response that the caller's condition does not take for success.</summary>
    ResponseRejected,
    /// <summary>Something that the module did not expect.</summary>
    UnexpectedFailure,
}

/// <summary>What an <see cref="ErrorKind"/> says of itself.</summary>
public static class ErrorKindExtensions
{
    /// <summary>True if it happened on the way to the server and back, and not there.</summary>
    internal static bool IsOfTransport(this ErrorKind kind)
        => kind is ErrorKind.NameResolutionFailed or ErrorKind.ConnectionFailed or ErrorKind.ConnectionLost or ErrorKind.TlsFailure
            or ErrorKind.ConnectionTimeout or ErrorKind.ResponseTimeout or ErrorKind.OperationTimeout or ErrorKind.ProtocolError;

    /// <summary>The stable id: the kind's name, or <c>Http</c> and the status code where it has none.</summary>
    public static string ToId(this ErrorKind kind)
        => Enum.IsDefined(typeof(ErrorKind), kind) ? kind.ToString() : FormattableString.Invariant($"Http{(int)kind}");
}
