using System;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
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
    /// The content has headers that would be lost, or a type other than <paramref name="contentType"/>.
    /// </exception>
    public static ForeignContent Create(HttpContent content, string? contentType)
    {
        if (content.Headers.FirstOrDefault(static field => !KnownFields.Contains(field.Key, StringComparer.OrdinalIgnoreCase)).Key is { } field)
            throw new RequestException(ErrorKind.InvalidPayload, CmdletMessages.ContentWithField(content.GetType(), field));
        var own = content.Headers.ContentType?.ToString();
        // The content contains its boundary, so its type can't be changed.
        if (content is MultipartContent && contentType is { Length: > 0 } && contentType != own)
            throw new RequestException(ErrorKind.InvalidParameter, CmdletMessages.MultipartWithType(contentType));
        return new ForeignContent(content) { ContentType = contentType ?? own };
    }

    /// <summary>Returns the file name of the content; null if it has none.</summary>
    public static string? FileNameOf(HttpContent content)
        => (content.Headers.ContentDisposition?.FileNameStar ?? content.Headers.ContentDisposition?.FileName)?.Trim('"') is { Length: > 0 } name ? name : null;

    public override async Task WriteToAsync(Stream stream, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isUsed, 1) == 1 && !CanReplay)
            throw new RequestException(ErrorKind.InvalidPayload, ContentMessages.StreamUsedUp);
        await _content.CopyToAsync(stream, cancellationToken).ConfigureAwait(false);
    }
}
