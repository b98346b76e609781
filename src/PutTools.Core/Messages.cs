using System;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using PutTools.Content;
using PutTools.Http;
using PutTools.Pipeline;
using PutTools.Secrets;
using PutTools.Transport;

namespace PutTools;

/// <summary>
/// The engine's messages for people: what happened, to what, what to do next, and whether anything was sent. Advice that
/// holds for each failure of a kind is in the commands' table of errors.
/// </summary>
internal static partial class Messages
{
    private const int LongestUri = 500;
    private const int UriEnd = 100;

    private static readonly string[] SizeUnits = ["bytes", "KiB", "MiB", "GiB", "TiB"];

    public static string StatusFailure(ResourceRequest request, HttpResponse response)
        => $"{Target(request)} failed: {Status(response)}.{Allowed(response)}{Redirected(response)}"
            + (StatusCodes.IsTransient(response.StatusCode) ? NotReplayable(request) : string.Empty);

    public static string Status(HttpResponse response) => $"{Number(response.StatusCode)} {response.ReasonPhrase}".TrimEnd();

    // RFC 9110 §15.5.6: a 405 names the methods that the resource takes.
    private static string Allowed(HttpResponse response)
        => response.StatusCode == 405 && response.Headers.Single("Allow") is { Length: > 0 } methods ? $" The resource supports {methods}." : string.Empty;

    private static string Redirected(HttpResponse response) => response.History switch
    {
        [] => string.Empty,
        var hops when hops.Any(static hop => hop.StatusCode == 303)
            => $" The write itself was answered with 303; the GET of its target {Shown(response.Target)} failed.",
        _ => $" It was redirected to {Shown(response.Target)}.",
    };

    private static string Shown(Uri? uri) => uri is null ? string.Empty : RedactedUri.Text(uri);

    public static string Retry(string happened, int attempt, int attempts, TimeSpan wait)
        => $"{happened} Attempt {Number(attempt)} of {Number(attempts)} follows in {Seconds(wait)}.";

    public static string LeftAlone(ResourceRequest request, TimeSpan wait)
        => $"{Target(request)} waits {Seconds(wait)}: {request.Uri.Authority} asked for a pause.";

    public static string RetryActivity(ResourceRequest request) => $"Waiting to retry {Target(request)}";

    public static string DeadlineExceeded(ResourceRequest request, TimeSpan deadline, TimeSpan? wait, ExchangeContext exchange)
        => $"{Target(request)} did not finish within its deadline of {Seconds(deadline)}"
            + (wait is { } time ? $": it would have to wait {Seconds(time)} more." : ".")
            + (exchange.Operation is { } operation ? $" The operation continues at {RedactedUri.Text(operation)}."
                : exchange.Attempts == 0 ? " Nothing was written."
                : Doubt(exchange.MayHaveBeenApplied));

    public static string NoTimeToRetry(string happened, TimeSpan wait)
        => $"{happened} It is not retried: a wait of {Seconds(wait)} would end after the deadline.";

    public static string OperationGoesOn(RequestException failure, Uri operation)
        => $"{failure.Message} The server has accepted the write. Its operation can be polled again at {RedactedUri.Text(operation)}.";

    public static string OperationFailed(ResourceRequest request, Uri operation, string state)
        => $"{Target(request)} was accepted, but its operation {RedactedUri.Text(operation)} ended as '{state}'.";

    public static string OperationActivity(ResourceRequest request) => $"Waiting for the operation of {Target(request)}";

    public static string OperationStatus(Uri operation, string state) => $"The operation {RedactedUri.Text(operation)} is '{state}'.";

    public static string NoOperationUrl(ResourceRequest request)
        => $"{Target(request)} was accepted (202), but the response has no Operation-Location or Location to poll. The write may still be in progress: read the resource to see.";

    public static string StartingOver(ResourceRequest request, int conflict, int most)
        => $"{Target(request)}: somebody else changed the resource in the meantime. It is read again ({Number(conflict)} of {Number(most)}).";

    public static string ConflictRetriesExceeded(ResourceRequest request, int most)
        => $"{Target(request)} failed: others changed the resource between each read and write ({Number(most)} more tries). Nothing was written.";

    public static string UnreadableState(ResourceRequest request, string problem)
        => $"{Target(request)} was not sent: the resource was read, but it cannot be understood. {problem}";

    public static string NoJson(HttpResponse response) => $"The response is declared as '{response.ContentType}', but it is not.";

    public static string NoValidator(ResourceRequest request)
        => $"{Target(request)} was not sent: the server sends neither a strong entity tag nor Last-Modified, so a change by somebody else could be lost.";

    public static string TransportFailure(
        ErrorKind kind, ResourceRequest request, Exception failure, AttemptWatch watch, bool mayHaveBeenApplied)
    {
        var (target, host) = (Target(request), request.Uri.Authority + Through(request));
        var what = kind switch
        {
            ErrorKind.NameResolutionFailed => $"{target} failed: the host name '{request.Uri.Host}' has no address.",
            ErrorKind.ConnectionFailed => $"{target} failed: no connection to {host}: {Innermost(failure)}.",
            ErrorKind.ConnectionTimeout => $"{target} failed: no connection to {host} within {Seconds(watch.ElapsedLimit)}.",
            ErrorKind.ConnectionLost => $"{target} failed: the connection to {host} was lost before the response came: {Innermost(failure)}.",
            ErrorKind.ResponseTimeout => $"{target} failed: no response from {host} within {Seconds(watch.ElapsedLimit)}.",
            ErrorKind.OperationTimeout when watch.Phase == AttemptPhase.Receiving
                => $"{target} failed: the response from {host} stalled for {Seconds(watch.ElapsedLimit)}.",
            ErrorKind.OperationTimeout
                => $"{target} failed: {host} accepted no more data for {Seconds(watch.ElapsedLimit)}, after {Bytes(watch.BytesSent)}.",
            ErrorKind.ProxyAuthenticationRequired => $"{target} failed: no connection to {host}: the proxy requires authentication (407).",
            ErrorKind.TlsFailure => $"{target} failed: no secure connection to {host}: {Innermost(failure)}.",
            ErrorKind.ProtocolError when watch.Phase == AttemptPhase.Receiving
                => $"{target} failed: the response from {host} is incomplete: {Innermost(failure)}.",
            ErrorKind.ProtocolError => $"{target} failed: what {host} sent is not an HTTP response: {Innermost(failure)}.{OtherVersion(request)}",
            _ => $"{target} failed: {Innermost(failure)}.{OtherVersion(request)}",
        };
        return what + Doubt(mayHaveBeenApplied) + NotReplayable(request);
    }

    public static string BodyCut(long received, long announced)
        => $"{Number(received)} of {Bytes(announced)} of the body arrived";

    public static string BodyTooLong(long limit)
        => $"The body of the response is longer than {Bytes(limit)} and was left out. The write itself was answered. Raise -MaximumResponseBytes, or use -OutFile, to get it.";

    public static string UndecodedBody(string codings, string reason)
        => $"The response is declared as '{codings}', but it cannot be decoded ({reason.TrimEnd('.')}). Content has the bytes as they arrived.";

    public static string UnknownCoding(string name) => $"the coding '{name}' is unknown";

    public static string Verifying(ResourceRequest request)
        => $"{Target(request)}: the precondition fails, perhaps because an earlier attempt was applied. The resource is read to find out.";

    public static string InvalidTag(string tag) => $"'{tag}' is not an entity tag. Give it as the ETag of a response has it, such as \"abc\", or * for any. Nothing was sent.";

    public static string OpenBrace(string template)
        => $"The url '{RedactedUri.Text(template)}' has a brace that is not closed. Write {{name}}, or %7B and %7D for braces that are meant. Nothing was sent.";

    public static string UriWouldChange(string uri)
        => $"The url '{RedactedUri.Text(uri)}' has escapes or dot segments that the .NET of this PowerShell undoes, so it can't be sent as it is written. Write it without them, or use PowerShell 7.2 or later. Nothing was sent.";

    public static string MissingUriValue(string template, string name)
        => $"The url '{RedactedUri.Text(template)}' needs a value for {{{name}}}, and the input object has none.{OtherExpansion(name)} Braces that are meant are written %7B and %7D. Nothing was sent.";

    // RFC 6570 §2.2 and §2.3: an operator, or several variables at once.
    private static string OtherExpansion(string name) => name.Length > 0 && ("?&/#.;".Contains(name[0]) || name.Contains(','))
        ? " Of RFC 6570 only {name} and {+name} are supported; give a query with -Query."
        : string.Empty;

    public static string DotSegment(string template, string name, string value)
        => $"The value of {{{name}}} is '{value}', which would change the path of the url '{RedactedUri.Text(template)}'. Give the value that names the resource. Nothing was sent.";

    public static string EmptyHeaderName(string what) => $"A {what} has an empty name. Give it a name, or drop it. Nothing was sent.";

    public static string InvalidHeaderName(string name, string what)
        => $"'{name}' is not a valid {what} name. Use only letters, digits and !#$%&'*+-.^_`|~. Nothing was sent.";

    public static string HeaderLineBreak(string name, string what)
        => $"The value of the {what} '{name}' has a line break or a null character, which could add other headers. Remove it. Nothing was sent.";

    public static string InvalidHeaderValue(string name, char character, string what)
        => $"The value of the {what} '{name}' has the character U+{(int)character:X4}, which is not ASCII text. Encode it first, for example with [uri]::EscapeDataString(). Nothing was sent.";

    public static string OtherLength(string stated, long length)
        => $"The header 'Content-Length' says {stated}, but the body has {Bytes(length)}. Drop the header: the length is sent anyway. Nothing was sent.";

    public static string NoChunks
        => "HTTP/1.0 cannot send chunks, so the length of the body must be known, and -TransferEncoding cannot be used. Leave -HttpVersion out. Nothing was sent.";

    public static string FileNotFound(string path) => $"There is no file '{path}'. Nothing was sent.";

    public static string FileIsFolder(string path) => $"'{path}' is a folder, not a file. Give the path of one file, or pipe its files with Get-ChildItem -File. Nothing was sent.";

    public static string FileUnreadable(string path, Exception failure)
        => $"The file '{path}' cannot be read: {Innermost(failure)}. Check its permissions, and which program has it open. Nothing was sent.";

    public static string FileReadFailed(string path, Exception failure) => $"The file '{path}' cannot be read: {Innermost(failure)}.";

    public static string FileChanged(string path) => $"The file '{path}' changed while it was sent, so the request was aborted. Send a copy, or send it when no program writes to it.";

    public static string FileWithoutLength(string path)
        => $"The length of '{path}' is unknown, as it is for a pipe or a device. Open it, and give the stream as the body. Nothing was sent.";

    public static string SourceFailed(Exception failure) => $"The payload could not be read to its end: {Innermost(failure)}. The request was aborted.";

    public static string StreamAtEnd(long position)
        => $"The stream is at its end, after {Bytes(position)}, so nothing would be sent. Set its Position to 0 to send all of it. Nothing was sent.";

    public static string InvalidMediaType(string contentType)
        => $"'{contentType}' is not a media type. Give a type and a subtype, such as application/json or text/plain; charset=utf-8. Nothing was sent.";

    public static string ClosedStream => "The stream is closed, or it cannot be read. Give one that is open for reading. Nothing was sent.";

    public static string StreamUsedUp => "The stream was sent already, and it cannot be read again. Give a file, or a stream that can seek.";

    public static string StreamShortened(long sent, long length)
        => $"The stream ended after {Number(sent)} of {Bytes(length)}, so the request was aborted. Give a complete stream.";

    public static string NotReplayable(ResourceRequest request)
        => request.Content is { CanReplay: false } ? " It was not retried, because the body is a stream that can be read only once." : string.Empty;

    public static string FileWriteFailed(string path, Exception failure)
        => $"The response could not be written to '{path}': {Innermost(failure)}. An earlier file of that name is unchanged. The write itself was answered.";

    public static string FileTooLong(string path, long limit)
        => $"The response is longer than -MaximumResponseBytes ({Number(limit)}), so '{path}' was not written. The write itself was answered. Raise -MaximumResponseBytes, or leave it out, to get it.";

    public static string Saved(string path) => $"The body of the response was saved as '{path}'.";

    public static string Sending(ResourceRequest request) => $"{Target(request)}: sending";

    public static string Receiving(ResourceRequest request) => $"{Target(request)}: receiving";

    public static string TransferStatus(long moved, long? total, double bytesPerSecond)
        => Size(moved) + (total is { } all ? " of " + Size(all) : string.Empty) + ", " + Size(bytesPerSecond) + "/s";

    public static string UnknownTransferCoding(string coding)
        => $"The transfer coding '{coding}' cannot be used: -TransferEncoding takes only chunked. To compress, use -ContentEncoding Gzip. Nothing was sent.";

    public static string DigestOfStream
        => "-ContentDigest has to read the body before it is sent, and this stream can be read only once. Give a file or a stream that can seek. Nothing was sent.";

    public static string CodingNotSupported(string coding)
        => $"This platform cannot compress in the content coding '{coding}'. Use -ContentEncoding Gzip, or PowerShell 7.4 or later. Nothing was sent.";

    public static string Target(ResourceRequest request) => $"{request.Method.Method} {Shortened(RedactedUri.Text(request.Uri))}";

    public static string Seconds(TimeSpan time)
        => time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture) + (time == TimeSpan.FromSeconds(1) ? " second" : " seconds");

    public static string Bytes(long count) => Number(count) + (count == 1 ? " byte" : " bytes");

    // A long url would hide the message; its ends identify it.
    private static string Shortened(string uri) => uri.Length <= LongestUri ? uri : uri[..(LongestUri - UriEnd)] + "…" + uri[^UriEnd..];

    private static string OtherVersion(ResourceRequest request)
        => request.Settings.Connection.HttpVersion is { Major: > 1 } version
            ? $" -HttpVersion {version} asks for exactly that version; leave it out if the server may not have it."
            : string.Empty;

    private static string Doubt(bool mayHaveBeenApplied)
        => mayHaveBeenApplied ? " The write may have been applied: sending had begun." : string.Empty;

    private static string Size(double bytes)
    {
        var unit = 0;
        for (; bytes >= 1024 && unit < SizeUnits.Length - 1; unit++)
            bytes /= 1024;
        return bytes.ToString(unit == 0 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + SizeUnits[unit];
    }

    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Innermost(Exception failure)
    {
        while (failure.InnerException is { } inner)
            failure = inner;
        return failure.Message.TrimEnd('.', ' ');
    }
}
