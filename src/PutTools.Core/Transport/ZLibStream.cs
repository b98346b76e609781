#if !NET
namespace System.IO.Compression;

/// <summary>The zlib format (RFC 1950) for writing, which .NET Framework lacks: a header, deflated bytes, and a checksum.</summary>
internal sealed class ZLibStream : Stream
{
    private const uint Adler32Modulus = 65521;

    private readonly Stream _target;
    private readonly DeflateStream _deflate;
    private uint _low = 1;
    private uint _high;
    private bool _isDisposed;

    public ZLibStream(Stream target, CompressionLevel level, bool leaveOpen)
    {
        _ = leaveOpen ? true : throw new NotSupportedException();
        _target = target;
        target.Write([0x78, 0x9C], 0, 2);
        _deflate = new DeflateStream(target, level, leaveOpen: true);
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        for (var i = offset; i < offset + count; i++)
        {
            _low = (_low + buffer[i]) % Adler32Modulus;
            _high = (_high + _low) % Adler32Modulus;
        }

        _deflate.Write(buffer, offset, count);
    }

    public override void Flush() => _deflate.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isDisposed)
        {
            _isDisposed = true;
            _deflate.Dispose();
            _target.Write([(byte)(_high >> 8), (byte)_high, (byte)(_low >> 8), (byte)_low], 0, 4);
        }

        base.Dispose(disposing);
    }
}
#endif
