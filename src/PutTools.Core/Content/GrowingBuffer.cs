using System;

namespace PutTools.Content;

/// <summary>An array that grows as a body of unknown length comes in, up to a limit and to what an array can hold.</summary>
internal sealed class GrowingBuffer(long limit)
{
    /// <summary>The longest byte array of .NET.</summary>
    public const int LongestArray = 0x7FFFFFC7;

    private const int FirstLength = 16 * 1024;

    // One more than is allowed, so that a body that is too long is told from one that just fits.
    private readonly int _longest = (int)Math.Min(limit, LongestArray - 1) + 1;
    private byte[] _bytes = [];
    private int _count;

    /// <summary>What has come in; a view, not a copy.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _count);

    /// <summary>True if more has come in than is allowed.</summary>
    public bool IsPastLimit => _count >= _longest;

    /// <summary>Where the next bytes go; empty where no more are allowed.</summary>
    public ArraySegment<byte> Room()
    {
        if (_count == _bytes.Length && _count < _longest)
            Array.Resize(ref _bytes, (int)Math.Min(_longest, Math.Max(FirstLength, _bytes.Length * 2L)));
        return new ArraySegment<byte>(_bytes, _count, _bytes.Length - _count);
    }

    public void Advance(int count) => _count += count;
}
