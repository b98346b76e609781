using System;
using System.Globalization;
using System.Text.Json;
using PutTools.Handlers;
using PutTools.Semantics;

namespace PutTools;

/// <summary>The engine's words for people: what happened, to what, and, where it is not plain, what to do next.</summary>
internal static partial class Messages
{
    private const int LongestUri = 500;
    private const int UriEnd = 100;

    private static readonly string[] SizeUnits = ["bytes", "KiB", "MiB", "GiB", "TiB"];

    public static string StatusFailure(ResourceRequest request, ResourceReply reply)
        => $"{Target(request)} failed: {Status(reply)}.{Allowed(reply)}{Redirected(reply)}"
            + (StatusCodes.IsTransient(reply.StatusCode) ? NotReplayable(request) : string.Empty);

    public static string Status(ResourceReply reply) => $"{Number(reply.StatusCode)} {reply.ReasonPhrase}".TrimEnd();

    // RFC 9110 §15.5.6: a 405 names the methods that the resource takes.
    private static string Allowed(ResourceReply reply)
        => reply.StatusCode == 405 && reply.Headers.Single("Allow") is { Length: > 0 } methods ? $" It takes {methods}." : string.Empty;

    private static string Redirected(ResourceReply reply) => reply.History switch
    {
        [] => string.Empty,
        var hops when Array.Exists(hops, static hop => hop.StatusCode == 303)
            => $" The write itself was answered with 303; what failed is the GET of {reply.Uri}, where that leads.",
        _ => $" It was redirected to {reply.Uri}.",
    };

    public static string Retry(string happened, int attempt, int attempts, TimeSpan wait)
        => $"{happened} Attempt {Number(attempt)} of {Number(attempts)} follows in {Seconds(wait)}.";

    public static string LeftAlone(ResourceRequest request, TimeSpan wait)
        => $"{Target(request)} waits: {request.Uri.Authority} asked to be left alone for {Seconds(wait)} more.";

    public static string RetryActivity(ResourceRequest request) => $"Waiting to try {Target(request)} again";

    public static string DeadlineExceeded(ResourceRequest request, TimeSpan deadline, TimeSpan? wait, ResourceExchange exchange)
        => $"{Target(request)} was not done within its deadline of {Seconds(deadline)}"
            + (wait is { } time ? $": it would have to wait {Seconds(time)} more." : ".")
            + (exchange.Operation is { } operation ? $" The operation goes on at {SafeUri.Show(operation)}."
                : exchange.Attempts == 0 ? " Nothing was written."
                : Doubt(exchange.MayHaveBeenApplied));

    public static string NoTimeToRetry(string happened, TimeSpan wait)
        => $"{happened} It is not tried again: a wait of {Seconds(wait)} would pass the deadline.";

    public static string OperationGoesOn(ResourceException failure, Uri operation)
        => $"{failure.Message} The server has taken on the write; its operation can be looked at again at {SafeUri.Show(operation)}.";

    public static string OperationFailed(ResourceRequest request, Uri operation, string state)
        => $"{Target(request)} was taken on, but its operation {SafeUri.Show(operation)} ended as '{state}'.";

    public static string OperationActivity(ResourceRequest request) => $"Waiting for the operation of {Target(request)}";

    public static string OperationStatus(Uri operation, string state) => $"The operation {SafeUri.Show(operation)} is '{state}'.";

    public static string NoOperationUrl(ResourceRequest request)
        => $"{Target(request)} was taken on with 202, but the reply names no place to follow it. It may still be under way.";

    public static string StartingOver(ResourceRequest request, int conflict, int most)
        => $"{Target(request)}: the resource was changed by another in between. It is read anew ({Number(conflict)} of {Number(most)}).";

    public static string ConflictRetriesExceeded(ResourceRequest request, int most)
        => $"{Target(request)} was given up: each time it was read, others changed the resource before the write arrived ({Number(most)} more tries). Nothing was written.";

    public static string UnreadableState(ResourceRequest request, string problem)
        => $"{Target(request)} was not sent: the resource was read to change it, but can't be understood. {problem}";

    public static string NoJson(ResourceReply reply) => $"The reply says it is '{reply.ContentType}', but is not.";

    public static string NoEntityTag(ResourceRequest request)
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
            ErrorKind.ConnectionLost => $"{target} failed: the connection to {host} was lost before the reply came: {Innermost(failure)}.",
            ErrorKind.ResponseTimeout => $"{target} failed: no reply from {host} within {Seconds(watch.ElapsedLimit)}.",
            ErrorKind.OperationTimeout when watch.Phase == AttemptPhase.Receiving
                => $"{target} failed: the reply from {host} stood still for {Seconds(watch.ElapsedLimit)}.",
            ErrorKind.OperationTimeout
                => $"{target} failed: {host} took no more of the request for {Seconds(watch.ElapsedLimit)}, after {Number(watch.BytesSent)} bytes.",
            ErrorKind.ProxyAuthenticationRequired => $"{target} failed: no connection to {host}: the proxy wants to know who is there.",
            ErrorKind.TlsFailure => $"{target} failed: no secure connection to {host}: {Innermost(failure)}.",
            ErrorKind.ProtocolError when watch.Phase == AttemptPhase.Receiving
                => $"{target} failed: the reply from {host} began but was cut: {Innermost(failure)}.",
            ErrorKind.ProtocolError => $"{target} failed: what {host} sent is not an HTTP reply: {Innermost(failure)}.",
            _ => $"{target} failed: {Innermost(failure)}.",
        };
        return what + Doubt(mayHaveBeenApplied) + NotReplayable(request);
    }

    public static string BodyCut(long received, long announced)
        => $"{Number(received)} of {Number(announced)} bytes of the body came";

    public static string BodyTooLong(long limit)
        => $"The body of the reply is longer than {Number(limit)} bytes and was left out. The write itself was answered. Raise -MaximumResponseBytes, or use -OutFile, to have it.";

    public static string UndecodedBody(string codings, string reason)
        => $"The body of the reply is not in the coding '{codings}' that it claims ({reason.TrimEnd('.')}); it is handed over as the bytes that came.";

    public static string UnknownCoding(string name) => $"the coding '{name}' is not known";

    public static string Verifying(ResourceRequest request)
        => $"{Target(request)}: an earlier attempt may have been applied, and now its precondition fails. The resource is read to see.";

    public static string WeakTag(string tag)
        => $"The entity tag {tag} is weak, and If-Match compares strongly: it would never match (RFC 9110 §13.1.1). Nothing was sent. Use -IfUnmodifiedSince, or a strong tag.";

    public static string InvalidTag(string tag) => $"'{tag}' is not an entity tag. Give it as the ETag of a reply has it, such as \"abc\". Nothing was sent.";

    public static string OpenBrace(string template)
        => $"The url '{SafeUri.Show(template)}' has a brace that is not closed. Write {{name}}, or %7B for a brace that is meant. Nothing was sent.";

    public static string MissingUriValue(string template, string name)
        => $"The url '{SafeUri.Show(template)}' needs a value for {{{name}}}, and the input object has none.{(IsOtherExpansion(name) ? " Of RFC 6570 only {name} and {+name} are known here; give a query with -Query." : string.Empty)} Nothing was sent.";

    // RFC 6570 §2.2 and §2.3: an operator, or several variables at once.
    private static bool IsOtherExpansion(string name) => name.Length > 0 && ("?&/#.;".Contains(name[0]) || name.Contains(','));

    public static string DotSegment(string template, string name, string value)
        => $"The value of {{{name}}} is '{value}', which would lead out of its place in the url '{SafeUri.Show(template)}'. Nothing was sent.";

    public static string NoUri => "The url is empty. Give an absolute one, such as https://host/resources/1. Nothing was sent.";

    public static string NotAbsoluteUri(string uri)
    {
        var shown = SafeUri.Show(uri);
        // /users/1 lacks the host too; //host/users/1 does not.
        var mended = shown.StartsWith("/", StringComparison.Ordinal) && !shown.StartsWith("//", StringComparison.Ordinal)
            ? $"https://host{shown}, or give a -Session with the base url"
            : "https://" + shown.TrimStart('/');
        return $"'{shown}' is not an absolute http or https url. Write it with its scheme, such as {mended}. Nothing was sent.";
    }

    public static string InvalidUri(string uri, string reason) => $"'{SafeUri.Show(uri)}' is not a url that can be used: {reason.TrimEnd('.')}. Nothing was sent.";

    public static string NoHost(string uri) => InvalidUri(uri, "the name of the host or the port is no good; check it for spaces and odd characters");

    public static string UnknownScheme(string uri, string scheme)
        => $"The url '{SafeUri.Show(uri)}' has the scheme '{scheme}'. Only http and https can be used: begin it with http:// or https://. Nothing was sent.";

    public static string EmptyHeaderName(string what) => $"A {what} has an empty name. Nothing was sent.";

    public static string InvalidHeaderName(string name, string what)
        => $"'{name}' is not the name of a {what}: only letters, digits and !#$%&'*+-.^_`|~ are allowed. Nothing was sent.";

    public static string HeaderLineBreak(string name, string what)
        => $"The value of the {what} '{name}' has a line break or a null character, which could smuggle in other headers. Nothing was sent.";

    public static string InvalidHeaderValue(string name, char character, string what)
        => $"The value of the {what} '{name}' has the character U+{(int)character:X4}, which is not ASCII text. Encode it first, for example with [uri]::EscapeDataString(). Nothing was sent.";

    public static string OtherLength(string stated, long length)
        => $"The header 'Content-Length' says {stated}, but the body has {Number(length)} bytes. Drop the header: the length is sent without it. Nothing was sent.";

    public static string NullBody => "The body is $null, and nothing was sent. Leave -Body out to send none, or give the text 'null' to send JSON's null.";

    public static string NotJsonText(Exception failure)
        => $"The body is a string, but not JSON: {JsonFault(failure)}. Mend the text, give an object instead, or say what it is with -ContentType. A file is read whole by Get-Content -Raw, and sent as it is by -InFile. Nothing was sent.";

    public static string NotJsonState(Exception failure)
        => $"The state to compare with is not JSON: {JsonFault(failure)}. Give an object, JSON text, or a file of it by Get-Item. Nothing was sent.";

    /// <summary>What is wrong with JSON, and where, without the advice to programmers that the runtime adds.</summary>
    public static string JsonFault(Exception failure)
    {
        if (failure is not JsonException { LineNumber: { } line, BytePositionInLine: { } position })
            return failure.Message.TrimEnd('.');
        var words = failure.Message;
        foreach (var end in (string[])[" LineNumber:", " Change the reader options", " Path:"])
        {
            if (words.IndexOf(end, StringComparison.Ordinal) is > 0 and var cut)
                words = words[..cut];
        }

        return $"{words.TrimEnd('.')} (line {Number(line + 1)}, byte {Number(position + 1)})";
    }

    public static string NoTextForm(Type type, string mediaType)
        => $"A body of type {type} can't be sent as '{mediaType}'. Give the text or the bytes that are meant, or leave -ContentType out to send JSON. Nothing was sent.";

    public static string NotInCharset(string charset, Exception failure)
        => $"The body has characters that the charset '{charset}' lacks: {failure.Message.TrimEnd('.')}. Use charset=utf-8, or other text. Nothing was sent.";

    public static string UnknownCharset(string charset) => $"The charset '{charset}' of -ContentType is not known here. Use utf-8. Nothing was sent.";

    public static string FileNotFound(string path) => $"The file '{path}' is not there. Nothing was sent.";

    public static string FileIsFolder(string path) => $"'{path}' is a folder, not a file. Give the path of one file, or pipe its files with Get-ChildItem -File. Nothing was sent.";

    public static string FileReadFailed(string path, Exception failure) => $"The file '{path}' can't be read: {Innermost(failure)}.";

    public static string FileChanged(string path) => $"The file '{path}' changed while it was sent, so the request was broken off.";

    public static string FileWithoutLength(string path)
        => $"The file '{path}' does not say how long it is, as a pipe or a device does not. Open it, and give the stream as the body. Nothing was sent.";

    public static string SourceFailed(Exception failure) => $"What was to be sent could not be read to its end: {Innermost(failure)}. The request was broken off.";

    public static string ClosedStream => "The stream to be sent is closed, or can't be read. Nothing was sent.";

    public static string StreamUsedUp => "The stream was sent once already, and it can't be read again. Give a file, or a stream that can seek.";

    public static string StreamShortened(long sent, long length)
        => $"The stream to be sent ended after {Number(sent)} of {Number(length)} bytes, so the request was broken off.";

    public static string NotReplayable(ResourceRequest request)
        => request.Content is { CanReplay: false } ? " It was not tried again, as the body is a stream that can be read only once." : string.Empty;

    public static string FileWriteFailed(string path, Exception failure)
        => $"The reply could not be written to '{path}': {Innermost(failure)}. What was there before is unchanged. The write itself was answered.";

    public static string FileTooLong(string path, long limit)
        => $"The reply is longer than -MaximumResponseBytes ({Number(limit)}), so '{path}' was not written. The write itself was answered.";

    public static string Saved(string path) => $"The body of the reply was saved as '{path}'.";

    public static string Sending(ResourceRequest request) => $"{Target(request)}: sending";

    public static string Receiving(ResourceRequest request) => $"{Target(request)}: receiving";

    public static string TransferStatus(long moved, long? total, double bytesPerSecond)
        => Size(moved) + (total is { } all ? " of " + Size(all) : string.Empty) + ", " + Size(bytesPerSecond) + "/s";

    public static string PayloadTwice(string one, string other)
        => $"{one} and {other} both say what to send. Drop {one} to send what {other} names, or {other} to send what {one} names. Nothing was sent.";

    public static string FormType(string contentType)
        => $"-Form is sent as multipart/form-data, not as '{contentType}'. Drop -ContentType, or use -Body with a hashtable for application/x-www-form-urlencoded. Nothing was sent.";

    public static string UnknownTransferCoding(string coding)
        => $"The transfer coding '{coding}' can't be sent: -TransferEncoding takes chunked alone. To compress, use -ContentEncoding Gzip. Nothing was sent.";

    public static string NoFieldText(string name, Type type)
        => $"The form field '{name}' is a {type}, which has no text form. Give text, a number, a date, a boolean, or a list of these. Nothing was sent.";

    public static string NoPair(Type type)
        => $"A form needs pairs of a name and a value, but there is a {type}. Give a dictionary, or a list of two-element arrays or of objects with Name and Value. Nothing was sent.";

    public static string NoFieldName => "A form field has an empty name. Nothing was sent.";

    public static string NotOnePart(string name, Type type)
        => $"The form field '{name}' has a description whose Content is a {type}, which is no single value. Give text, bytes, a file or an object there, and a list of descriptions for several. Nothing was sent.";

    public static string NullPart(string name) => $"The form field '{name}' has a description without a value in Content. Nothing was sent.";

    public static string XmlCharsets(string declared, string charset)
        => $"The XML says that it is in '{declared}', but -ContentType says '{charset}'. Leave the charset out of -ContentType, or correct the declaration. Nothing was sent.";

    public static string NoFilePath(string parameter, string path, string reason)
        => $"{parameter} '{path}' is no path to a file: {reason.TrimEnd('.')}. Nothing was sent.";

    public static string NotFileSystem(string provider) => $"it belongs to the provider {provider}, and only the file system holds files that can be sent or written";

    public static string FolderNotFound(string path) => $"The folder of -OutFile '{path}' is not there. Make it first. Nothing was sent.";

    public static string TooDeep(int levels) => $"it is nested more than {Number(levels)} levels deep";

    public static string TextTooLong(ResourceReply reply)
        => $"The body of the reply ({Number(reply.Body.Length)} bytes) is longer than a string can be; it is handed over as bytes. The write itself went through with status {Number(reply.StatusCode)}.";

    public static string DigestOfStream
        => "-ContentDigest needs to read the body before it is sent, and this stream can be read only once. Give a file or a stream that can seek. Nothing was sent.";

    public static string CodingNotSupported(string coding)
        => $"This platform can't compress in the content coding '{coding}'. Use -ContentEncoding Gzip, or PowerShell 7.4 or later. Nothing was sent.";

    public static string UnparsedBody(ResourceReply reply, Exception failure)
        => $"The reply says it is '{reply.ContentType}', but is not ({JsonFault(failure)}). Its body is handed over as text. The write itself went through with status {Number(reply.StatusCode)}.";

    public static string Target(ResourceRequest request) => $"{request.Method.Method} {Shortened(SafeUri.Show(request.Uri))}";

    public static string Seconds(TimeSpan time)
        => time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture) + (time == TimeSpan.FromSeconds(1) ? " second" : " seconds");

    // Both ends tell most of a url, and the rest would bury what is said of it.
    private static string Shortened(string uri) => uri.Length <= LongestUri ? uri : uri[..(LongestUri - UriEnd)] + "…" + uri[^UriEnd..];

    private static string Doubt(bool mayHaveBeenApplied)
        => mayHaveBeenApplied ? " The write may have been applied: the request had begun to leave." : string.Empty;

    private static string Size(double bytes)
    {
        var unit = 0;
        for (; bytes >= 1024 && unit < SizeUnits.Length - 1; unit++)
            bytes /= 1024;
        return bytes.ToString(unit == 0 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + SizeUnits[unit];
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Innermost(Exception failure)
    {
        while (failure.InnerException is { } inner)
            failure = inner;
        return failure.Message.TrimEnd('.', ' ');
    }
}
