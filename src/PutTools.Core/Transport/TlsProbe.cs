using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace PutTools.Transport;

/// <summary>
/// Finds out whether a port expects TLS. A server that gets a plain request on such a port often only closes the connection,
/// which looks like a failure that a retry could mend.
/// </summary>
internal static class TlsProbe
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <summary>True if the server answers the start of a TLS handshake with a certificate. No request is sent.</summary>
    public static async Task<bool> IsAnsweredAsync(Uri uri, CancellationToken cancellationToken)
    {
        var hasCertificate = false;
        using var client = new TcpClient();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        using var registration = limit.Token.Register(client.Dispose);
        try
        {
            await client.ConnectAsync(uri.IdnHost, uri.Port).ConfigureAwait(false);
            // The handshake ends here, before anything but its start was sent.
            using var stream = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, (_, _, _, _) => !(hasCertificate = true));
            await stream.AuthenticateAsClientAsync(uri.IdnHost).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is AuthenticationException or IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Whatever ended the handshake: only the certificate counts.
        }

        return hasCertificate;
    }
}
