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
