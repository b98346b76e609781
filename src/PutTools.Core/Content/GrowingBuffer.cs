using System;

namespace PutTools.Content;

/// <summary>A buffer for a body of unknown length. It grows up to a limit, or to the longest array of .NET.</summary>
internal sealed class GrowingBuffer(long limit)
{
    /// <summary>The longest byte array of .NET.</summary>
    public const int LongestArray = 0x7FFFFFC7;

    private const int FirstLength = 16 * 1024;

    // One byte more than the limit, to tell a body that is too long from one that just fits.
    private readonly int _longest = (int)Math.Min(limit, LongestArray - 1) + 1;
    private byte[] _bytes = [];
    private int _count;

    /// <summary>The received bytes; a view, not a copy.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _count);

    /// <summary>True if more bytes were received than the limit allows.</summary>
    public bool IsPastLimit => _count >= _longest;

    /// <summary>The space for the next bytes; empty if no more are allowed.</summary>
    public ArraySegment<byte> Room()
    {
        if (_count == _bytes.Length && _count < _longest)
            Array.Resize(ref _bytes, (int)Math.Min(_longest, Math.Max(FirstLength, _bytes.Length * 2L)));
        return new ArraySegment<byte>(_bytes, _count, _bytes.Length - _count);
    }

    public void Advance(int count) => _count += count;
}
