namespace PutTools.Transport;

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
