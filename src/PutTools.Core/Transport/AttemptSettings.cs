namespace PutTools.Transport;

/// <summary>How one attempt is made.</summary>
internal sealed record AttemptSettings
{
    /// <summary>The connection.</summary>
    public required ConnectionSettings Connection { get; init; }

    /// <summary>How long it may take.</summary>
    public required TimeSettings Time { get; init; }

    /// <summary>
    /// The bytes of a response's body, decoded, that are taken; null is 1 GiB into memory and any number to a file.
    /// </summary>
    public long? MaximumResponseBytes { get; init; }

    /// <summary>True if the thread that sends does nothing but wait for the response.</summary>
    public bool MayBlock { get; init; }
}
