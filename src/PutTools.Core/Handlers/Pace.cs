using System;
using System.Collections.Generic;

namespace PutTools.Handlers;

/// <summary>How fast one pipeline may write, for each host on its own.</summary>
internal sealed class Pace(TimeProvider clock, int limit)
{
    // A pipeline writes to one host as a rule.
    private readonly List<(string Authority, HostPace Pace)> _hosts = new(1);

    public HostPace For(Uri uri)
    {
        var authority = uri.Authority;
        lock (_hosts)
        {
            foreach (var host in _hosts)
            {
                if (host.Authority.Equals(authority, StringComparison.OrdinalIgnoreCase))
                    return host.Pace;
            }

            var added = new HostPace(clock, limit);
            _hosts.Add((authority, added));
            return added;
        }
    }
}
