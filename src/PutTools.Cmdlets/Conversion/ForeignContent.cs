using System.Runtime.ExceptionServices;
using PutTools.Content;
using PutTools.Http;

namespace PutTools.Cmdlets.Conversion;

/// <summary>
/// Content of .NET's own client, such as a <see cref="MultipartFormDataContent"/>: its bytes, with its media type.
/// </summary>
internal sealed class ForeignContent : RequestContent
{
    private static readonly string[] KnownFields = ["Content-Type", "Content-Length", "Content-Disposition"];

    private readonly HttpContent _content;
    private int _isUsed;

    private ForeignContent(HttpContent content) => _content = content;

    public override long? Length => _content.Headers.ContentLength;

    // Content that knows its length is in memory, or is a stream that can seek.
    public override bool CanReplay => Length is not null;

    /// <summary>Wraps the content as the body of a request or of a part.</summary>
    /// <exception cref="RequestException">
    /// The content is disposed, has headers that would be lost, a type other than <paramref name="contentType"/>, or a stream at
    /// its end.
    /// </exception>
    public static ForeignContent Create(HttpContent content, string? contentType)
    {
        if (content.Headers.FirstOrDefault(static field => !KnownFields.Contains(field.Key, StringComparer.OrdinalIgnoreCase)).Key is { } field)
            throw new RequestException(ErrorKind.InvalidPayload, PayloadMessages.ContentWithField(content.GetType(), field));
        var own = content.Headers.ContentType?.ToString();
        // .NET hides a type that it can't parse.
        if (contentType is null && own is null && content.Headers.TryGetValues("Content-Type", out var types))
            MediaType.Check(own = string.Join(", ", types), anyText: false);
        // The content contains its boundary, so its type can't be changed.
        if (content is MultipartContent && contentType is { Length: > 0 } && contentType != own)
        {
            contentType = MediaType.Of(contentType) == MediaType.Of(own) && MediaType.Parameter(contentType, "boundary") is null ? own
                : throw new RequestException(ErrorKind.InvalidParameter, PayloadMessages.MultipartWithType(contentType));
        }

        try
        {
            _ = content.Headers.ContentLength;
            CheckStreams(content);
        }
        catch (ObjectDisposedException failure)
        {
            throw new RequestException(ErrorKind.InvalidPayload, PayloadMessages.DisposedContent(content.GetType()), failure);
        }

        return new ForeignContent(content) { ContentType = contentType ?? own };
    }

    /// <summary>Returns the file name of the content; null if it has none.</summary>
    public static string? FileNameOf(HttpContent content)
        => (content.Headers.ContentDisposition?.FileNameStar ?? content.Headers.ContentDisposition?.FileName)?.Trim('"') is { Length: > 0 } name ? name : null;

    public override async Task WriteToAsync(Stream stream, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isUsed, 1) == 1 && !CanReplay)
            throw new RequestException(ErrorKind.InvalidPayload, ContentMessages.StreamUsedUp);
        var target = new Target(stream);
        try
        {
            // Not every content observes the token: a read from a pipe without a writer would never end.
            await CopyAsync(target, cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not RequestException && !(failure is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            // The content may have wrapped the exception, which would hide how the connection failed.
            if (target.Failure is { } lost)
                ExceptionDispatchInfo.Capture(lost).Throw();
            throw new RequestException(ErrorKind.FileReadFailed, ContentMessages.SourceFailed(failure), failure);
        }
    }

    // Only streams keep their position: of one that was written and not rewound, nothing would be sent.
    private static void CheckStreams(HttpContent content)
    {
        if (content is StreamContent && LengthOf(content) == 0
            && content.ReadAsStreamAsync().GetAwaiter().GetResult() is { Length: > 0 and var length })
            throw new RequestException(ErrorKind.InvalidPayload, ContentMessages.StreamAtEnd(length));
        foreach (var part in content as MultipartContent ?? Enumerable.Empty<HttpContent>())
            CheckStreams(part);
    }

    // The runtime adds the length to the headers when it is read. Those of a part are a part of the content.
    private static long? LengthOf(HttpContent content)
    {
        var isGiven = content.Headers.Contains("Content-Length");
        var length = content.Headers.ContentLength;
        if (!isGiven)
            content.Headers.Remove("Content-Length");
        return length;
    }

    // With a result, because the older framework's WaitAsync is only for tasks that have one.
    private async Task<bool> CopyAsync(Target target, CancellationToken cancellationToken)
    {
        await _content.CopyToAsync(target, cancellationToken).ConfigureAwait(false);
        return true;
    }

    // Write failures belong to the connection, all others to the content.
    private sealed class Target(Stream connection) : ForwardStream
    {
        public Exception? Failure { get; private set; }

        public override bool CanRead => false;

        public override bool CanWrite => true;

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => connection.Flush();

        public override void Write(byte[] buffer, int offset, int count) => WriteAsync(buffer, offset, count, CancellationToken.None).GetAwaiter().GetResult();

        public override async Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            try
            {
                await connection.WriteAsync(buffer, offset, count, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception failure)
            {
                Failure = failure;
                throw;
            }
        }
    }
}
