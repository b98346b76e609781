namespace PutTools.Transport;

/// <summary>The settings of one attempt.</summary>
internal sealed record AttemptSettings
{
    /// <summary>The connection.</summary>
    public required ConnectionSettings Connection { get; init; }

    /// <summary>The timeouts.</summary>
    public required TimeSettings Time { get; init; }

    /// <summary>
    /// The maximum size of a response's body in bytes, after decoding; null for 1 GiB in memory and no limit for a file.
    /// </summary>
    public long? MaximumResponseBytes { get; init; }

    /// <summary>True if the sending thread only waits for the response.</summary>
    public bool MayBlock { get; init; }
}
