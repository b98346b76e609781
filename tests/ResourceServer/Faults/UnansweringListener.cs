using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;

namespace PutTools.Testing;

/// <summary>
/// A port whose queue of connections is full and never emptied, so that connecting to it hangs without an answer.
/// Linux drops further connections; Windows refuses them instead.
/// </summary>
internal sealed class UnansweringListener : IDisposable
{
    private const int More = 8;
    private readonly Socket _listener = NewSocket();
    private readonly List<Socket> _waiting = [];

    public UnansweringListener()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(backlog: 1);
        Uri = ResourceServer.LoopbackUri("http", ((IPEndPoint)_listener.LocalEndPoint!).Port);
        foreach (var socket in Enumerable.Range(0, More).Select(_ => NewSocket()))
        {
            _waiting.Add(socket);
            var connecting = socket.ConnectAsync(_listener.LocalEndPoint);
            // Connections that don't fit end with the sockets; nobody waits for them.
            _ = connecting.ContinueWith(ended => ended.Exception, System.Threading.Tasks.TaskScheduler.Default);
        }
    }

    public Uri Uri { get; }

    public void Dispose()
    {
        foreach (var socket in _waiting) socket.Dispose();
        _listener.Dispose();
    }

    private static Socket NewSocket() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
}
