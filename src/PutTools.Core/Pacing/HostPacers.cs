namespace PutTools.Pacing;

/// <summary>The pacing of one pipeline, separate for each host.</summary>
internal sealed class HostPacers(TimeProvider clock, int limit)
{
    private readonly Dictionary<(string Host, int Port), HostPacer> _hosts = [];

    public HostPacer For(Uri uri)
    {
        lock (_hosts)
        {
            if (!_hosts.TryGetValue((uri.Host, uri.Port), out var pacer))
                _hosts.Add((uri.Host, uri.Port), pacer = new HostPacer(clock, limit));
            return pacer;
        }
    }
}
