using System.Security.Cryptography;
using System.Text;
using PutTools.Content;
using PutTools.Text;

namespace PutTools.Transport;

/// <summary>The part of a body that a trace keeps: its start, length and hash.</summary>
internal sealed class BodySample : IDisposable
{
    /// <summary>The kept bytes.</summary>
    public const int Longest = 10 * 1024;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _start = new byte[Longest];

    /// <summary>The number of bytes of the body.</summary>
    public long Length { get; private set; }

    /// <summary>True if the body is longer than the kept part.</summary>
    public bool IsCut => Length > Longest;

    private int Kept => (int)Math.Min(Length, Longest);

    public void Add(byte[] bytes, int offset, int count)
    {
        _hash.AppendData(bytes, offset, count);
        var room = Math.Min(count, Longest - Kept);
        Array.Copy(bytes, offset, _start, Kept, room);
        Length += count;
    }

    /// <summary>Returns the hash of the whole body. Call it once.</summary>
    public string Hash()
    {
        var hash = _hash.GetHashAndReset();
        var digits = new byte[2 * hash.Length];
        Hex.Write(hash, digits);
        return Encoding.ASCII.GetString(digits);
    }

    /// <summary>Returns the decoded start; null for an unknown coding.</summary>
    public byte[]? Decoded(string? codings)
    {
        var decoded = new byte[Longest];
        var length = 0;
        try
        {
            using var decoder = ContentCoding.Decoder(new MemoryStream(_start, 0, Kept), codings);
            for (int count; length < Longest && (count = decoder.Read(decoded, length, Longest - length)) > 0;)
                length += count;
        }
        catch (NotSupportedException)
        {
            return null;
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException or InvalidOperationException)
        {
            // It is cut or malformed; the part before that is kept.
        }

        return decoded.AsSpan(0, length).ToArray();
    }

    public void Dispose() => _hash.Dispose();
}
