using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace PutTools.Core.Tests;

/// <summary>A request as it arrived.</summary>
internal sealed record ScriptedRequest(string Method, string Path, IReadOnlyDictionary<string, string> Fields, string Body, int Number, int Connection);

/// <summary>A server that answers each request with the text that a function returns for it, and records the requests.</summary>
internal sealed class ScriptedServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<ScriptedRequest, string?> _respond;
    private readonly X509Certificate2? _certificate;
    private readonly Func<ScriptedRequest, bool> _closes;
    private readonly bool _isSplit;
    private int _number;
    private int _connection;

    /// <param name="respond">The raw response; null closes the connection without one.</param>
    /// <param name="certificate">The certificate of an https server; null for plain http.</param>
    /// <param name="closes">Returns true to close the connection, without notice, after the response to a request; null keeps all.</param>
    /// <param name="isSplit">True to send header section and body in two pieces.</param>
    public ScriptedServer(
        Func<ScriptedRequest, string?> respond, X509Certificate2? certificate = null, Func<ScriptedRequest, bool>? closes = null, bool isSplit = false)
    {
        _isSplit = isSplit;
        _respond = respond;
        _closes = closes ?? (static _ => false);
        _certificate = certificate;
        _listener.Start();
        _ = AcceptAsync();
    }

    public ConcurrentQueue<ScriptedRequest> Requests { get; } = new();

    public Uri Uri => new($"{(_certificate is null ? "http" : "https")}://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/items/1");

    /// <summary>A response with a Content-Length.</summary>
    public static string Response(int status, string body = "", params string[] fields)
        => $"HTTP/1.1 {status} X\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n"
            + (body.StartsWith('{') || body.StartsWith('[') ? "Content-Type: application/json\r\n" : string.Empty)
            + string.Concat(fields.Select(static field => field + "\r\n")) + "\r\n" + body;

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(), ++_connection);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test has ended.
        }
    }

    private async Task ServeAsync(TcpClient client, int connection)
    {
        using (client)
        {
            try
            {
                Stream stream = client.GetStream();
                if (_certificate is not null)
                {
                    var secured = new SslStream(stream);
                    await secured.AuthenticateAsServerAsync(_certificate);
                    stream = secured;
                }

                while (await ReadAsync(stream, connection) is { } request)
                {
                    Requests.Enqueue(request);
                    if (_respond(request) is not { } response)
                        return;
                    var body = _isSplit ? response.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4 : 0;
                    if (body > 0)
                        await stream.WriteAsync(Encoding.UTF8.GetBytes(response[..body]));
                    await stream.WriteAsync(Encoding.UTF8.GetBytes(response[body..]));
                    if (_closes(request))
                        return;
                }
            }
            catch (Exception e) when (e is IOException or AuthenticationException)
            {
                // The client has disconnected.
            }
        }
    }

    private async Task<ScriptedRequest?> ReadAsync(Stream stream, int connection)
    {
        var head = new StringBuilder();
        for (var octet = new byte[1]; !head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal); head.Append((char)octet[0]))
        {
            if (await stream.ReadAsync(octet) == 0)
                return null;
        }

        var lines = head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var fields = lines.Skip(1).ToDictionary(static line => line[..line.IndexOf(':')], static line => line[(line.IndexOf(':') + 1)..].Trim(), StringComparer.OrdinalIgnoreCase);
        var body = new byte[fields.TryGetValue("Content-Length", out var length) ? int.Parse(length, System.Globalization.CultureInfo.InvariantCulture) : 0];
        await stream.ReadExactlyAsync(body);
        var start = lines[0].Split(' ');
        return new ScriptedRequest(start[0], start[1], fields, Encoding.UTF8.GetString(body), Interlocked.Increment(ref _number), connection);
    }
}
