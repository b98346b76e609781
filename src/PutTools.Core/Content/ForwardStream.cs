namespace PutTools.Content;

/// <summary>A stream that can only be read or written from its start to its end.</summary>
internal abstract class ForwardStream : Stream
{
    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}

/// <summary>A stream that can only be read, from its start to its end.</summary>
internal abstract class ReadOnlyStream : ForwardStream
{
    public override bool CanRead => true;

    public override bool CanWrite => false;

    public override void Flush() => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
