namespace PutTools.Transport;

/// <summary>What the process has learned about a host from its responses. Safe to use from many threads.</summary>
/// <remarks>
/// Some servers and proxies close a connection without notice, after each response or after a few. A write that leaves at that moment is lost,
/// and its outcome is unknown. So the first connection that is used again is watched for a moment, and after a loss each request has a
/// connection of its own for some time. Other servers do not understand a body in chunks, and answer it like another request: that response would be
/// taken for the one to the next write. So the first use after such a body is watched, too.
/// </remarks>
internal sealed class KnownHost
{
    private static readonly TimeSpan Distrust = TimeSpan.FromMinutes(1);

    private volatile bool _hasAnswered;
    private volatile bool _hasConnected;
    private volatile bool _keepsConnections;
    private volatile bool _readsChunks;
    private volatile bool _isPlain;

    // In ticks of UTC; 0 for a host that has never closed a connection.
    private long _distrustedUntil;

    /// <summary>
    /// True if the host has answered. If it then refuses a connection, it probably restarts; otherwise the address is probably wrong.
    /// </summary>
    public bool HasAnswered => _hasAnswered;

    /// <summary>True if the host has accepted a connection for TLS before it has answered. Unknown in the older build.</summary>
    public bool HasConnected => _hasConnected;

    /// <summary>True if a connection stayed open for a moment after a response.</summary>
    public bool KeepsConnections => _keepsConnections;

    /// <summary>True if a connection stayed open, and silent, for a moment after the response to a body in chunks.</summary>
    public bool ReadsChunks => _readsChunks;

    /// <summary>True if the host was asked for TLS and did not answer, so that it need not be asked again.</summary>
    public bool IsPlain { get => _isPlain; set => _isPlain = value; }

    /// <summary>Records a response. One with 407 is that of a proxy, and not of the host.</summary>
    public void Answered(int status)
    {
        if (status != 407)
            _hasAnswered = true;
    }

    /// <summary>Records that the host has accepted a connection.</summary>
    public void Connected() => _hasConnected = true;

    /// <summary>Records that a connection stayed open for a moment after a response.</summary>
    /// <param name="afterChunks">True if it was the response to a body in chunks.</param>
    public void KeptConnection(bool afterChunks = false)
    {
        _keepsConnections = true;
        _readsChunks |= afterChunks;
    }

    /// <summary>Records that the host closed a connection without notice, or that a request was lost on one that was kept.</summary>
    public void ClosedConnection(TimeProvider clock)
    {
        _keepsConnections = false;
        Volatile.Write(ref _distrustedUntil, (clock.GetUtcNow() + Distrust).UtcTicks);
    }

    /// <summary>True if a connection to the host must not be used for a second request.</summary>
    public bool Closes(TimeProvider clock) => Volatile.Read(ref _distrustedUntil) is > 0 and var until && clock.GetUtcNow().UtcTicks < until;
}
