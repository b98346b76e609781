using System;
using System.Collections.Concurrent;
using System.Net.Http;

namespace PutTools.Transport;

/// <summary>
/// The connections of the whole process, by their settings. The one piece of static mutable state: thread-safe, and
/// emptied when the module is removed.
/// </summary>
internal static class ConnectionPool
{
    private static readonly ConcurrentDictionary<ConnectionSettings, Lazy<HttpMessageInvoker>> Sets = new();

    public static HttpMessageInvoker Get(ConnectionSettings settings)
        => (Sets.TryGetValue(settings, out var set)
            ? set
            : Sets.GetOrAdd(settings, static added => new(() => new HttpMessageInvoker(SocketHandler.Create(added))))).Value;

    /// <summary>Closes all connections; those in use are lost.</summary>
    public static void Clear()
    {
        foreach (var settings in Sets.Keys)
        {
            if (Sets.TryRemove(settings, out var set) && set.IsValueCreated)
                set.Value.Dispose();
        }
    }
}
