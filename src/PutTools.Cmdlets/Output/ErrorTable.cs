using System.Management.Automation;

namespace PutTools.Cmdlets.Output;

/// <summary>For each kind of failure its category and what to do about it: the one place that says so.</summary>
internal static class ErrorTable
{
    public static (ErrorCategory Category, string Advice) Of(ErrorKind kind) => kind switch
    {
        ErrorKind.BadRequest => (ErrorCategory.InvalidArgument, "Compare the payload and the url with what the server expects."),
        ErrorKind.Unauthorized => (ErrorCategory.AuthenticationError, "Give valid credentials with -Credential or -Token."),
        ErrorKind.Forbidden => (ErrorCategory.PermissionDenied, "Use an identity that may change this resource."),
        ErrorKind.NotFound => (ErrorCategory.ObjectNotFound, "Check the url. PATCH needs a resource that exists; PUT can create one where the server allows it."),
        ErrorKind.MethodNotAllowed => (ErrorCategory.InvalidOperation, "Use another verb or url: the Allow header of the response says which verbs this resource takes."),
        ErrorKind.NotAcceptable => (ErrorCategory.InvalidType, "Ask for a media type that the server has, with -Accept."),
        ErrorKind.ProxyAuthenticationRequired => (ErrorCategory.AuthenticationError, "Give the proxy's credentials with -ProxyCredential."),
        ErrorKind.RequestTimeout => (ErrorCategory.OperationTimeout, "Try again: the server waited too long for the request."),
        ErrorKind.Conflict => (ErrorCategory.ResourceExists, "Read the resource's current state, settle the conflict and write again."),
        ErrorKind.Gone => (ErrorCategory.ObjectNotFound, "Remove what refers to the resource: it was removed for good."),
        ErrorKind.LengthRequired => (ErrorCategory.LimitsExceeded, "Send a body of known length: a file or an object, not a stream that can't seek."),
        ErrorKind.ContentTooLarge => (ErrorCategory.LimitsExceeded, "Send less at once, or raise the server's limit for the size of a body."),
        ErrorKind.UriTooLong => (ErrorCategory.LimitsExceeded, "Shorten the url or its query."),
        ErrorKind.RequestHeaderFieldsTooLarge => (ErrorCategory.LimitsExceeded, "Send fewer or shorter headers and cookies."),
        ErrorKind.PreconditionFailed => (ErrorCategory.InvalidOperation, "Read the resource again and build the change on its current ETag, or let -Update do both: it is not in the state that the precondition names."),
        ErrorKind.UnsupportedMediaType => (ErrorCategory.InvalidType, "Use -ContentType with a media type that the server takes; for PATCH the Accept-Patch header of the response may name them."),
        ErrorKind.UnprocessableContent => (ErrorCategory.InvalidData, "Correct the values that the server names."),
        ErrorKind.Locked => (ErrorCategory.ResourceBusy, "Wait until the lock on the resource is released."),
        ErrorKind.TooEarly => (ErrorCategory.ResourceUnavailable, "Try again: the server does not take a request that might be a replayed one."),
        ErrorKind.PreconditionRequired => (ErrorCategory.InvalidOperation, "Give the resource's ETag with -IfMatch, or use -Update: the server takes conditional writes only."),
        ErrorKind.TooManyRequests => (ErrorCategory.QuotaExceeded, "Write less often, or wait as long as the Retry-After header of the response says."),
        ErrorKind.UnavailableForLegalReasons => (ErrorCategory.PermissionDenied, "Ask who runs the server: it may not serve this resource for legal reasons."),
        ErrorKind.InternalServerError => (ErrorCategory.InvalidResult, "Read the resource before writing again: the server failed, perhaps after it had applied the write. Its log says more."),
        ErrorKind.NotImplemented => (ErrorCategory.NotImplemented, "Use another verb: the server does not know this one."),
        ErrorKind.BadGateway => (ErrorCategory.ConnectionError, "Read the resource before writing again: a gateway got no valid answer from the server behind it."),
        ErrorKind.ServiceUnavailable => (ErrorCategory.ResourceUnavailable, "Try again later; the Retry-After header of the response may say when."),
        ErrorKind.GatewayTimeout => (ErrorCategory.OperationTimeout, "Read the resource before writing again: a gateway got no answer in time from the server behind it."),
        ErrorKind.InsufficientStorage => (ErrorCategory.LimitsExceeded, "Free room on the server: it has none left for this."),

        ErrorKind.NameResolutionFailed => (ErrorCategory.ConnectionError, "Check the spelling of the host's name, and the DNS settings of this machine; if this network needs a proxy, give -Proxy."),
        ErrorKind.ConnectionFailed => (ErrorCategory.ConnectionError, "Check host and port, that the server runs, and that no firewall is in the way; if this network needs a proxy, give -Proxy."),
        ErrorKind.ConnectionLost => (ErrorCategory.ConnectionError, "Read the resource to see whether the write was applied, then write again if it was not."),
        ErrorKind.TlsFailure => (ErrorCategory.SecurityError, "Check that the port speaks TLS, and the server's certificate: its name, its dates, and who issued it. Trust an authority of your own with -CACertificatePath."),
        ErrorKind.InsecureRedirect => (ErrorCategory.SecurityError, "Use the https url that is meant, or allow it with -AllowInsecureRedirect."),
        ErrorKind.UnencryptedAuthentication => (ErrorCategory.SecurityError, "Use an https url, or allow it with -AllowUnencryptedAuthentication."),
        ErrorKind.ConnectionTimeout => (ErrorCategory.OperationTimeout, "Check host and port and the way there, or allow more time with -TimeoutSec."),
        ErrorKind.ResponseTimeout => (ErrorCategory.OperationTimeout, "Read the resource to see whether the write was applied; allow more time with -TimeoutSec."),
        ErrorKind.OperationTimeout => (ErrorCategory.OperationTimeout, "Read the resource to see whether the write was applied; allow longer silence with -OperationTimeoutSeconds."),
        ErrorKind.DeadlineExceeded => (ErrorCategory.OperationTimeout, "Allow more time with -DeadlineSeconds; where the write may have been applied, read the resource first."),
        ErrorKind.ProtocolError => (ErrorCategory.ProtocolError, "Check that the port is that of an HTTP server, and read the resource to see whether the write was applied."),
        ErrorKind.TooManyRedirects => (ErrorCategory.LimitsExceeded, "Use the url that is redirected to, or allow more with -MaximumRedirection."),

        ErrorKind.InvalidPayload => (ErrorCategory.InvalidData, "Correct the body."),
        ErrorKind.InvalidUri => (ErrorCategory.InvalidArgument, "Correct the url."),
        ErrorKind.MissingUriValue => (ErrorCategory.InvalidArgument, "Give the input object that property, or correct the name in braces."),
        ErrorKind.InvalidHeader => (ErrorCategory.InvalidArgument, "Correct the header."),
        ErrorKind.InvalidParameter => (ErrorCategory.InvalidArgument, "Correct the parameters."),
        ErrorKind.NotSupported => (ErrorCategory.NotImplemented, "Leave that parameter out, or use a PowerShell and a platform that have it."),
        ErrorKind.FileNotFound => (ErrorCategory.ObjectNotFound, "Check the path."),
        ErrorKind.FileReadFailed => (ErrorCategory.ReadError, "Check that the file can be read and does not change while it is sent."),
        ErrorKind.FileWriteFailed => (ErrorCategory.WriteError, "Check the path, its permissions and the room left. The write itself was answered."),

        ErrorKind.BodyNotReplayable => (ErrorCategory.InvalidOperation, "Send a file, bytes or an object, which can be sent again, or use the url that is redirected to."),

        ErrorKind.NoValidator => (ErrorCategory.InvalidOperation, "Use -Force to write without this safety."),
        ErrorKind.ConflictRetriesExceeded => (ErrorCategory.ResourceBusy, "Try again when fewer others write to it, or raise -MaximumConflictRetryCount."),
        ErrorKind.OperationFailed => (ErrorCategory.InvalidResult, "See what the server says of the operation, and start it again if that can help."),
        ErrorKind.ScriptBlockFailed => (ErrorCategory.InvalidOperation, "Correct the script block."),

        >= (ErrorKind)300 and < (ErrorKind)400 and not (ErrorKind)304 => (ErrorCategory.InvalidOperation, "Write to the url that the Location header of the response names; -MaximumRedirection says how many redirects to http and https are followed."),
        >= (ErrorKind)500 and < (ErrorKind)600 => (ErrorCategory.ResourceUnavailable, "Read the resource before writing again: the server failed and does not say whether it applied the write."),
        _ => (ErrorCategory.InvalidOperation, "See what the server says, and correct the request."),
    };
}
