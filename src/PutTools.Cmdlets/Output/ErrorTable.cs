using System.Management.Automation;
using PutTools.Http;
using PutTools.ServerMessages;
using static System.Management.Automation.ErrorCategory;

namespace PutTools.Cmdlets.Output;

/// <summary>
/// The meaning, category and advice for each kind of error, defined only here. A test compares this table with
/// <c>about_PutTools_Errors</c>.
/// </summary>
internal static class ErrorTable
{
    /// <summary>What to do about a failure, by its kind and its circumstances; null if only the message can tell.</summary>
    public static string? AdviceFor(RequestException failure) => failure switch
    {
        { Kind: ErrorKind.PreconditionFailed, Response: { } refused } when OnlyCreates(refused)
            => "The resource exists already. Use another url, or leave -IfNoneMatch out to replace or change it.",
        { Kind: ErrorKind.PreconditionFailed, Response: { } refused } when OfCompressed(refused) is { } suffix
            => $"The tag is that of a compressed response: some servers add '{suffix}' to it, and do not accept it in a write. Leave '{suffix}' out, or read with the header 'Accept-Encoding: identity'.",
        // CalDAV answers an invalid calendar with 403 (RFC 4791 §5.3.2.1).
        { Kind: ErrorKind.Forbidden, Response: { } refused } when ServerMessage.NamesCondition(refused) => Of(ErrorKind.UnprocessableContent).Advice,
        // The read before the write.
        { Kind: ErrorKind.MethodNotAllowed or ErrorKind.NotImplemented, Attempts: 0, OperationUri: null, Response.Method: "GET" }
            => "The server does not let the resource be read: leave -Update and -IfChanged out.",
        { Kind: >= (ErrorKind)300 and < (ErrorKind)400 and not (ErrorKind)304, Response: { Location: null } }
            => "Ask whoever runs the server for the url to write to.",
        _ => Of(failure.Kind).Advice,
    };

    /// <summary>Returns the properties of a kind of error.</summary>
    public static Row Of(ErrorKind kind) => kind switch
    {
        ErrorKind.BadRequest => new(InvalidArgument,
            "The server does not understand the request.",
            "Compare the payload and the url with what the server expects."),
        ErrorKind.Unauthorized => new(AuthenticationError,
            "The server requires authentication, or refused the credentials."),
        ErrorKind.Forbidden => new(PermissionDenied,
            "The server refuses this write with these credentials.",
            "Use credentials with permission to change this resource, or the client certificate that the server expects."),
        ErrorKind.NotFound => new(ObjectNotFound,
            "There is no resource at this url.",
            "Check the url. PATCH needs a resource that exists; PUT can create one if the server allows it."),
        ErrorKind.MethodNotAllowed => new(InvalidOperation,
            "The resource does not support this verb.",
            "Use another verb or url; the Allow header of the response may list the verbs."),
        ErrorKind.NotAcceptable => new(InvalidType,
            "The server has no response in a media type that the Accept header accepts.",
            "Use -Accept with a media type that the server supports."),
        ErrorKind.ProxyAuthenticationRequired => new(AuthenticationError,
            "The proxy requires authentication.",
            "Give the proxy's credentials with -ProxyCredential."),
        ErrorKind.RequestTimeout => new(OperationTimeout,
            "The request did not arrive in the time that the server allows.",
            "Try again later, or send less at once."),
        ErrorKind.Conflict => new(ResourceExists,
            "The state of the resource does not allow the write.",
            "Read the resource's current state, resolve the conflict and write again."),
        ErrorKind.Gone => new(ObjectNotFound,
            "The resource was removed for good.",
            "Remove what refers to this url."),
        ErrorKind.LengthRequired => new(LimitsExceeded,
            "The server requires a Content-Length.",
            "Send a body of known length: a file, bytes or an object, not a stream that cannot seek."),
        ErrorKind.PreconditionFailed => new(InvalidOperation,
            "The resource is not in the state that the precondition requires.",
            "Read the resource again and build the change on its current ETag, or let -Update do both."),
        ErrorKind.ContentTooLarge => new(LimitsExceeded,
            "The body is larger than the server accepts.",
            "Send less at once, or raise the server's limit for the size of a body."),
        ErrorKind.UriTooLong => new(LimitsExceeded,
            "The url is longer than the server accepts.",
            "Shorten the url or its query."),
        ErrorKind.UnsupportedMediaType => new(InvalidType,
            "The server does not accept this media type.",
            "Use a -ContentType that the server accepts; for PATCH its Accept-Patch header may list them."),
        ErrorKind.UnprocessableContent => new(InvalidData,
            "The server understands the request, but rejects its values.",
            "Correct the values that the server names."),
        ErrorKind.Locked => new(ResourceBusy,
            "The resource is locked.",
            "Wait until the lock is released."),
        ErrorKind.TooEarly => new(ResourceUnavailable,
            "The server does not process a request that might be replayed (RFC 8470).",
            "Try again later."),
        ErrorKind.PreconditionRequired => new(InvalidOperation,
            "The server accepts only conditional writes.",
            "Give the resource's ETag with -IfMatch, or use -Update; -IfNoneMatch * creates a resource that does not exist."),
        ErrorKind.TooManyRequests => new(QuotaExceeded,
            "There were more requests than the server allows.",
            "Lower -ThrottleLimit, or wait as long as the Retry-After header of the response says."),
        ErrorKind.RequestHeaderFieldsTooLarge => new(LimitsExceeded,
            "The headers are larger than the server accepts.",
            "Send fewer or shorter headers and cookies."),
        ErrorKind.UnavailableForLegalReasons => new(PermissionDenied,
            "The server must not serve the resource for legal reasons.",
            "Ask whoever runs the server."),
        ErrorKind.InternalServerError => new(InvalidResult,
            "The server failed, perhaps after it applied the write.",
            "The server's log may have the cause."),
        ErrorKind.NotImplemented => new(NotImplemented,
            "The server does not know this verb.",
            "Use another verb."),
        ErrorKind.BadGateway => new(ConnectionError,
            "A gateway got no valid response from the server behind it.",
            "Check that the server behind the gateway runs."),
        ErrorKind.ServiceUnavailable => new(ResourceUnavailable,
            "The server cannot handle the request now.",
            "Try again later; the Retry-After header of the response may say when."),
        ErrorKind.GatewayTimeout => new(OperationTimeout,
            "A gateway got no response in time from the server behind it.",
            "Send less at once, or let the gateway wait longer."),
        ErrorKind.InsufficientStorage => new(LimitsExceeded,
            "The server has no space left for the resource.",
            "Free space on the server."),

        ErrorKind.NameResolutionFailed => new(ConnectionError,
            "The host name has no address.",
            "Check the spelling of the host name and the DNS settings of this machine; if this network needs a proxy, give -Proxy."),
        ErrorKind.ConnectionFailed => new(ConnectionError,
            "The connection was refused, or the host cannot be reached.",
            "Check host and port, or the path of -UnixSocket, and that the server runs; if this network needs a proxy, give -Proxy."),
        ErrorKind.ConnectionLost => new(ConnectionError,
            "The connection was lost after sending had begun.",
            "If this happens often, the server or a proxy closes connections after some requests without notice: use -DisableKeepAlive."),
        ErrorKind.TlsFailure => new(SecurityError,
            "The TLS handshake failed, or the server's certificate was rejected.",
            "Check the url and the certificates. To trust your own authority, use -CACertificatePath; if the server requires a client certificate, use -CertificatePath."),
        ErrorKind.InsecureRedirect => new(SecurityError,
            "The server redirects from https to http.",
            "Use an https url that is not redirected, or allow the redirect with -AllowInsecureRedirect."),
        ErrorKind.UnencryptedAuthentication => new(SecurityError,
            "Credentials would be sent over plain http; nothing was sent.",
            "Use an https url, or allow it with -AllowUnencryptedAuthentication."),
        ErrorKind.ConnectionTimeout => new(OperationTimeout,
            "There was no connection within -ConnectTimeoutSec or -TimeoutSec.",
            "Check host, port and firewalls, or allow more time."),
        ErrorKind.ResponseTimeout => new(OperationTimeout,
            "The request was sent, but no response came within -TimeoutSec.",
            "Allow more time with -TimeoutSec."),
        ErrorKind.OperationTimeout => new(OperationTimeout,
            "A transfer stalled for longer than -OperationTimeoutSeconds.",
            "Allow longer pauses with -OperationTimeoutSeconds."),
        ErrorKind.DeadlineExceeded => new(OperationTimeout,
            "The write took longer than -DeadlineSeconds.",
            "Allow more time with -DeadlineSeconds."),
        ErrorKind.ProtocolError => new(ProtocolError,
            "The response is not HTTP, or incomplete."),
        ErrorKind.TooManyRedirects => new(LimitsExceeded,
            "There were more redirects than -MaximumRedirection allows.",
            "Use the url that the redirects lead to, or allow more with -MaximumRedirection."),

        ErrorKind.SchemeMismatch => new(InvalidArgument, "The url is http and the port expects TLS, or the url is https and the port does not answer with TLS; nothing was written."),

        ErrorKind.InvalidPayload => new(InvalidData, "The payload cannot be converted without loss; nothing was sent."),
        ErrorKind.InvalidUri => new(InvalidArgument, "The url is not an absolute http or https url, or a value in it would lead to another resource; nothing was sent."),
        ErrorKind.MissingUriValue => new(InvalidArgument,
            "The input object has no value for a {name} of the url; nothing was sent."),
        ErrorKind.InvalidHeader => new(InvalidArgument, "The name or the value of a header or cookie is not allowed; nothing was sent."),
        ErrorKind.InvalidParameter => new(InvalidArgument, "Parameters cannot be used together, or a value is out of range; nothing was sent."),
        ErrorKind.NotSupported => new(NotImplemented,
            "This PowerShell or this system lacks what a parameter needs; nothing was sent."),
        ErrorKind.FileNotFound => new(ObjectNotFound,
            "A file or folder does not exist."),
        ErrorKind.FileReadFailed => new(ReadError,
            "A file cannot be read, or it changed while it was sent."),
        ErrorKind.FileWriteFailed => new(WriteError,
            "The response cannot be saved. The write itself was answered."),
        ErrorKind.BodyNotReplayable => new(InvalidOperation,
            "The body must be sent again, but is a stream that cannot be read again."),

        ErrorKind.NoValidator => new(InvalidOperation,
            "The server sends no validator that can protect the write of -Update, or accepts none.",
            "If a property has the version, name it with -VersionProperty; or use -Force to write without this protection."),
        ErrorKind.ConflictRetriesExceeded => new(ResourceBusy,
            "Others changed the resource before each attempt to write it.",
            "If others write to it all the time, try again when fewer do, or raise -MaximumConflictRetryCount."),
        ErrorKind.OperationFailed => new(InvalidResult,
            "A long-running operation failed or was cancelled.",
            "See what the server says about the operation, and start it again if that can help."),
        ErrorKind.ResponseRejected => new(InvalidResult,
            "The server answered with a 2xx status, but -SuccessCondition does not count the response as success.",
            "See what the response says."),
        ErrorKind.UnexpectedFailure => new(NotSpecified,
            "Something happened that PutTools did not expect.",
            "If OutcomeUnknown is true, read the resource before writing again. Report the error with the output of Get-Error."),
        ErrorKind.JournalExists => new(ResourceExists,
            "The file of -JournalPath exists, and -Resume is not given; nothing was sent."),
        ErrorKind.JournalInUse => new(ResourceBusy,
            "Another process has the journal open; nothing was sent."),
        ErrorKind.InvalidJournal => new(InvalidData,
            "The file of -JournalPath is damaged, is not a journal, or belongs to another verb or version; nothing was sent."),
        ErrorKind.JournalFailed => new(WriteError,
            "The journal cannot be opened or written. It ends the pipeline, and nothing more is sent."),
        ErrorKind.WriteInterrupted => new(InvalidResult,
            "An earlier run sent the write, and its outcome is not known or the rest of its response was lost. It was not sent again, because that could apply it twice."),
        ErrorKind.ScriptBlockFailed => new(InvalidOperation, "A script block that was given as a parameter failed."),

        (ErrorKind)304 => new(InvalidOperation,
            "The server says that it has changed nothing.",
            "Read the resource: it may be in the wanted state already. Otherwise a precondition kept the server from changing it."),
        >= (ErrorKind)300 and < (ErrorKind)400 => new(InvalidOperation,
            "A redirect was not followed.",
            "Write to the url that the Location header of the response names, or allow more redirects with -MaximumRedirection."),
        >= (ErrorKind)500 and < (ErrorKind)1000 => new(ResourceUnavailable,
            "The server failed, and does not say whether it applied the write.",
            "See what the server says."),
        _ => new(InvalidOperation,
            "The server refuses the request.",
            "See what the server says, and correct the request."),
    };

    // If-None-Match: * requires that there is no resource yet.
    private static bool OnlyCreates(HttpResponse refused) => HeaderField.Last(refused.SentHeaders, "If-None-Match")?.Trim() == "*";

    // Apache and Jetty name the coding in the tag of a compressed response, and compare a write with the tag without it.
    private static string? OfCompressed(HttpResponse refused)
        => HeaderField.Last(refused.SentHeaders, "If-Match")?.TrimEnd(' ', '"') is { } tag
            ? Array.Find((string[])["--gzip", "-gzip", "-br"], suffix => tag.EndsWith(suffix, StringComparison.Ordinal)) : null;

    /// <summary>The properties of a kind of error.</summary>
    /// <param name="Category">Its PowerShell category.</param>
    /// <param name="Meaning">The meaning, for the documentation; the message of an error has the details.</param>
    /// <param name="Advice">What to do, beside reading the resource if the write may have been applied; null if only the message can tell.</param>
    internal sealed record Row(ErrorCategory Category, string Meaning, string? Advice = null);
}
