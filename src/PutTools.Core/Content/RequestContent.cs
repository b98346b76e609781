using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Http;

namespace PutTools.Content;

/// <summary>What a request carries. It can be written once for each attempt, unless it says otherwise.</summary>
internal abstract class RequestContent
{
    /// <summary>The <c>Content-Type</c> field. Default: null, none is sent.</summary>
    public string? ContentType { get; init; }

    /// <summary>The length in bytes; null where it is not known before it is written.</summary>
    public abstract long? Length { get; }

    /// <summary>True if it can be written more than once.</summary>
    public virtual bool CanReplay => true;

    /// <summary>The representation itself, without content coding, where it is in memory; else null.</summary>
    internal virtual ReadOnlyMemory<byte>? Representation => null;

    /// <summary>Writes all of it to <paramref name="stream"/>, which stays open.</summary>
    /// <exception cref="RequestException">
    /// It can't be read to its end, has changed, or is written once more than it can be.
    /// </exception>
    public abstract Task WriteToAsync(Stream stream, CancellationToken cancellationToken);
}
