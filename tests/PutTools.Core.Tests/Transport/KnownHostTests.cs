using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Authentication;
using PutTools.Content;
using PutTools.Http;
using PutTools.Transport;
using PutTools.Writes;
using Xunit;

namespace PutTools.Core.Tests.Transport;

/// <summary>Servers that close a connection without notice.</summary>
public sealed class KnownHostTests : IDisposable
{
    private const int Count = 40;

    private readonly Authority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Theory]
    [InlineData(false, true, 1)]
    [InlineData(false, false, 1)]
    [InlineData(true, false, 1)]
    [InlineData(false, false, 16)]
    [InlineData(true, false, 16)]
    public async Task No_write_is_lost_if_each_connection_is_closed_after_its_response(bool isSecure, bool mayBlock, int atOnce)
    {
        using var server = new ScriptedServer(static _ => ScriptedServer.Response(200), isSecure ? _authority.Issue("127.0.0.1") : null, closes: static _ => true);

        var responses = await Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => Task.Run(() => PatchManyAsync(server.Uri, mayBlock))));

        Assert.All(responses.SelectMany(static responses => responses), static response => Assert.Equal((200, 1), (response.StatusCode, response.Attempts)));
        Assert.Equal(atOnce * Count, server.Requests.Count);
        Assert.Equal(atOnce * Count, server.Requests.Select(static request => request.Connection).Distinct().Count());
    }

    // Once the host is known, a blocking pipeline has a connection of the blocking transport.
    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 1)]
    public async Task A_connection_that_stays_open_is_kept(bool mayBlock, int count)
    {
        using var server = new ScriptedServer(static _ => ScriptedServer.Response(200));

        await PatchManyAsync(server.Uri, mayBlock);

        Assert.Equal(Enumerable.Range(1, count), server.Requests.Select(static request => request.Connection).Distinct());
    }

    // A request that waits for a connection gets one from a response that has just ended, before the runtime begins to read ahead.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Connections_that_stay_open_are_kept_with_several_writes_at_once(bool isSecure)
    {
        const int AtOnce = 64;
        using var server = new ScriptedServer(static _ => ScriptedServer.Response(200), isSecure ? _authority.Issue("127.0.0.1") : null);

        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => PatchManyAsync(server.Uri, mayBlock: false)));

        Assert.Equal(AtOnce * Count, server.Requests.Count);
        Assert.InRange(server.Requests.Select(static request => request.Connection).Distinct().Count(), 1, 2 * AtOnce);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_put_that_a_kept_connection_loses_is_repeated_at_once_and_then_each_has_its_own(bool mayBlock)
    {
        using var server = new ScriptedServer(static request => request.Number == 2 ? null : ScriptedServer.Response(200));
        var put = Requests.Put(server.Uri, settings: ResourceSettings.Default with { Retry = new() { Interval = TimeSpan.FromHours(1) } });
        await put.SendAsync(mayBlock);
        var watch = Stopwatch.StartNew();

        Assert.Equal(2, (await put.SendAsync(mayBlock)).Attempts);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), $"{watch.Elapsed}");
        await put.SendAsync(mayBlock);

        Assert.Equal([1, 1, 2, 3], server.Requests.Select(static request => request.Connection));
        Assert.Equal("close", server.Requests.Last().Fields["Connection"]);
    }

    [Fact]
    public async Task Content_that_can_be_read_once_has_a_connection_of_its_own_until_the_host_is_known()
    {
        using var server = new ScriptedServer(static _ => ScriptedServer.Response(200), closes: static _ => true);
        await Requests.Put(server.Uri).SendAsync();
        var response = await Requests.Put(server.Uri, new OnceContent()).SendAsync();

        Assert.Equal((200, 1), (response.StatusCode, response.Attempts));
        Assert.Equal("""{"a":1} {}""", string.Join(' ', server.Requests.Select(static request => request.Body)));
        Assert.Equal("close", server.Requests.Last().Fields["Connection"]);
    }

    [Theory]
    [InlineData("Basic realm=\"r\"")]
    [InlineData("Digest realm=\"r\", nonce=\"n\"")]
    public async Task A_login_by_challenge_does_not_wait_for_connections_that_are_closed(string challenge)
    {
        using var server = new ScriptedServer(
            request => request.Fields.ContainsKey("Authorization") ? ScriptedServer.Response(200) : ScriptedServer.Response(401, string.Empty, "WWW-Authenticate: " + challenge),
            closes: static _ =>
            {
                Thread.Sleep(5);
                return true;
            });
        var put = Requests.Put(server.Uri, settings: Requests.Once with { Credentials = new() { Login = new Login(new NetworkCredential("me", "pw")) }, AllowUnencryptedAuthentication = true });
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < Count; i++)
            Assert.Equal((200, 1), (await put.SendAsync()) is var response ? (response.StatusCode, response.Attempts) : default);

        Assert.Equal(server.Requests.Count, server.Requests.Select(static request => request.Connection).Distinct().Count());
        Assert.True(watch.Elapsed < TimeSpan.FromMilliseconds(50 * Count / 2), $"{watch.Elapsed}");
    }

    // As the servers of Nim and Guile do: what they take for another request is answered a moment after the response.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_answers_the_chunks_of_a_body_is_not_the_response_to_the_next_write(bool mayBlock)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = AnswerChunksAsync(listener);
        var patch = Requests.Put(new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/items/1")) with { Method = HttpMethod.Patch };
        // Two, so that the host is known to keep connections.
        await patch.SendAsync(mayBlock);
        await patch.SendAsync(mayBlock);
        await (patch with { Content = new CodedContent(patch.Content!, "gzip") }).SendAsync(mayBlock);
        var response = await patch.SendAsync(mayBlock);

        listener.Stop();
        await serving;
        Assert.Equal((200, 1), (response.StatusCode, response.Attempts));
    }

    [Fact]
    public void Nothing_was_sent_on_a_connection_that_was_found_closed()
    {
        var line = StatusLine.OfThisAttempt(HttpMethod.Put, new KnownHost(), version: null);
        var connection = new KeptConnection();
        Assert.Null(connection.Leaving(this, "PUT "u8));
        connection.Received("HTTP/1.1 200 OK\r\n"u8);
        line = StatusLine.OfThisAttempt(HttpMethod.Put, new KnownHost(), version: null);

        Assert.NotNull(connection.Leaving(this, "PUT "u8));
        Assert.True(line is { HasLeft: true, IsOnKeptConnection: true });
        var failure = Assert.Throws<ConnectionClosedException>(() => connection.Check(isClosed: true));
        Assert.False(line.HasLeft);
        Assert.True(TransportFailure.IsRefused(new HttpRequestException("No", failure)));
    }

    [Fact]
    public void What_arrives_before_a_request_leaves_is_not_its_response()
    {
        _ = StatusLine.OfThisAttempt(HttpMethod.Put, new KnownHost(), version: null);
        var connection = new KeptConnection();
        Assert.Null(connection.Leaving(this, "PUT "u8));
        connection.Received("HTTP/1.1 200 OK\r\n"u8);
        var line = StatusLine.OfThisAttempt(HttpMethod.Put, new KnownHost(), version: null);
        Assert.NotNull(connection.Leaving(this, "PUT "u8));
        connection.Received("HTTP/1.1 400 Bad\r\n"u8);

        Assert.Throws<ConnectionClosedException>(() => connection.Check(isClosed: false));
        Assert.Equal((false, 0), (line.HasLeft, line.Status));
    }

    [Fact]
    public void A_host_is_distrusted_for_a_minute_and_then_watched_again()
    {
        var clock = new ManualTimeProvider();
        var host = new KnownHost();
        host.KeptConnection();
        Assert.False(host.Closes(clock));
        host.ClosedConnection(clock);
        clock.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromTicks(1));
        Assert.True(host.Closes(clock));
        clock.Advance(TimeSpan.FromTicks(1));
        Assert.False(host.Closes(clock));
        Assert.False(host.KeepsConnections);
    }

    // Understands no chunks. Nagle's algorithm, which is on by default, holds the second response back until the first is acknowledged.
    private static async Task AnswerChunksAsync(TcpListener listener)
    {
        try
        {
            while (true)
                _ = ServeAsync(await listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test has ended.
        }

        static async Task ServeAsync(TcpClient client)
        {
            using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
            using (client)
            {
                while (await reader.ReadLineAsync() is { } line)
                {
                    var length = 0;
                    var isRequest = line.EndsWith(" HTTP/1.1", StringComparison.Ordinal);
                    while (isRequest && await reader.ReadLineAsync() is { Length: > 0 } field)
                        length = field.StartsWith("Content-Length: ", StringComparison.Ordinal) ? int.Parse(field[16..], CultureInfo.InvariantCulture) : length;
                    await reader.ReadBlockAsync(new char[length]);
                    await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {(isRequest ? 200 : 400)} X\r\nContent-Length: 0\r\n\r\n"));
                }
            }
        }
    }

    private static Task<HttpResponse[]> PatchManyAsync(Uri uri, bool mayBlock) => Task.Run(async () =>
    {
        var runner = new WriteRunner(TimeProvider.System, mayBlock: mayBlock);
        var patch = Requests.Put(uri, settings: Requests.Once with { Connection = new() { Tls = new() { SkipCertificateCheck = true } } }) with { Method = HttpMethod.Patch };
        var responses = new HttpResponse[Count];
        for (var i = 0; i < Count; i++)
            responses[i] = await runner.SendAsync(patch);
        return responses;
    });
}
