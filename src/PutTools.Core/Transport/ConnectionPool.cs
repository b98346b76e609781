using System.Collections.Concurrent;
using PutTools.Http;

namespace PutTools.Transport;

/// <summary>
/// The connections of the process, by their settings. All runspaces share them, so the class is thread-safe. They are closed
/// when the module is removed.
/// </summary>
internal static class ConnectionPool
{
    /// <summary>The maximum number of connection sets. Beyond it, the least recently used one is closed.</summary>
    public const int Capacity = 64;

    private static readonly Dictionary<ConnectionSettings, ConnectionSet> Sets = [];
    private static long _uses;

    /// <summary>Returns the connections for <paramref name="settings"/>, in use until the lease is disposed.</summary>
    /// <exception cref="RequestException">The platform does not support the settings.</exception>
    public static ConnectionLease Rent(ConnectionSettings settings)
    {
        lock (Sets)
        {
            if (Sets.TryGetValue(settings, out var set) && set.IsOld)
            {
                Retire(settings, set);
                set = null;
            }

            if (set is null)
            {
                set = new ConnectionSet(settings);
                if (Sets.Count >= Capacity)
                    RetireOldest();
                Sets.Add(settings, set);
            }

            set.LastUse = ++_uses;
            set.Leases++;
            return new ConnectionLease(set);
        }
    }

    /// <summary>Closes all connections; those in use are closed once their requests end.</summary>
    public static void Clear()
    {
        lock (Sets)
        {
            foreach (var entry in Sets.ToList())
                Retire(entry.Key, entry.Value);
        }
    }

    internal static void Replace(ConnectionSet set)
    {
        lock (Sets)
        {
            if (!set.IsRetired)
                Retire(set.Settings, set);
        }
    }

    internal static void Return(ConnectionSet set)
    {
        lock (Sets)
        {
            set.Leases--;
            DisposeUnused(set);
        }
    }

    private static void RetireOldest()
    {
        var oldest = Sets.First();
        foreach (var entry in Sets)
        {
            if (entry.Value.LastUse < oldest.Value.LastUse)
                oldest = entry;
        }

        Retire(oldest.Key, oldest.Value);
    }

    private static void Retire(ConnectionSettings settings, ConnectionSet set)
    {
        Sets.Remove(settings);
        set.IsRetired = true;
        DisposeUnused(set);
    }

    private static void DisposeUnused(ConnectionSet set)
    {
        if (set is { IsRetired: true, Leases: 0 })
            set.Dispose();
    }
}

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

/// <summary>Keeps a set of connections alive while a request uses it.</summary>
internal readonly struct ConnectionLease(ConnectionSet set) : IDisposable
{
    /// <summary>Sends <paramref name="message"/> and reads the response's header section.</summary>
    /// <param name="message">The request.</param>
    /// <param name="mayBlock">
    /// True if the calling thread would only wait for the response: <c>BlockingTransport</c> then sends if it can.
    /// </param>
    /// <param name="needsOwn">True for a connection that serves no other request.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public ValueTask<HttpResponseMessage> SendAsync(HttpRequestMessage message, bool mayBlock, bool needsOwn, CancellationToken cancellationToken)
        => set.SendAsync(message, mayBlock, needsOwn, cancellationToken);

    /// <summary>Returns what is known about the host of <paramref name="uri"/>.</summary>
    public KnownHost Host(Uri uri) => set.Hosts.GetOrAdd((uri.Scheme, uri.Host, uri.Port), static _ => new());

    /// <summary>Replaces the connections, because one of them leads to the wrong server, or holds bytes that belong to the last response.</summary>
    public void Replace() => ConnectionPool.Replace(set);

    public void Dispose() => ConnectionPool.Return(set);
}
