namespace PutTools.Content;

/// <summary>Reads another stream, whose first two bytes can be inspected beforehand.</summary>
internal sealed class PeekStream(Stream inner) : ReadOnlyStream
{
    private readonly byte[] _start = new byte[2];
    private int _peeked;
    private int _given;

    /// <summary>Returns the first two bytes without consuming them; zero for a missing byte.</summary>
    public (byte First, byte Second) Peek()
    {
        for (int count; _peeked < _start.Length && (count = inner.Read(_start, _peeked, _start.Length - _peeked)) > 0;)
            _peeked += count;
        return (_start[0], _start[1]);
    }

    /// <summary>Skips the bytes that were peeked at.</summary>
    public void Skip() => _given = _peeked;

    public override int Read(byte[] buffer, int offset, int count)
        => _given < _peeked ? ReadPeeked(buffer, offset, count) : inner.Read(buffer, offset, count);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => _given < _peeked ? Task.FromResult(ReadPeeked(buffer, offset, count)) : inner.ReadAsync(buffer, offset, count, cancellationToken);

    private int ReadPeeked(byte[] buffer, int offset, int count)
    {
        var given = Math.Min(count, _peeked - _given);
        Array.Copy(_start, _given, buffer, offset, given);
        _given += given;
        return given;
    }
}
