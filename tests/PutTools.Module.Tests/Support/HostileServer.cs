using System;
using System.Collections.Concurrent;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;

namespace PutTools.Testing;

/// <summary>A server that sends any bytes as its response to the path of a request.</summary>
public sealed class HostileServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public HostileServer()
    {
        _listener.Start();
        _ = Task.Run(AcceptAsync);
    }

    /// <summary>The server's url.</summary>
    public string Uri => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/";

    /// <summary>The responses to "GET path" or, for each method, to "path". The others get an empty 200.</summary>
    public ConcurrentDictionary<string, byte[]> Responses { get; } = new();

    /// <summary>The methods and paths of all requests.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Sets a response whose text has one character for each byte.</summary>
    public void Set(string path, string status, string fields, string body) => Set(path, status, fields, Encoding.Latin1.GetBytes(body));

    public void Set(string path, string status, string fields, byte[] body)
        => Responses[path] = [.. Encoding.Latin1.GetBytes($"HTTP/1.1 {status}\r\n{fields}{(fields.Length > 0 ? "\r\n" : "")}Connection: close\r\nContent-Length: {body.Length}\r\n\r\n"), .. body];

    public void Dispose() => _listener.Stop();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                _ = Task.Run(() => ServeAsync(client));
            }
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // The test has ended.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var opened = client;
        try
        {
            var stream = new BufferedStream(client.GetStream());
            var head = new StringBuilder();
            for (int octet; !(head.Length > 3 && head.ToString(head.Length - 4, 4) == "\r\n\r\n"); head.Append((char)octet))
            {
                if ((octet = stream.ReadByte()) < 0)
                    return;
            }

            var lines = head.ToString().Split("\r\n");
            var length = lines.FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)) is { } field ? int.Parse(field[15..]) : 0;
            while (length-- > 0)
                stream.ReadByte();
            var start = lines[0].Split(' ');
            var path = start[1].Split('?')[0].Trim('/');
            Requests.Enqueue($"{start[0]} {path}");
            var response = Responses.TryGetValue($"{start[0]} {path}", out var own) || Responses.TryGetValue(path, out own) ? own
                : Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
            await client.GetStream().WriteAsync(response);
        }
        catch (IOException)
        {
            // The client has closed the connection.
        }
    }
}
