using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace PutTools.Testing;

/// <summary>Resets every connection as soon as it is accepted.</summary>
internal sealed class ResetListener : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _accepting;

    public ResetListener()
    {
        _listener.Start();
        Uri = ResourceServer.LoopbackUri("http", ((IPEndPoint)_listener.LocalEndpoint).Port);
        _accepting = AcceptAsync();
    }

    public Uri Uri { get; }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using var connection = new RawConnection(
                    await _listener.AcceptSocketAsync(_stopping.Token), _stopping.Token);
                connection.Reset();
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The server was stopped.
        }
    }
}
