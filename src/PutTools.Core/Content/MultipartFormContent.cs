using System.Text;

namespace PutTools.Content;

/// <summary>Fields and files as <c>multipart/form-data</c> (RFC 7578). Each part is streamed from its source.</summary>
internal sealed class MultipartFormContent : RequestContent
{
    private static readonly byte[] LineBreak = Encoding.ASCII.GetBytes("\r\n");

    private readonly List<(byte[] Head, RequestContent Content)> _parts;
    private readonly byte[] _end;
    private readonly int _boundaryLength;

    /// <summary>Creates the content.</summary>
    /// <param name="parts">The parts, in order.</param>
    /// <param name="mediaType">A multipart media type, without a boundary; null for <c>multipart/form-data</c>.</param>
    public MultipartFormContent(IEnumerable<FormPart> parts, string? mediaType = null)
    {
        // 122 random bits: no content contains the boundary by chance, and nobody can guess it.
        var boundary = "PutTools-" + Guid.NewGuid().ToString("N");
        ContentType = $"{mediaType ?? "multipart/form-data"}; boundary={boundary}";
        _parts = [.. parts.Select(part => (part.Head(boundary), part.Content))];
        _end = Encoding.ASCII.GetBytes($"--{boundary}--\r\n");
        _boundaryLength = boundary.Length + 2;
    }

    public override long? Length => _parts.Aggregate(
        (long?)_end.Length, static (sum, part) => sum + part.Head.Length + part.Content.Length + LineBreak.Length);

    public override bool CanReplay => _parts.TrueForAll(static part => part.Content.CanReplay);

    public override Task WriteToAsync(Stream stream, CancellationToken cancellationToken) => WriteAsync(stream, skip: 0, cancellationToken);

    /// <summary>Returns a hash without the boundary, which is random.</summary>
    internal override ValueTask<byte[]> StableHashAsync(CancellationToken cancellationToken)
        => new(HashAsync("SHA256", (stream, stop) => WriteAsync(stream, _boundaryLength, stop), cancellationToken));

    private async Task WriteAsync(Stream stream, int skip, CancellationToken cancellationToken)
    {
        // So that the error of a file that cannot be read comes before the first part is sent.
        foreach (var (_, content) in _parts)
            await content.CheckReadableAsync(cancellationToken).ConfigureAwait(false);
        foreach (var (head, content) in _parts)
        {
            await stream.WriteAsync(head.AsMemory(skip), cancellationToken).ConfigureAwait(false);
            await content.WriteToAsync(stream, cancellationToken).ConfigureAwait(false);
            await stream.WriteAsync(LineBreak.AsMemory(), cancellationToken).ConfigureAwait(false);
        }

        await stream.WriteAsync(_end.AsMemory(skip), cancellationToken).ConfigureAwait(false);
    }
}
