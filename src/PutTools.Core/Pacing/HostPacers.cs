namespace PutTools.Pacing;

/// <summary>The pacing of one pipeline, separate for each host.</summary>
internal sealed class HostPacers(TimeProvider clock, int limit)
{
    // Most pipelines write to one host.
    private readonly List<(string Host, int Port, HostPacer Pacer)> _hosts = new(1);

    public HostPacer For(Uri uri)
    {
        lock (_hosts)
        {
            foreach (var host in _hosts)
            {
                if (host.Port == uri.Port && host.Host.Equals(uri.Host, StringComparison.OrdinalIgnoreCase))
                    return host.Pacer;
            }

            var added = new HostPacer(clock, limit);
            _hosts.Add((uri.Host, uri.Port, added));
            return added;
        }
    }
}
