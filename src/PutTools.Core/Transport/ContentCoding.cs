using System;
using System.IO;
using System.IO.Compression;

namespace PutTools.Transport;

/// <summary>The content codings of a reply (RFC 9110 §8.4.1): which are accepted, and how they are undone.</summary>
internal static class ContentCoding
{
#if NET
    /// <summary>The <c>Accept-Encoding</c> field.</summary>
    public const string Accepted = "gzip, deflate, br";
#else
    /// <summary>The <c>Accept-Encoding</c> field.</summary>
    public const string Accepted = "gzip, deflate";
#endif

    /// <summary>
    /// Undoes the codings, the last one first. Where that fails the bytes stay as they came, and where it grows past the
    /// limit there are none; the second member says so. The write was done, whatever its reply looks like.
    /// </summary>
    public static (ReadOnlyMemory<byte> Body, string? Problem) Decode(ReadOnlyMemory<byte> coded, string? codings, long limit)
    {
        if (string.IsNullOrEmpty(codings) || coded.Length == 0)
            return (coded, null);
        var names = codings!.Split(',');
        var body = coded;
        try
        {
            for (var i = names.Length - 1; i >= 0; i--)
            {
                if (names[i].Trim() is var name && !name.Equals("identity", StringComparison.OrdinalIgnoreCase))
                {
                    if (Read(Decoder(name, body), limit) is not { } read)
                        return (default, Messages.BodyTooLong(limit));
                    body = read;
                }
            }

            return (body, null);
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException or NotSupportedException or InvalidOperationException)
        {
            return (coded, Messages.UndecodedBody(codings, failure.Message));
        }
    }

    private static Stream Decoder(string name, ReadOnlyMemory<byte> body)
    {
        var stream = new MemoryStream(body.ToArray(), writable: false);
        switch (name.ToUpperInvariant())
        {
            case "GZIP" or "X-GZIP":
                return new GZipStream(stream, CompressionMode.Decompress);
            case "DEFLATE":
                return Deflate(stream);
#if NET
            case "BR":
                return new BrotliStream(stream, CompressionMode.Decompress);
#endif
            default:
                throw new NotSupportedException(Messages.UnknownCoding(name));
        }
    }

    // "deflate" is the zlib format (RFC 9110 §8.4.1.2), but some servers send the bare one. The zlib header tells:
    // its first nibble is 8, and as a big-endian number it is a multiple of 31 (RFC 1950 §2.2).
    private static DeflateStream Deflate(MemoryStream stream)
    {
        var (first, second) = (stream.ReadByte(), stream.ReadByte());
        if ((first & 0x0F) != 8 || ((first << 8) | second) % 31 != 0)
            stream.Position = 0;
        return new DeflateStream(stream, CompressionMode.Decompress);
    }

    private static ReadOnlyMemory<byte>? Read(Stream decoder, long limit)
    {
        using (decoder)
        {
            var body = new MemoryStream();
            var buffer = new byte[32 * 1024];
            for (int count; (count = decoder.Read(buffer, 0, buffer.Length)) > 0;)
            {
                if (body.Length + count > limit)
                    return null;
                body.Write(buffer, 0, count);
            }

            return body.GetBuffer().AsMemory(0, (int)body.Length);
        }
    }
}
