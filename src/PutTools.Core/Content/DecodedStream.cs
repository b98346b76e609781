namespace PutTools.Content;

/// <summary>What a decoder reads. A body that is cut is an error; the runtime's decoders take its end for that of the content.</summary>
/// <param name="decoder">The decoder, which reads <paramref name="coded"/>.</param>
/// <param name="coded">The coded bytes.</param>
/// <param name="isGzip">True for gzip, whose decoder always looks for a further member.</param>
internal sealed class DecodedStream(Stream decoder, CodedStream coded, bool isGzip) : ReadOnlyStream
{
    // A header of 10 bytes, an empty block of 2, and a trailer of 8.
    private const int ShortestGzip = 20;

    private long _length;

    public override int Read(byte[] buffer, int offset, int count) => Checked(decoder.Read(buffer, offset, count), count);

    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => Checked(await decoder.ReadAsync(buffer, offset, count, cancellationToken).ConfigureAwait(false), count);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            decoder.Dispose();
        base.Dispose(disposing);
    }

    // A member of gzip ends with its length (RFC 1952 §2.3.1), which is that of the whole content if there is no other member. Some servers
    // send a line end after it.
    private bool IsWholeGzip => coded.Length >= ShortestGzip
        && ((_length > 0 && coded.Tail.Contains((uint)_length)) || ((_length == 0 || coded.HasFurtherMember) && (coded.Tail[^1] == 0 ? HasEmptyEnd : coded.Tail[^1] <= _length)));

    // The end of a member without content: an empty block, stored or not, and zeros as checksum and length. Zeros alone may be in the middle of a block.
    private bool HasEmptyEnd => coded.Tail[^1] == 0 && coded.Tail[^5] == 0 && coded.Tail[^9] >> 16 is 0x0003 or 0xFFFF;

    private int Checked(int count, int wanted)
    {
        _length += count;
        if (count == 0 && wanted > 0 && coded is { HasEnded: true, Length: > 0 } && !(isGzip && IsWholeGzip))
            throw new InvalidDataException(ContentMessages.EndsTooEarly);
        return count;
    }
}

/// <summary>Passes coded bytes on, and sees their end.</summary>
internal sealed class CodedStream(Stream inner) : ReadOnlyStream
{
    private long _length;
    private uint _last;

    /// <summary>True once a further member of gzip may have begun.</summary>
    public bool HasFurtherMember { get; private set; }

    /// <summary>True once the decoder has tried to read beyond the end.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Each of the last nine bytes so far as a number in little-endian order, with the three bytes before it.</summary>
    public uint[] Tail { get; } = new uint[9];

    /// <summary>The number of bytes so far.</summary>
    public override long Length => _length;

    // The first three bytes of a member of gzip; 0x088B1F as a number in little-endian order.
    private static ReadOnlySpan<byte> MemberStart => [0x1F, 0x8B, 8];

    public override int Read(byte[] buffer, int offset, int count) => Seen(inner.Read(buffer, offset, count), buffer, offset, count);

    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => Seen(await inner.ReadAsync(buffer, offset, count, cancellationToken).ConfigureAwait(false), buffer, offset, count);

    private int Seen(int count, byte[] buffer, int offset, int wanted)
    {
        HasEnded |= count == 0 && wanted > 0;

        // The first two bytes may end a start of a member; the last twelve are all that the tail is made of.
        var bytes = buffer.AsSpan(offset, count);
        HasFurtherMember |= bytes[(_length == 0 && count > 0 ? 1 : 0)..].IndexOf(MemberStart) >= 0;
        for (var i = 0; i < count; i = i == 1 ? Math.Max(2, count - 12) : i + 1)
        {
            _last = (_last >> 8) | ((uint)bytes[i] << 24);
            HasFurtherMember |= i < 2 && _length + i > 2 && _last >> 8 == 0x088B1F;
            if (i < count - Tail.Length)
                continue;
            Array.Copy(Tail, 1, Tail, 0, Tail.Length - 1);
            Tail[^1] = _last;
        }

        _length += count;

        return count;
    }
}
