using PutTools.Http;

namespace PutTools.Content;

/// <summary>Content that is compressed while it is written.</summary>
internal sealed class CodedContent(RequestContent inner, string coding) : RequestContent
{
    public override long? Length => null;

    public override bool CanReplay => inner.CanReplay;

    internal override ReadOnlyMemory<byte>? Representation => inner.Representation;

    /// <summary>
    /// Applies the content coding <paramref name="coding"/> to <paramref name="content"/>. Content in memory is compressed
    /// there, so that it has a length, which some servers require. Other content is compressed while it is sent.
    /// </summary>
    /// <exception cref="RequestException">NotSupported: this platform lacks the coding.</exception>
    public static RequestContent Create(RequestContent content, string coding)
    {
        using var coded = new MemoryStream();
        // Created for other content too: a coding that the platform lacks is an error before anything is sent.
        using (var encoder = ContentCoding.Encoder(coding, coded))
        {
            if (content is not BytesContent bytes)
                return new CodedContent(content, coding) { ContentType = content.ContentType };
            encoder.Write(bytes.Bytes.Span);
        }

        return new BytesContent(coded.ToArray()) { ContentType = content.ContentType, Uncoded = content.Representation };
    }

    public override async Task WriteToAsync(Stream stream, CancellationToken cancellationToken)
    {
        // Not disposed on failure: that would append a valid trailer to truncated data.
        var encoder = ContentCoding.Encoder(coding, stream);
        await inner.WriteToAsync(encoder, cancellationToken).ConfigureAwait(false);
        await encoder.DisposeAsync().ConfigureAwait(false);
    }
}
