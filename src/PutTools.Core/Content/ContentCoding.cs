using System.IO.Compression;
using System.Runtime.InteropServices;
using PutTools.Http;
using PutTools.Text;

namespace PutTools.Content;

/// <summary>Content codings (RFC 9110 §8.4.1): the accepted ones, their decoders and their encoders.</summary>
internal static class ContentCoding
{
    // Servers use one or two. Each is a decoder that reads from the next one, so thousands would end the process: its stack is not that deep.
    private const int MostCodings = 10;

#if NET
    /// <summary>The value of <c>Accept-Encoding</c>.</summary>
    public const string Accepted = "gzip, deflate, br";
#else
    /// <summary>The value of <c>Accept-Encoding</c>.</summary>
    public const string Accepted = "gzip, deflate";
#endif

    /// <summary>
    /// Creates a stream that encodes what is written to it into <paramref name="target"/>, which stays open.
    /// </summary>
    /// <exception cref="RequestException">NotSupported: this platform lacks the coding.</exception>
    public static Stream Encoder(string coding, Stream target) => coding switch
    {
        "gzip" => new GZipStream(target, CompressionLevel.Optimal, leaveOpen: true),
#if NET
        "deflate" => new ZLibStream(target, CompressionLevel.Optimal, leaveOpen: true),
        // "Optimal" takes ten times as long for little gain. Servers use this level, too.
        "br" => new BrotliStream(target, CompressionLevel.Fastest, leaveOpen: true),
#endif
        _ => throw new RequestException(ErrorKind.NotSupported, ContentMessages.CodingNotSupported(coding)),
    };

    /// <summary>
    /// Decodes a body. If that fails, the bytes stay as they were received. If the decoded body exceeds the limit, the
    /// result is empty. The second value then names the problem. It is not an exception, because the write itself was
    /// applied.
    /// </summary>
    public static (ReadOnlyMemory<byte> Body, string? Problem) Decode(ReadOnlyMemory<byte> coded, string? codings, long limit)
    {
        if (coded.Length == 0 || codings is null || Names(codings).Count == 0)
            return (coded, null);
        try
        {
            MemoryMarshal.TryGetArray(coded, out var bytes);
            using var decoder = Decoder(new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false), codings);
            return Read(decoder, limit) is { } body ? (body, null) : (default, ContentMessages.BodyTooLong(limit));
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException or NotSupportedException or InvalidOperationException)
        {
            return (coded, ContentMessages.UndecodedBody(codings, failure));
        }
    }

    /// <summary>Creates a stream that decodes <paramref name="coded"/>, the last coding first.</summary>
    /// <exception cref="NotSupportedException">A coding is unknown, or there are too many.</exception>
    public static Stream Decoder(Stream coded, string? codings)
    {
        var names = Names(codings);
        if (names.Count > MostCodings)
            throw new NotSupportedException(ContentMessages.TooManyCodings(names.Count));
        if (names.Find(static name => !IsKnown(name)) is { } unknown)
            throw new NotSupportedException(ContentMessages.UnknownCoding(unknown));
        return Enumerable.Reverse(names).Aggregate(coded, Decode);
    }

    private static List<string> Names(string? codings) => [.. (codings ?? string.Empty)
        .Split(',').Select(static name => name.Trim().ToUpperInvariant()).Where(static name => !IsNoCoding(name))];

    // Values that servers send although they are not codings: a charset, an encoding of mail, or how Amazon's clients sent
    // the content.
    private static bool IsNoCoding(string name)
        => name is "" or "IDENTITY" or "NONE" or "AWS-CHUNKED" or "CHUNKED" or "BINARY" or "7BIT" or "8BIT" || Charset.Find(name) is not null;

#if NET
    private static bool IsKnown(string name) => name is "GZIP" or "X-GZIP" or "DEFLATE" or "BR";
#else
    private static bool IsKnown(string name) => name is "GZIP" or "X-GZIP" or "DEFLATE";
#endif

    private static Stream Decode(Stream bytes, string name)
    {
        var coded = new CodedStream(bytes);
        return name switch
        {
            "DEFLATE" => new DecodedStream(Inflate(coded), coded, isGzip: false),
#if NET
            "BR" => new DecodedStream(new BrotliStream(coded, CompressionMode.Decompress), coded, isGzip: false),
#endif
            _ => new DecodedStream(new GZipStream(coded, CompressionMode.Decompress), coded, isGzip: true),
        };
    }

    // "deflate" is the zlib format (RFC 9110 §8.4.1.2), but some servers send raw deflate. The zlib header tells them apart:
    // the low nibble of its first byte is 8, and the big-endian 16-bit value is a multiple of 31 (RFC 1950 §2.2).
    private static DeflateStream Inflate(Stream coded)
    {
        var stream = new PeekStream(coded);
        var (first, second) = stream.Peek();
        if ((first & 0x0F) == 8 && ((first << 8) | second) % 31 == 0)
            stream.Skip();
        return new DeflateStream(stream, CompressionMode.Decompress);
    }

    private static ReadOnlyMemory<byte>? Read(Stream decoder, long limit)
    {
        var body = new GrowingBuffer(limit);
        while (true)
        {
            var room = body.Room();
            if (room.Count == 0)
                return null;
            var count = decoder.Read(room.Array!, room.Offset, room.Count);
            if (count == 0)
                return body.ToMemory();
            body.Advance(count);
            if (body.IsPastLimit)
                return null;
        }
    }
}
