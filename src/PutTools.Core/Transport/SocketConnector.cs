#if NET
using System.Net;
using System.Net.Sockets;

namespace PutTools.Transport;

/// <summary>Connects a socket to a server, and returns the stream of the connection.</summary>
internal delegate Task<Stream> SocketConnect(Socket socket, EndPoint server, CancellationToken cancellationToken);

/// <summary>Opens connections to hosts and unix sockets.</summary>
internal static class SocketConnector
{
    /// <summary>Connects to a server; to the first address of a host that answers.</summary>
    /// <param name="server">The server.</param>
    /// <param name="connect">Connects one socket.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async ValueTask<Stream> ConnectAsync(EndPoint server, SocketConnect connect, CancellationToken cancellationToken)
    {
        if (server is not DnsEndPoint host)
            return await ConnectAsync(new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified), server, connect, cancellationToken).ConfigureAwait(false);
        var addresses = await Dns.GetHostAddressesAsync(host.Host, cancellationToken).ConfigureAwait(false);
        return await AddressRace.ConnectAsync(
            // A socket for IPv6 does not connect to an IPv4 address in the form of one.
            Array.ConvertAll(addresses, static address => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address),
            // Async, so that a socket of a family that the system lacks is a failed attempt of its address.
            async (address, token) => await ConnectAsync(
                new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }, new IPEndPoint(address, host.Port), connect, token).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Connects without TLS.</summary>
    public static Task<Stream> PlainAsync(Socket socket, EndPoint server, CancellationToken cancellationToken) => ConnectAsync(socket, server, isPlain: true, cancellationToken);

    /// <summary>Connects for TLS, which the runtime then adds.</summary>
    public static Task<Stream> SecureAsync(Socket socket, EndPoint server, CancellationToken cancellationToken) => ConnectAsync(socket, server, isPlain: false, cancellationToken);

    private static async Task<Stream> ConnectAsync(Socket socket, EndPoint server, SocketConnect connect, CancellationToken cancellationToken)
    {
        try
        {
            return await connect(socket, server, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<Stream> ConnectAsync(Socket socket, EndPoint server, bool isPlain, CancellationToken cancellationToken)
    {
        await socket.ConnectAsync(server, cancellationToken).ConfigureAwait(false);
        return new EarlyResponseStream(socket, isPlain);
    }
}
#endif
