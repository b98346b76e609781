using System.Net;
using System.Net.Http.Headers;
using PutTools.Content;
using PutTools.Files;
using PutTools.Http;
using PutTools.Pipeline;

namespace PutTools.Transport;

/// <summary>Reads the whole response under the watch of the attempt. The body goes into memory or to a file.</summary>
internal static class ResponseReader
{
    private const long DefaultLimit = 1L << 30;

    // With room for these, the fields of most responses are stored once.
    private const int TypicalFields = 7;

    // Enough of an error to find its message. A small compressed error may decode to any size.
    private const long LongestError = 1L << 24;

    public static async ValueTask<HttpResponse> ReadAsync(
        HttpResponseMessage response, HttpRequest request, long? limit, ExchangeContext context, AttemptWatch watch)
    {
        // RFC 9110 §15: 600 to 999 are invalid, and have the meaning of a 5xx. The runtime accepts 000 as well.
        if ((int)response.StatusCode < 100)
            throw new RequestException(ErrorKind.ProtocolError, TransportMessages.NoStatus(request, (int)response.StatusCode)) { IsTransient = true, WasSent = true };
        var headers = Headers(response);
        var (announced, isRead, isEndless) = BodyFraming.Of(response, request, headers);
        using var progress = TransferProgress.Start(context, TransportMessages.Receiving, request, announced);
        using var stream = new WatchedStream(
            isRead ? await BodyAsync(response, watch).ConfigureAwait(false) : Stream.Null, watch, progress, watch.Trace?.Answered(), announced);
        var isForFile = request.OutFile is not null && response.IsSuccessStatusCode;
        var ownLimit = limit ?? DefaultLimit;
        ReadOnlyMemory<byte> body = default;
        string? problem, file = null;
        try
        {
            if (isEndless)
                throw new IOException(TransportMessages.NoLength);
            (body, problem, file) = isForFile
                ? await SaveAsync(stream, headers, request, limit, context, watch).ConfigureAwait(false)
                : await ReadAsync(stream, announced, headers, response.IsSuccessStatusCode ? ownLimit : Math.Min(ownLimit, LongestError), response.Version.Major > 1, watch).ConfigureAwait(false);
        }
        catch (Exception failure) when (IsAnswered((int)response.StatusCode, request, failure) && !IsStopped(watch, context))
        {
            // A 2xx confirms the write, a 3xx names its target, and a 4xx or 5xx is a failure, even if the rest of the
            // response is lost.
            problem = TransportMessages.BodyLost((int)response.StatusCode, failure, request, watch);
            // The reason of an error often comes first.
            if (!response.IsSuccessStatusCode && failure is IncompleteBodyException incomplete)
                body = incomplete.Arrived;
        }

        return new HttpResponse((int)response.StatusCode, response.ReasonPhrase ?? string.Empty, WithTrailingTag(headers, response))
        {
            Method = request.Method.Method,
            Target = request.Uri,
            SentHeaders = SentHeaders(response, request),
            SecretFields = request.SecretFields,
            SentBody = response.IsSuccessStatusCode ? default : (request.Content?.Representation ?? default, request.Field("Content-Type") ?? request.Content?.ContentType),
            HttpVersion = response.Version,
            Body = body,
            BodyProblem = problem,
            OutFile = file,
            Attempts = context.Outcome.Attempts,
            Elapsed = context.Elapsed,
        };
    }

    /// <summary>Returns a response that has only a status, because the rest was lost; null if the status does not decide.</summary>
    public static HttpResponse? OfStatusLine(int status, HttpRequest request, Exception failure, bool answersChallenges, ExchangeContext context, AttemptWatch watch)
    {
        // The challenge of a lost 401 may have been answered already, and the lost fields of a 503 tell if it is that of a gateway.
        // A redirect without its target says nothing, but for the 303 of a write.
        var needsFields = status is 301 or 302 or 307 or 308 or 407 or 503 || (status == 401 && answersChallenges) || (status == 303 && request.IsSafe);
        if (status == 0 || needsFields || !IsAnswered(status, request, failure) || IsStopped(watch, context))
            return null;
        return new HttpResponse(status, string.Empty, ResponseHeaders.From([]))
        {
            Method = request.Method.Method,
            Target = request.Uri,
            SentHeaders = request.Headers,
            SecretFields = request.SecretFields,
            HttpVersion = HttpVersion.Version11,
            BodyProblem = TransportMessages.BodyLost(status, failure, request, watch),
            Attempts = context.Outcome.Attempts,
            Elapsed = context.Elapsed,
        };
    }

    private static async ValueTask<(ReadOnlyMemory<byte> Body, string? Problem, string? File)> ReadAsync(
        WatchedStream stream, long? announced, ResponseHeaders headers, long limit, bool readsEnd, AttemptWatch watch)
    {
        var (body, problem) = await ResponseBody.ReadAsync(stream, announced, limit, readsEnd, watch.Token).ConfigureAwait(false) is { } coded
            ? ContentCoding.Decode(coded, Codings(headers) ?? UndeclaredCoding(coded.Span, headers), limit)
            : (default, ContentMessages.BodyTooLong(limit));
        return (body, problem, null);
    }

    private static async ValueTask<(ReadOnlyMemory<byte> Start, string? Problem, string? File)> SaveAsync(
        Stream stream, ResponseHeaders headers, HttpRequest request, long? limit, ExchangeContext context, AttemptWatch watch)
    {
        using var file = await ResponseFile.BeginAsync(request.OutFile!, headers, request.Uri, watch.Token).ConfigureAwait(false);
        var (decoder, problem) = Decoder(stream, Codings(headers));
        // The start of the body may announce an operation, or report a failure.
        var start = new MemoryStream();
        using (decoder)
            await file.WriteAsync(decoder ?? stream, limit ?? long.MaxValue, start, watch.Token).ConfigureAwait(false);
        file.Keep();
        context.Observer?.Verbose(TransportMessages.Saved(file.Path));
        return (start.ToArray(), problem, file.Path);
    }

    // The decoder is null if the body is saved as it arrives.
    private static (Stream? Decoder, string? Problem) Decoder(Stream stream, string? codings)
    {
        try
        {
            return (ContentCoding.Decoder(stream, codings), null);
        }
        catch (NotSupportedException failure)
        {
            return (null, ContentMessages.UndecodedBody(codings!, failure));
        }
    }

    // RFC 9112 §7: the transfer codings are applied after the content codings. The runtime decodes only "chunked".
    private static string? Codings(ResponseHeaders headers) => (headers.Single("Content-Encoding"), headers.Single("Transfer-Encoding")) switch
    {
        (var content, null or "chunked") => content,
        (null, var transfer) => transfer,
        var (content, transfer) => $"{content}, {transfer}",
    };

    // Some proxies lose the Content-Encoding field. No text begins with these bytes (RFC 1952 §2.3.1).
    private static string? UndeclaredCoding(ReadOnlySpan<byte> body, ResponseHeaders headers)
        => body is [0x1F, 0x8B, 8, ..] && MediaType.OfResponse(headers.Single("Content-Type")) is var type
            && (MediaType.IsJson(type) || MediaType.IsXml(type) || MediaType.IsText(type)) ? "gzip" : null;

    private static bool IsAnswered(int status, HttpRequest request, Exception failure)
        => failure is not RequestException
            && (status is >= 200 and < 300 ? !request.IsSafe && request.OutFile is null : status >= 300);

    // True if the caller cancelled, and no timeout elapsed.
    private static bool IsStopped(AttemptWatch watch, ExchangeContext context)
        => watch.Token.IsCancellationRequested && watch.ExpiredKind is null && !context.IsPastDeadline;

#if NET
    // RFC 9110 §8.8.3: the entity tag may follow the body, in the trailer section. Other fields there are ignored (§6.5.1). A response whose Trailer
    // field announces none (§6.6.2) is not read for it, because the runtime creates the section when it is read.
    private static ResponseHeaders WithTrailingTag(ResponseHeaders headers, HttpResponseMessage response)
        => !headers.ContainsKey("ETag") && headers.ContainsKey("Trailer") && response.TrailingHeaders.NonValidated.TryGetValues("ETag", out var tag) ? headers.With("ETag", tag.ToString()) : headers;

    // Only returns the stream: the runtime reads from the connection when it is read.
    private static ValueTask<Stream> BodyAsync(HttpResponseMessage response, AttemptWatch watch) => new(response.Content.ReadAsStream(watch.Token));
#else
    // This runtime does not show the trailer section.
    private static ResponseHeaders WithTrailingTag(ResponseHeaders headers, HttpResponseMessage response) => headers;

    private static async ValueTask<Stream> BodyAsync(HttpResponseMessage response, AttemptWatch watch)
    {
        watch.Token.ThrowIfCancellationRequested();
        return response.Content is null ? Stream.Null : await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
    }
#endif

    // With the credentials that the runtime has added to answer a challenge.
    private static IReadOnlyList<KeyValuePair<string, string>> SentHeaders(HttpResponseMessage response, HttpRequest request)
        => response.RequestMessage?.Headers.Authorization is { } credentials && request.Field("Authorization") is null
            ? request.With("Authorization", credentials.ToString()).Headers
            : request.Headers;

    private static ResponseHeaders Headers(HttpResponseMessage response)
    {
        var fields = new Dictionary<string, string[]>(TypicalFields, StringComparer.OrdinalIgnoreCase);
        Add(response.Headers);
        Add(response.Content?.Headers);
        return new ResponseHeaders(fields);

        // A field is in one of the two collections, and only once. On .NET Framework a response may have no content.
        void Add(HttpHeaders? headers)
        {
            if (headers is null)
                return;
#if NET
            foreach (var field in headers.NonValidated)
                fields.Add(field.Key, field.Value.Count == 1 ? [field.Value.ToString()] : [.. field.Value]);
#else
            foreach (var field in headers)
                fields.Add(field.Key, [.. field.Value]);
#endif
        }
    }
}
