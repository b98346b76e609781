using System;
using System.Globalization;
using System.Text.Json;
using PutTools.Http;
using PutTools.Pipeline;
using PutTools.Secrets;
using PutTools.Transport;

namespace PutTools;

/// <summary>
/// The engine's words for people: what happened, to what, what to do next, and whether anything was sent. What there is
/// to do of every failure of a kind is in the commands' table of errors instead.
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
        => response.StatusCode == 405 && response.Headers.Single("Allow") is { Length: > 0 } methods ? $" It takes {methods}." : string.Empty;

    private static string Redirected(HttpResponse response) => response.History switch
    {
        [] => string.Empty,
        var hops when Array.Exists(hops, static hop => hop.StatusCode == 303)
            => $" The write itself was answered with 303; what failed is the GET of {response.Uri}, where that leads.",
        _ => $" It was redirected to {response.Uri}.",
    };

    public static string Retry(string happened, int attempt, int attempts, TimeSpan wait)
        => $"{happened} Attempt {Number(attempt)} of {Number(attempts)} follows in {Seconds(wait)}.";

    public static string LeftAlone(ResourceRequest request, TimeSpan wait)
        => $"{Target(request)} waits: {request.Uri.Authority} asked to be left alone for {Seconds(wait)} more.";

    public static string RetryActivity(ResourceRequest request) => $"Waiting to try {Target(request)} again";

    public static string DeadlineExceeded(ResourceRequest request, TimeSpan deadline, TimeSpan? wait, ExchangeContext exchange)
        => $"{Target(request)} was not done within its deadline of {Seconds(deadline)}"
            + (wait is { } time ? $": it would have to wait {Seconds(time)} more." : ".")
            + (exchange.Operation is { } operation ? $" The operation goes on at {RedactedUri.Text(operation)}."
                : exchange.Attempts == 0 ? " Nothing was written."
                : Doubt(exchange.MayHaveBeenApplied));

    public static string NoTimeToRetry(string happened, TimeSpan wait)
        => $"{happened} It is not tried again: a wait of {Seconds(wait)} would pass the deadline.";

    public static string OperationGoesOn(ResourceException failure, Uri operation)
        => $"{failure.Message} The server has taken on the write; its operation can be looked at again at {RedactedUri.Text(operation)}.";

    public static string OperationFailed(ResourceRequest request, Uri operation, string state)
        => $"{Target(request)} was taken on, but its operation {RedactedUri.Text(operation)} ended as '{state}'.";

    public static string OperationActivity(ResourceRequest request) => $"Waiting for the operation of {Target(request)}";

    public static string OperationStatus(Uri operation, string state) => $"The operation {RedactedUri.Text(operation)} is '{state}'.";

    public static string NoOperationUrl(ResourceRequest request)
        => $"{Target(request)} was taken on with 202, but the response names no place to follow it. It may still be under way: read the resource to see.";

    public static string StartingOver(ResourceRequest request, int conflict, int most)
        => $"{Target(request)}: the resource was changed by another in between. It is read anew ({Number(conflict)} of {Number(most)}).";

    public static string ConflictRetriesExceeded(ResourceRequest request, int most)
        => $"{Target(request)} was given up: each time it was read, others changed the resource before the write arrived ({Number(most)} more tries). Nothing was written.";

    public static string UnreadableState(ResourceRequest request, string problem)
        => $"{Target(request)} was not sent: the resource was read to change it, but can't be understood. {problem}";

    public static string NoJson(HttpResponse response) => $"The response says it is '{response.ContentType}', but is not.";

    public static string NoValidator(ResourceRequest request)
        => $"{Target(request)} was not sent: the server gives neither a strong entity tag nor Last-Modified for the resource, so a change by others in between would be lost.";

    public static string TransportFailure(
        ErrorKind kind, ResourceRequest request, Exception failure, AttemptWatch watch, bool mayHaveBeenApplied)
    {
        var (target, host) = (Target(request), request.Uri.Authority + Through(request));
        var what = kind switch
        {
            ErrorKind.NameResolutionFailed => $"{target} failed: the name '{request.Uri.Host}' has no address.",
            ErrorKind.ConnectionFailed => $"{target} failed: no connection to {host}: {Innermost(failure)}.",
            ErrorKind.ConnectionTimeout => $"{target} failed: no connection to {host} within {Seconds(watch.ElapsedLimit)}.",
            ErrorKind.ConnectionLost => $"{target} failed: the connection to {host} was lost before the response came: {Innermost(failure)}.",
            ErrorKind.ResponseTimeout => $"{target} failed: no response from {host} within {Seconds(watch.ElapsedLimit)}.",
            ErrorKind.OperationTimeout when watch.Phase == AttemptPhase.Receiving
                => $"{target} failed: the response from {host} stood still for {Seconds(watch.ElapsedLimit)}.",
            ErrorKind.OperationTimeout
                => $"{target} failed: {host} took no more of the request for {Seconds(watch.ElapsedLimit)}, after {Bytes(watch.BytesSent)}.",
            ErrorKind.ProxyAuthenticationRequired => $"{target} failed: no connection to {host}: the proxy wants to know who is there.",
            ErrorKind.TlsFailure => $"{target} failed: no secure connection to {host}: {Innermost(failure)}.",
            ErrorKind.ProtocolError when watch.Phase == AttemptPhase.Receiving
                => $"{target} failed: the response from {host} began but was cut: {Innermost(failure)}.",
            ErrorKind.ProtocolError => $"{target} failed: what {host} sent is not an HTTP response: {Innermost(failure)}.{OtherVersion(request)}",
            _ => $"{target} failed: {Innermost(failure)}.{OtherVersion(request)}",
        };
        return what + Doubt(mayHaveBeenApplied) + NotReplayable(request);
    }

    public static string BodyCut(long received, long announced)
        => $"{Number(received)} of {Bytes(announced)} of the body came";

    public static string BodyTooLong(long limit)
        => $"The body of the response is longer than {Bytes(limit)} and was left out. The write itself was answered. Raise -MaximumResponseBytes, or use -OutFile, to have it.";

    public static string UndecodedBody(string codings, string reason)
        => $"The body of the response is not in the coding '{codings}' that it claims ({reason.TrimEnd('.')}). It is handed over as the bytes that came.";

    public static string UnknownCoding(string name) => $"the coding '{name}' is not known";

    public static string Verifying(ResourceRequest request)
        => $"{Target(request)}: an earlier attempt may have been applied, and now its precondition fails. The resource is read to see.";

    public static string WeakTag(string tag)
        => $"The entity tag {tag} is weak, and If-Match compares strongly: it would never match (RFC 9110 §13.1.1). Use -IfUnmodifiedSince, or a strong tag. Nothing was sent.";

    public static string InvalidTag(string tag) => $"'{tag}' is not an entity tag. Give it as the ETag of a response has it, such as \"abc\". Nothing was sent.";

    public static string OpenBrace(string template)
        => $"The url '{RedactedUri.Text(template)}' has a brace that is not closed. Write {{name}}, or %7B and %7D for braces that are meant. Nothing was sent.";

    public static string UriWouldChange(string uri)
        => $"The url '{RedactedUri.Text(uri)}' has escapes or dot segments that the .NET of this PowerShell undoes, so it can't be sent as it is written. Write it without them, or use PowerShell 7.2 or later. Nothing was sent.";

    public static string MissingUriValue(string template, string name)
        => $"The url '{RedactedUri.Text(template)}' needs a value for {{{name}}}, and the input object has none.{OtherExpansion(name)} Braces that are meant are written %7B and %7D. Nothing was sent.";

    // RFC 6570 §2.2 and §2.3: an operator, or several variables at once.
    private static string OtherExpansion(string name) => name.Length > 0 && ("?&/#.;".Contains(name[0]) || name.Contains(','))
        ? " Of RFC 6570 only {name} and {+name} are known here; give a query with -Query."
        : string.Empty;

    public static string DotSegment(string template, string name, string value)
        => $"The value of {{{name}}} is '{value}', which would lead out of its place in the url '{RedactedUri.Text(template)}'. Give the value that names the resource. Nothing was sent.";

    public static string EmptyHeaderName(string what) => $"A {what} has an empty name. Give it one, or drop it. Nothing was sent.";

    public static string InvalidHeaderName(string name, string what)
        => $"'{name}' is not the name of a {what}. Write one of letters, digits and !#$%&'*+-.^_`|~ alone. Nothing was sent.";

    public static string HeaderLineBreak(string name, string what)
        => $"The value of the {what} '{name}' has a line break or a null character, which could smuggle in other headers. Leave that out. Nothing was sent.";

    public static string InvalidHeaderValue(string name, char character, string what)
        => $"The value of the {what} '{name}' has the character U+{(int)character:X4}, which is not ASCII text. Encode it first, for example with [uri]::EscapeDataString(). Nothing was sent.";

    public static string OtherLength(string stated, long length)
        => $"The header 'Content-Length' says {stated}, but the body has {Bytes(length)}. Drop the header: the length is sent without it. Nothing was sent.";

    public static string NoChunks
        => "HTTP/1.0 has no chunks, so it takes no body whose length is not known before it is sent, and no -TransferEncoding. Leave -HttpVersion out. Nothing was sent.";

    public static string FileNotFound(string path) => $"There is no file '{path}'. Check the path. Nothing was sent.";

    public static string FileIsFolder(string path) => $"'{path}' is a folder, not a file. Give the path of one file, or pipe its files with Get-ChildItem -File. Nothing was sent.";

    public static string FileUnreadable(string path, Exception failure)
        => $"The file '{path}' can't be read: {Innermost(failure)}. Check its permissions, and who has it open. Nothing was sent.";

    public static string FileReadFailed(string path, Exception failure) => $"The file '{path}' can't be read: {Innermost(failure)}.";

    public static string FileChanged(string path) => $"The file '{path}' changed while it was sent, so the request was broken off. Send a copy, or send it when nobody writes to it.";

    public static string FileWithoutLength(string path)
        => $"The file '{path}' does not say how long it is, as a pipe or a device does not. Open it, and give the stream as the body. Nothing was sent.";

    public static string SourceFailed(Exception failure) => $"What was to be sent could not be read to its end: {Innermost(failure)}. The request was broken off.";

    public static string StreamAtEnd(long position)
        => $"The stream stands at its end, after {Bytes(position)}, so nothing of it would be sent. Set its Position to 0 to send all of it. Nothing was sent.";

    public static string InvalidMediaType(string contentType)
        => $"'{contentType}' is no media type. One has a type and a subtype, such as application/json or text/plain; charset=utf-8. Nothing was sent.";

    public static string ClosedStream => "The stream to be sent is closed, or can't be read. Give one that is open for reading. Nothing was sent.";

    public static string StreamUsedUp => "The stream was sent once already, and it can't be read again. Give a file, or a stream that can seek.";

    public static string StreamShortened(long sent, long length)
        => $"The stream to be sent ended after {Number(sent)} of {Bytes(length)}, so the request was broken off. Give one that is whole.";

    public static string NotReplayable(ResourceRequest request)
        => request.Content is { CanReplay: false } ? " It was not tried again, as the body is a stream that can be read only once." : string.Empty;

    public static string FileWriteFailed(string path, Exception failure)
        => $"The response could not be written to '{path}': {Innermost(failure)}. What was there before is unchanged. The write itself was answered.";

    public static string FileTooLong(string path, long limit)
        => $"The response is longer than -MaximumResponseBytes ({Number(limit)}), so '{path}' was not written. The write itself was answered. Raise -MaximumResponseBytes, or leave it out, to have it.";

    public static string Saved(string path) => $"The body of the response was saved as '{path}'.";

    public static string Sending(ResourceRequest request) => $"{Target(request)}: sending";

    public static string Receiving(ResourceRequest request) => $"{Target(request)}: receiving";

    public static string TransferStatus(long moved, long? total, double bytesPerSecond)
        => Size(moved) + (total is { } all ? " of " + Size(all) : string.Empty) + ", " + Size(bytesPerSecond) + "/s";

    public static string UnknownTransferCoding(string coding)
        => $"The transfer coding '{coding}' can't be sent: -TransferEncoding takes chunked alone. To compress, use -ContentEncoding Gzip. Nothing was sent.";

    public static string DigestOfStream
        => "-ContentDigest needs to read the body before it is sent, and this stream can be read only once. Give a file or a stream that can seek. Nothing was sent.";

    public static string CodingNotSupported(string coding)
        => $"This platform can't compress in the content coding '{coding}'. Use -ContentEncoding Gzip, or PowerShell 7.4 or later. Nothing was sent.";

    public static string Target(ResourceRequest request) => $"{request.Method.Method} {Shortened(RedactedUri.Text(request.Uri))}";

    public static string Seconds(TimeSpan time)
        => time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture) + (time == TimeSpan.FromSeconds(1) ? " second" : " seconds");

    public static string Bytes(long count) => Number(count) + (count == 1 ? " byte" : " bytes");

    // Both ends tell most of a url, and the rest would bury what is said of it.
    private static string Shortened(string uri) => uri.Length <= LongestUri ? uri : uri[..(LongestUri - UriEnd)] + "…" + uri[^UriEnd..];

    private static string OtherVersion(ResourceRequest request)
        => request.Settings.Connection.HttpVersion is { Major: > 1 } version
            ? $" -HttpVersion {version} asks for that version alone; leave it out where the server may not have it."
            : string.Empty;

    private static string Doubt(bool mayHaveBeenApplied)
        => mayHaveBeenApplied ? " The write may have been applied: the request had begun to leave." : string.Empty;

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
