using System;
using System.IO;
using System.Security.Cryptography;
using PutTools.Content;

namespace PutTools.Transport;

/// <summary>What a trace keeps of a body that passes by: its start, its length and its hash.</summary>
internal sealed class BodySample : IDisposable
{
    /// <summary>The bytes that are kept.</summary>
    public const int Longest = 10 * 1024;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _start = new byte[Longest];

    /// <summary>The bytes that passed.</summary>
    public long Length { get; private set; }

    /// <summary>Whether more passed than is kept.</summary>
    public bool IsCut => Length > Longest;

    private int Kept => (int)Math.Min(Length, Longest);

    public void Add(byte[] bytes, int offset, int count)
    {
        _hash.AppendData(bytes, offset, count);
        var room = Math.Min(count, Longest - Kept);
        Array.Copy(bytes, offset, _start, Kept, room);
        Length += count;
    }

    /// <summary>The hash of all that passed, once.</summary>
    public string Hash() => BitConverter.ToString(_hash.GetHashAndReset()).Replace("-", string.Empty).ToLowerInvariant();

    /// <summary>The start, decoded from its codings as far as it goes; null where they are not known.</summary>
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
            // It is cut, or broken; what comes before that can be read.
        }

        return decoded.AsSpan(0, length).ToArray();
    }

    public void Dispose() => _hash.Dispose();
}
