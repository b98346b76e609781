using System;
using System.Collections.Generic;

namespace PutTools.Handlers;

/// <summary>How fast one pipeline may write, for each host on its own.</summary>
internal sealed class Pacing(TimeProvider clock, int limit)
{
    // A pipeline writes to one host as a rule.
    private readonly List<(string Authority, HostPacer Pacing)> _hosts = new(1);

    public HostPacer For(Uri uri)
    {
        var authority = uri.Authority;
        lock (_hosts)
        {
            foreach (var host in _hosts)
            {
                if (host.Authority.Equals(authority, StringComparison.OrdinalIgnoreCase))
                    return host.Pacing;
            }

            var added = new HostPacer(clock, limit);
            _hosts.Add((authority, added));
            return added;
        }
    }
}
