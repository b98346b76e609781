using System.Buffers;

namespace PutTools.Content;

/// <summary>An array that grows with a body of unknown length, up to a limit and to the longest array.</summary>
/// <remarks>
/// The first array is a shared one. A body that fits into it, as most do, is copied out of it at the end, so that it takes no more
/// memory than its length.
/// </remarks>
internal sealed class GrowingBuffer(long limit)
{
    /// <summary>The longest byte array of .NET.</summary>
    public const int LongestArray = 0x7FFFFFC7;

    private const int FirstLength = 16 * 1024;

    // One more than the limit, so that a body that is too long differs from one that just fits.
    private readonly int _longest = (int)Math.Min(limit, LongestArray - 1) + 1;
    private byte[] _bytes = [];
    private int _count;
    private bool _isShared;

    /// <summary>True if more bytes came than the limit allows.</summary>
    public bool IsPastLimit => _count >= _longest;

    private int Capacity => Math.Min(_bytes.Length, _longest);

    /// <summary>Where the next bytes go; empty after the limit.</summary>
    public ArraySegment<byte> Room()
    {
        if (_count == Capacity && !IsPastLimit)
            Grow();
        return new ArraySegment<byte>(_bytes, _count, Capacity - _count);
    }

    public void Advance(int count) => _count += count;

    /// <summary>The whole body. Call it once, after the last byte.</summary>
    public ReadOnlyMemory<byte> ToMemory()
    {
        if (!_isShared)
            return _bytes.AsMemory(0, _count);
        var body = _bytes.AsSpan(0, _count).ToArray();
        ArrayPool<byte>.Shared.Return(_bytes);
        return body;
    }

    private void Grow()
    {
        if (_bytes.Length == 0)
        {
            _bytes = ArrayPool<byte>.Shared.Rent(FirstLength);
            _isShared = true;
            return;
        }

        var longer = new byte[(int)Math.Min(_longest, _bytes.Length * 2L)];
        _bytes.AsSpan(0, _count).CopyTo(longer);
        if (_isShared)
            ArrayPool<byte>.Shared.Return(_bytes);
        (_bytes, _isShared) = (longer, false);
    }
}
