using System;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Http;

namespace PutTools.Content;

/// <summary>Bytes in memory, sent as they are.</summary>
internal sealed class BytesContent(ReadOnlyMemory<byte> bytes) : RequestContent
{
    // Written in pieces, so that a long upload is seen to move.
    private const int PieceLength = 64 * 1024;

    /// <summary>No bytes, and no type.</summary>
    public static BytesContent Empty { get; } = new(ReadOnlyMemory<byte>.Empty);

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    /// <inheritdoc/>
    public override long? Length => Bytes.Length;

    /// <summary>What <see cref="Bytes"/> are a content coding of; null where they are in none.</summary>
    internal ReadOnlyMemory<byte>? Uncoded { get; init; }

    /// <summary>True if it is written in one piece.</summary>
    internal bool IsOnePiece => Bytes.Length <= PieceLength;

    internal override ReadOnlyMemory<byte>? Representation => Uncoded ?? Bytes;

    /// <summary>JSON in the charset that its content type names.</summary>
    /// <exception cref="RequestException">InvalidPayload: the charset is not known, or lacks a character.</exception>
    internal static BytesContent OfJson(byte[] utf8, string? contentType)
        => MediaType.Parameter(contentType, "charset") is { } charset && !charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            ? new(EncodedText.Encode(Encoding.UTF8.GetString(utf8), charset)) { ContentType = contentType }
            : new(utf8) { ContentType = contentType };

    /// <inheritdoc/>
    public override async Task WriteToAsync(Stream stream, CancellationToken cancellationToken)
    {
        for (var rest = Bytes; rest.Length > 0;)
        {
            var piece = rest[..Math.Min(rest.Length, PieceLength)];
            await stream.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
            rest = rest[piece.Length..];
        }
    }
}
