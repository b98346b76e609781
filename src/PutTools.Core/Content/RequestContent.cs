using System.Security.Cryptography;
using PutTools.Http;

namespace PutTools.Content;

/// <summary>The content of a request. It can be written once per attempt, unless <see cref="CanReplay"/> is false.</summary>
internal abstract class RequestContent
{
    private static readonly Dictionary<string, byte[]> NoHashes = [];

    private Dictionary<string, byte[]> _hashes = NoHashes;

    /// <summary>The value of <c>Content-Type</c>. Default: null, none is sent.</summary>
    public string? ContentType { get; init; }

    /// <summary>The length in bytes; null if it is unknown before the content is written.</summary>
    public abstract long? Length { get; }

    /// <summary>True if the content can be written more than once.</summary>
    public virtual bool CanReplay => true;

    /// <summary>The representation without content coding, if it is in memory; otherwise null.</summary>
    internal virtual ReadOnlyMemory<byte>? Representation => null;

    /// <summary>Returns a hash of the content as it is sent. The content is read in pieces, once per algorithm.</summary>
    /// <param name="algorithm">MD5, SHA1, SHA256, SHA384 or SHA512.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="RequestException">The content can be read only once, or the algorithm is unknown.</exception>
    public async Task<byte[]> HashAsync(string algorithm, CancellationToken cancellationToken)
    {
        if (_hashes.TryGetValue(algorithm, out var known))
            return known;
        if (!CanReplay)
            throw new RequestException(ErrorKind.InvalidPayload, ContentMessages.HashOfStream);
        var hash = await HashAsync(algorithm, WriteToAsync, cancellationToken).ConfigureAwait(false);
        _hashes = new(_hashes, StringComparer.OrdinalIgnoreCase) { [algorithm] = hash };
        return hash;
    }

    /// <summary>Writes the whole content to <paramref name="stream"/>, which stays open.</summary>
    /// <exception cref="RequestException">
    /// The content can't be read to its end, has changed, or can't be written again.
    /// </exception>
    public abstract Task WriteToAsync(Stream stream, CancellationToken cancellationToken);

    /// <summary>Checks that the content can be read, before any of it is written.</summary>
    /// <exception cref="RequestException">It cannot be read.</exception>
    internal virtual Task CheckReadableAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Returns the SHA-256 of the content without parts that differ in each request, such as a boundary.</summary>
    internal virtual ValueTask<byte[]> StableHashAsync(CancellationToken cancellationToken) => new(HashAsync("SHA256", cancellationToken));

    private protected static async Task<byte[]> HashAsync(string algorithm, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        using var hash = CreateHash(algorithm);
        using (var stream = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write))
            await write(stream, cancellationToken).ConfigureAwait(false);
        return hash.Hash!;
    }

    // The algorithms that servers require. The weak ones detect damage, but not an attack.
    private static HashAlgorithm CreateHash(string algorithm) => algorithm.ToUpperInvariant() switch
    {
        "MD5" => MD5.Create(),
        "SHA1" => SHA1.Create(),
        "SHA256" => SHA256.Create(),
        "SHA384" => SHA384.Create(),
        "SHA512" => SHA512.Create(),
        _ => throw new RequestException(ErrorKind.InvalidParameter, ContentMessages.UnknownHash(algorithm)),
    };
}
