using PutTools.Http;

namespace PutTools.Content;

/// <summary>
/// The caller's stream, from its current position to its end; it stays open. A seekable stream is rewound for each attempt.
/// Any other can be sent only once.
/// </summary>
internal sealed class StreamedContent : RequestContent
{
    private readonly Stream _source;

    // Null if the stream can't seek, or does not know where it is.
    private readonly long? _start;

    private long? _length;
    private bool _isSpecified;
    private bool _isUsed;

    /// <summary>Wraps the stream at its current position.</summary>
    /// <exception cref="RequestException">InvalidPayload: the stream can't be read, or is at its end.</exception>
    public StreamedContent(Stream source)
    {
        _source = source;
        try
        {
            if (!source.CanRead)
                throw new RequestException(ErrorKind.InvalidPayload, ContentMessages.ClosedStream);
            if (!source.CanSeek)
                return;
            _length = Math.Max(0, source.Length - source.Position);
            _start = source.Position;
            // A file of /proc does not know its length.
            if (source.Length == 0 && source.ReadByte() >= 0)
                _length = null;
        }
        catch (ObjectDisposedException failure)
        {
            throw new RequestException(ErrorKind.InvalidPayload, ContentMessages.ClosedStream, failure);
        }
        catch (Exception failure) when (failure is NotSupportedException or IOException)
        {
            _length = null;
            return;
        }

        if (_length == 0 && _start > 0)
            throw new RequestException(ErrorKind.InvalidPayload, ContentMessages.StreamAtEnd(_start.Value));
    }

    public override long? Length => _length;

    public override bool CanReplay => _start is not null;

    /// <summary>Specifies the length of a stream that does not know it. More or fewer bytes are then an error.</summary>
    public void Specify(long length) => (_length, _isSpecified) = (length, true);

    /// <summary>Returns at most <paramref name="count"/> bytes of the start; none of a stream that can't be rewound.</summary>
    public byte[] ReadStart(int count)
    {
        if (_start is not { } start)
            return [];
        try
        {
            var bytes = new byte[Math.Min(count, _length ?? count)];
            Array.Resize(ref bytes, _source.Read(bytes, 0, bytes.Length));
            return bytes;
        }
        catch (IOException)
        {
            // Sending it reports the failure.
            return [];
        }
        finally
        {
            Rewind(start);
        }
    }

    public override async Task WriteToAsync(Stream stream, CancellationToken cancellationToken)
    {
        if (_start is { } start)
            Rewind(start);
        else if (_isUsed)
            throw new RequestException(ErrorKind.InvalidPayload, ContentMessages.StreamUsedUp);
        _isUsed = true;
        // Empty content has no last piece, before which the end is checked otherwise.
        if (_isSpecified && _length == 0)
            await CheckEndAsync(cancellationToken).ConfigureAwait(false);
        var sent = await StreamCopy.CopyAsync(_source, stream, Length ?? long.MaxValue, _isSpecified ? CheckEndAsync : null, cancellationToken).ConfigureAwait(false);
        if (Length is { } length && sent != length)
            throw new RequestException(ErrorKind.FileReadFailed, ContentMessages.StreamShortened(sent, length));
    }

    private void Rewind(long start)
    {
        try
        {
            _source.Position = start;
        }
        catch (Exception failure)
        {
            throw new RequestException(ErrorKind.FileReadFailed, ContentMessages.SourceFailed(failure), failure);
        }
    }

    // Throws if the stream has more than the specified length: a part of it is not what was to be written.
    private async Task CheckEndAsync(CancellationToken cancellationToken)
    {
        if (await StreamCopy.ReadAsync(_source, new byte[1], cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false) > 0)
            throw new RequestException(ErrorKind.FileReadFailed, ContentMessages.StreamLonger(_length!.Value));
    }
}
