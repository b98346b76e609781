using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Http;

namespace PutTools.Content;

/// <summary>The content of a request. It can be written once per attempt, unless <see cref="CanReplay"/> is false.</summary>
internal abstract class RequestContent
{
    /// <summary>The value of <c>Content-Type</c>. Default: null, none is sent.</summary>
    public string? ContentType { get; init; }

    /// <summary>The length in bytes; null if it is unknown before the content is written.</summary>
    public abstract long? Length { get; }

    /// <summary>True if the content can be written more than once.</summary>
    public virtual bool CanReplay => true;

    /// <summary>The representation without content coding, if it is in memory; otherwise null.</summary>
    internal virtual ReadOnlyMemory<byte>? Representation => null;

    /// <summary>Writes the whole content to <paramref name="stream"/>, which stays open.</summary>
    /// <exception cref="RequestException">
    /// The content can't be read to its end, has changed, or can't be written again.
    /// </exception>
    public abstract Task WriteToAsync(Stream stream, CancellationToken cancellationToken);
}
