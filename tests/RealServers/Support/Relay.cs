using System;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace RealServers
{
    /// <summary>
    /// A network that breaks: forwards connections to a port of this machine, and resets the one that has sent so many bytes.
    /// </summary>
    public sealed class Relay : IDisposable
    {
        private readonly TcpListener _listener = new TcpListener(IPAddress.Loopback, 0);
        private readonly ConcurrentBag<TcpClient> _clients = new ConcurrentBag<TcpClient>();
        private readonly int _target;
        private long _left;

        public Relay(int target, long breakAfter)
        {
            _target = target;
            _left = breakAfter;
            _listener.Start();
            _ = AcceptAsync();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public string Uri => "http://127.0.0.1:" + Port + "/";

        public bool Broke { get; private set; }

        /// <summary>Resets all connections; new ones are accepted as before.</summary>
        public void Break()
        {
            while (_clients.TryTake(out var client)) Reset(client);
        }

        public void Dispose()
        {
            _listener.Stop();
            Break();
        }

        private static void Reset(TcpClient client)
        {
            try
            {
                // Closing with a linger of zero is a reset.
                client.LingerState = new LingerOption(true, 0);
                client.Close();
            }
            catch (Exception e) when (e is SocketException || e is ObjectDisposedException || e is NullReferenceException)
            {
                // It had ended already.
            }
        }

        private async Task AcceptAsync()
        {
            try
            {
                while (true) _ = PassAsync(await _listener.AcceptTcpClientAsync());
            }
            catch (Exception e) when (e is SocketException || e is ObjectDisposedException)
            {
                // Stopped.
            }
        }

        private async Task PassAsync(TcpClient client)
        {
            _clients.Add(client);
            using (client)
            using (var server = new TcpClient())
            {
                try
                {
                    await server.ConnectAsync(IPAddress.Loopback, _target);
                    await Task.WhenAny(
                        CopyAsync(client.GetStream(), server.GetStream(), breaks: true), CopyAsync(server.GetStream(), client.GetStream(), breaks: false));
                }
                catch (Exception e) when (e is SocketException || e is System.IO.IOException || e is ObjectDisposedException)
                {
                    // One side has disconnected.
                }

                if (Broke) Reset(client);
            }
        }

        private async Task CopyAsync(NetworkStream from, NetworkStream to, bool breaks)
        {
            var buffer = new byte[16 * 1024];
            int count;
            while ((count = await from.ReadAsync(buffer, 0, buffer.Length)) > 0)
            {
                await to.WriteAsync(buffer, 0, count);
                if (breaks && !Broke && Interlocked.Add(ref _left, -count) <= 0)
                {
                    // Forwarded bytes still arrive, as on a line that is cut.
                    await Task.Delay(200);
                    Broke = true;
                    return;
                }
            }
        }
    }
}
