using System.Collections.Concurrent;

namespace PutTools.Transport;

/// <summary>Connections with equal settings. Its properties change only under the pool's lock.</summary>
internal sealed class ConnectionSet(ConnectionSettings settings) : IDisposable
{
    private readonly int _createdAt = Environment.TickCount;

    // For hosts that close connections without notice, although -DisableKeepAlive is not given.
    private readonly Lazy<HttpMessageInvoker> _closing = new(() => new(SocketHandler.Create(settings with { DisableKeepAlive = true })));
    private readonly Lazy<BlockingTransport> _blocking = new(() => new(settings));
    private readonly HttpMessageInvoker _invoker = new(SocketHandler.Create(settings));

    public ConnectionSettings Settings => settings;

    public ConcurrentDictionary<(string Scheme, string Host, int Port), KnownHost> Hosts { get; } = new();

    public int Leases { get; set; }

    public long LastUse { get; set; }

    public bool IsRetired { get; set; }

    /// <summary>
    /// True if the set must be replaced to resolve names anew, because the runtime does not do that itself.
    /// </summary>
    public bool IsOld => unchecked((uint)(Environment.TickCount - _createdAt)) > SocketHandler.SetLifetime.TotalMilliseconds;

    public ValueTask<HttpResponseMessage> SendAsync(HttpRequestMessage message, bool mayBlock, bool needsOwn, CancellationToken cancellationToken)
        => mayBlock && BlockingTransport.CanSend(message, settings)
            ? new(_blocking.Value.Send(message, cancellationToken))
            : new((needsOwn ? _closing.Value : _invoker).SendAsync(message, cancellationToken));

    public void Dispose()
    {
        _invoker.Dispose();
        if (_closing.IsValueCreated)
            _closing.Value.Dispose();
        if (_blocking.IsValueCreated)
            _blocking.Value.Dispose();
    }
}
