using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Http;

namespace PutTools.Content;

/// <summary>
/// The caller's stream, from its current position to its end; it stays open. A seekable stream is rewound for each attempt.
/// Any other can be sent only once.
/// </summary>
internal sealed class StreamedContent : RequestContent
{
    private readonly Stream _source;
    private readonly long _start;
    private bool _isUsed;

    /// <summary>Wraps the stream at its current position.</summary>
    /// <exception cref="RequestException">InvalidPayload: the stream can't be read, or is at its end.</exception>
    public StreamedContent(Stream source)
    {
        if (!source.CanRead)
            throw new RequestException(ErrorKind.InvalidPayload, ContentMessages.ClosedStream);
        _source = source;
        if (!source.CanSeek)
            return;
        _start = source.Position;
        Length = Math.Max(0, source.Length - _start);
        if (Length == 0 && _start > 0)
            throw new RequestException(ErrorKind.InvalidPayload, ContentMessages.StreamAtEnd(_start));
    }

    /// <inheritdoc/>
    public override long? Length { get; }

    /// <inheritdoc/>
    public override bool CanReplay => _source.CanSeek;

    /// <inheritdoc/>
    public override async Task WriteToAsync(Stream stream, CancellationToken cancellationToken)
    {
        if (CanReplay)
            _source.Position = _start;
        else if (_isUsed)
            throw new RequestException(ErrorKind.InvalidPayload, ContentMessages.StreamUsedUp);
        _isUsed = true;
        var sent = await StreamCopy.CopyAsync(_source, stream, Length ?? long.MaxValue, beforeLast: null, cancellationToken).ConfigureAwait(false);
        if (Length is { } length && sent != length)
            throw new RequestException(ErrorKind.FileReadFailed, ContentMessages.StreamShortened(sent, length));
    }
}
