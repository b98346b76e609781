using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Authentication;
using PutTools.Content;
using PutTools.Http;
using PutTools.Testing;
using Xunit;
using PutTools.Writes;

namespace PutTools.Core.Tests.Transport;

public sealed class EarlyResponseTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("early-response")]
    [InlineData("early-response-linger")]
    [InlineData("early-response-keep")]
    public async Task A_response_that_arrives_while_the_body_is_being_sent_is_the_outcome(string fault)
    {
        // More than the buffers of both sides can hold.
        var body = new BytesContent(new byte[32 * 1024 * 1024]) { ContentType = "application/octet-stream" };
        var failure = await new ResourceRequest { Method = HttpMethod.Patch, Uri = fixture.Fault($"{fault}/items/1"), Content = body }.FailAsync();

        Assert.Equal(ErrorKind.ContentTooLarge, failure.Kind);
        Assert.False(failure.OutcomeUnknown);
        Assert.Equal(1, failure.Attempts);
    }

    // The servers of Python and Perl that know no chunks answer 201 for an empty body, and close at the first chunk.
    [Theory]
    [InlineData(false, "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")]
    [InlineData(false, "HTTP/1.1 201 Created\r\nContent-")]
    [InlineData(true, "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")]
    public async Task A_success_before_the_body_was_read_leaves_the_outcome_open(bool isSecure, string response)
    {
        using var authority = new Authority();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = AnswerAndCloseAsync(listener, isSecure ? authority.Issue("127.0.0.1") : null, response);
        var messages = new Listener();
        var created = await new WriteRunner(TimeProvider.System).SendAsync(new ResourceRequest
        {
            Method = HttpMethod.Put,
            Uri = new Uri($"{(isSecure ? "https" : "http")}://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/items/1"),
            Content = new BytesContent(new byte[32 * 1024 * 1024]),
            Settings = Requests.Once with { Connection = new() { Tls = new() { SkipCertificateCheck = true } } },
        }, messages);

        await serving;
        Assert.Equal((201, ResourceOutcome.Unknown), (created.StatusCode, created.Outcome));
        Assert.Contains("has not read the whole body", Assert.Single(messages.Messages, static message => message.Contains("201", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.DoesNotContain("confirms", created.BodyProblem ?? string.Empty, StringComparison.Ordinal);
    }

    // Node's Express answers so if a handler does not read the body.
    [Theory]
    [InlineData("200 OK", null, null)]
    [InlineData("200 OK", "never-written.json", "OperationTimeout True")]
    [InlineData("303 See Other", null, null)]
    [InlineData("401 Unauthorized", null, "Unauthorized False")]
    [InlineData("307 Temporary Redirect", null, "307 False")]
    [InlineData("503 Service Unavailable", null, "ServiceUnavailable False")]
    public async Task A_server_that_answers_and_reads_no_more_has_not_confirmed_the_write(string status, string? outFile, string? expected)
    {
        using var server = new ManualServer();
        var serving = AnswerAsync();
        var messages = new Listener();
        var put = Requests.Put(server.Uri, new BytesContent(new byte[32 * 1024 * 1024]), Requests.Once with { Time = new() { Operation = TimeSpan.FromSeconds(1) } })
            with { OutFile = outFile is null ? null : Path.Combine(Path.GetTempPath(), outFile) };
        var sending = new WriteRunner(TimeProvider.System).SendAsync(put, messages);
        if (expected is null)
        {
            Assert.Equal(ResourceOutcome.Unknown, (await sending).Outcome);
            Assert.Contains(messages.Messages, static message => message.Contains("has not read the whole body", StringComparison.Ordinal));
        }
        else
        {
            var failure = await Assert.ThrowsAsync<RequestException>(() => sending);
            Assert.Equal(expected, $"{failure.Kind} {failure.OutcomeUnknown}");
            Assert.DoesNotContain("done", failure.Message, StringComparison.Ordinal);
        }

        await serving;

        async Task AnswerAsync()
        {
            await server.AcceptAndReadAsync("\r\n\r\n");
            await server.SendAsync($"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n");
        }
    }

    // The server reads no more of the body, and keeps the connection.
    [Theory]
    [InlineData(false, false, null, 1)]
    [InlineData(false, true, 1 << 30, 32)]
    [InlineData(false, false, 1 << 30, 32)]
    [InlineData(true, false, 1 << 30, 1)]
    [InlineData(true, false, null, 32)]
    [InlineData(true, true, null, 32)]
    public async Task A_refused_body_ends_at_once_and_its_connection_takes_no_other_request(bool isSecure, bool isKept, int? length, int mebibytes)
    {
        using var authority = new Authority();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var connections = 0;
        _ = AcceptAsync();
        var put = new ResourceRequest
        {
            Method = HttpMethod.Put,
            Uri = new Uri($"{(isSecure ? "https" : "http")}://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/items/1"),
            Settings = Requests.Once with { Connection = new() { Tls = new() { SkipCertificateCheck = true } } },
        };
        // The second one shows that the host keeps connections.
        for (var i = 0; isKept && i < 2; i++)
            await put.SendAsync();
        var content = new StreamedContent(new StalledStream(mebibytes << 20));
        if (length is not null)
            content.Specify(length.Value);
        var failure = await (put with { Content = content }).FailAsync().WaitAsync(Eventually.Limit);

        Assert.Equal((ErrorKind.ContentTooLarge, false), (failure.Kind, failure.OutcomeUnknown));
        Assert.Equal("""{"message":"at most 1 MB"}""", Encoding.UTF8.GetString(failure.Response!.Body.Span));
        Assert.Equal(204, (await put.SendAsync()).StatusCode);
        Assert.Equal(2, connections);

        async Task AcceptAsync()
        {
            while (true)
            {
                var connection = await listener.AcceptTcpClientAsync();
                connections++;
                _ = ServeAsync(connection);
            }
        }

        async Task ServeAsync(TcpClient connection)
        {
            Stream stream = connection.GetStream();
            if (isSecure)
            {
                stream = new SslStream(stream);
                await ((SslStream)stream).AuthenticateAsServerAsync(authority.Issue("127.0.0.1"));
            }

            while (await ReadHeadAsync(stream) is { } head)
            {
                var isShort = head.Contains("Content-Length: 0\r\n", StringComparison.Ordinal);
                await stream.WriteAsync(Encoding.ASCII.GetBytes(isShort ? "HTTP/1.1 204 No Content\r\n\r\n"
                    : "HTTP/1.1 413 Content Too Large\r\nContent-Type: application/json\r\nContent-Length: 26\r\n\r\n{\"message\":\"at most 1 MB\"}"));
                if (!isShort)
                    return;
            }
        }

        static async Task<string?> ReadHeadAsync(Stream stream)
        {
            var text = new StringBuilder();
            for (var octet = new byte[1]; !text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal); text.Append((char)octet[0]))
            {
                if (await stream.ReadAsync(octet) == 0)
                    return null;
            }

            return text.ToString();
        }
    }

    [Fact]
    public async Task A_body_that_is_redirected_before_it_was_read_arrives_whole()
    {
        const int Length = 10_000_000;
        using var other = new ScriptedServer(static _ => ScriptedServer.Response(204));
        using var server = new ManualServer();
        var sending = Requests.Put(server.Uri, new BytesContent(new byte[Length])).SendAsync();
        await server.AcceptAndReadAsync("\r\n\r\n");
        await server.SendAsync($"HTTP/1.1 307 Temporary Redirect\r\nLocation: {other.Uri}\r\nContent-Length: 0\r\n\r\n");

        Assert.Equal(204, (await sending).StatusCode);
        Assert.Equal(Length, Assert.Single(other.Requests).Body.Length);
    }

    [Theory]
    [InlineData(false, "Unknown")]
    [InlineData(true, "Updated")]
    public async Task A_303_confirms_only_a_body_that_was_read(bool isRead, string expected)
    {
        const int Length = 10_000_000;
        using var result = new ScriptedServer(static _ => ScriptedServer.Response(200));
        using var server = new ManualServer();
        var sending = Requests.Put(server.Uri, new BytesContent(new byte[Length])).SendAsync();
        await server.AcceptAndReadAsync("\r\n\r\n");
        await server.SendAsync($"HTTP/1.1 303 See Other\r\nLocation: {result.Uri}\r\nContent-Length: 0\r\n\r\n");
        if (isRead)
            await server.ReadAsync(Length);
        else
            server.Close();

        Assert.Equal((200, expected), ((await sending).StatusCode, (await sending).Outcome.ToString()));
    }

    [Fact]
    public async Task A_body_that_is_accepted_before_it_was_read_is_sent_to_its_end()
    {
        const int Length = 10_000_000;
        using var server = new ManualServer();
        var sending = Requests.Put(server.Uri, new BytesContent(new byte[Length])).SendAsync();
        await server.AcceptAndReadAsync("\r\n\r\n");
        await server.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        await server.ReadAsync(Length);

        Assert.Equal((200, ResourceOutcome.Updated), ((await sending).StatusCode, (await sending).Outcome));
    }

    // HTTP/2 has no connection to close: the server resets the stream, or accepts no more of it.
    [Theory]
    [InlineData("answer-first", false, "Unknown")]
    [InlineData("answer-first", true, "Unknown")]
    [InlineData("answer-first/0.3", false, "Updated")]
    public async Task A_success_of_HTTP_2_waits_for_the_body_to_be_read(string path, bool hasCredentials, string expected)
    {
        await using var server = await ResourceServer.StartAsync(new ResourceServerOptions { Http2 = true });
        var settings = new ResourceSettings
        {
            Connection = new() { HttpVersion = HttpVersion.Version20 },
            Credentials = new() { Login = hasCredentials ? new Login(new NetworkCredential("me", "pw")) : null },
            AllowUnencryptedAuthentication = true,
        };
        var response = await Exchange.PutAsync(new Uri(server.Http2Uri!, path), settings, new BytesContent(new byte[10_000_000]));

        Assert.Equal((200, expected), (response.StatusCode, response.Outcome.ToString()));
        Assert.True(path == "answer-first" || response.Elapsed > TimeSpan.FromSeconds(0.25), response.Elapsed.ToString());
    }

    [Fact]
    public async Task The_same_holds_over_TLS()
    {
        using var authority = new Authority();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = AnswerAndCloseAsync(listener, authority.Issue("127.0.0.1"));
        var failure = await new ResourceRequest
        {
            Method = HttpMethod.Patch,
            Uri = new Uri($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/items/1"),
            Content = new BytesContent(new byte[32 * 1024 * 1024]),
            Settings = Requests.Once with { Connection = new() { Tls = new() { SkipCertificateCheck = true } } },
        }.FailAsync();

        await serving;
        Assert.Equal(ErrorKind.ContentTooLarge, failure.Kind);
        Assert.False(failure.OutcomeUnknown);
    }

    [Fact]
    public async Task A_server_that_does_not_know_the_expectation_gets_the_request_without_it()
    {
        using var server = new ManualServer();
        var serving = RefuseExpectationAsync(server);
        var response = await (Requests.Put(server.Uri, new BytesContent("{}"u8.ToArray())) with { Headers = [new("Expect", "100-continue")] }).SendAsync();

        var (first, second) = await serving;
        Assert.Contains("Expect: 100-continue\r\n", first, StringComparison.Ordinal);
        Assert.DoesNotContain("Expect", second, StringComparison.Ordinal);
        Assert.EndsWith("{}", second, StringComparison.Ordinal);
        Assert.Equal(204, response.StatusCode);
    }

    [Fact]
    public async Task A_challenge_instead_of_100_Continue_is_answered_on_another_connection()
    {
        using var server = new ManualServer();
        var serving = ChallengeAsync(server);
        var settings = Requests.Once with { Credentials = new() { Login = new Login(new NetworkCredential("me", "pw")) }, AllowUnencryptedAuthentication = true };
        var response = await (Requests.Put(server.Uri, new BytesContent("{}"u8.ToArray()), settings)
            with { Method = HttpMethod.Patch, Headers = [new("Expect", "100-continue")] }).SendAsync();

        Assert.Contains("Authorization: Basic bWU6cHc=\r\n", await serving, StringComparison.Ordinal);
        Assert.Equal((204, 1), (response.StatusCode, response.Attempts));
    }

    // The server reads no more of a request that it has challenged, and keeps its connection.
    [Theory]
    [InlineData(true, "100-continue 100-continue none")]
    [InlineData(false, "100-continue 100-continue 100-continue")]
    public async Task A_long_body_waits_for_a_challenge_until_the_server_has_answered_or_always_if_it_can_be_sent_only_once(bool canReplay, string expected)
    {
        const int Length = 10_000_000;
        using var server = new ManualServer();
        var settings = Requests.Once with { Credentials = new() { Login = new Login(new NetworkCredential("me", "pw")) }, AllowUnencryptedAuthentication = true };
        var serving = ServeAsync();
        for (var i = 0; i < 2; i++)
        {
            var response = await Requests.Put(server.Uri, canReplay ? new BytesContent(new byte[Length]) : new OnceContent(Length), settings).SendAsync();
            Assert.Equal((204, 1), (response.StatusCode, response.Attempts));
        }

        Assert.Equal(expected, string.Join(' ', await serving));

        async Task<List<string>> ServeAsync()
        {
            List<string> expectations = [];
            while (expectations.Count < 3)
            {
                var head = await server.AcceptAndReadAsync("\r\n\r\n");
                expectations.Add(head.Contains("Expect: 100-continue\r\n", StringComparison.Ordinal) ? "100-continue" : "none");
                if (!head.Contains("Authorization: Basic bWU6cHc=\r\n", StringComparison.Ordinal))
                {
                    await server.SendAsync("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n");
                    continue;
                }

                await server.SendAsync("HTTP/1.1 100 Continue\r\n\r\n");
                await server.ReadAsync(Length);
                await server.SendAsync("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
                server.Close();
            }

            return expectations;
        }
    }

    [Fact]
    public async Task A_417_for_another_reason_is_an_error()
    {
        using var server = new ScriptedServer(static _ => ScriptedServer.Response(417));
        var failure = await Requests.Put(server.Uri).FailAsync();
        Assert.Equal(417, (int)failure.Kind);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(false, "100-continue,407 100-continue,200 none,200 none,200")]
    [InlineData(true, "100-continue,407 100-continue,200 100-continue,200 100-continue,200")]
    public async Task A_long_body_waits_for_the_login_of_a_proxy_until_one_came_through(bool hasCredentials, string expected)
    {
        using var proxy = new ScriptedServer(static request => ScriptedServer.Response(Status(request)));
        var settings = Requests.Once with
        {
            Connection = new() { Proxy = new() { Address = new Uri(proxy.Uri, "/"), Login = hasCredentials ? new Login(new NetworkCredential("me", "pw")) : null } },
        };
        var put = Requests.Put(new Uri("http://example.test/items/1"), new BytesContent(new byte[100_000]), settings);
        await Assert.ThrowsAsync<RequestException>(() => put.SendAsync());
        for (var i = 0; i < 3; i++)
            await put.SendAsync();

        Assert.Equal(expected, string.Join(' ', proxy.Requests.Select(static request => $"{request.Fields.GetValueOrDefault("Expect", "none")},{Status(request)}")));

        static int Status(ScriptedRequest request) => request.Number == 1 ? 407 : 200;
    }

    private static async Task<(string First, string Second)> RefuseExpectationAsync(ManualServer server)
    {
        var first = await server.AcceptAndReadAsync("\r\n\r\n");
        await server.SendAsync("HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        server.Close();
        var second = await server.AcceptAndReadAsync("{}");
        await server.SendAsync("HTTP/1.1 204 No Content\r\n\r\n");
        return (first, second);
    }

    private static async Task<string> ChallengeAsync(ManualServer server)
    {
        await server.AcceptAndReadAsync("\r\n\r\n");
        await server.SendAsync("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        server.Close();
        var second = await server.AcceptAndReadAsync("\r\n\r\n");
        await server.SendAsync("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n");
        return second;
    }

    // Reads only a part of the header section; closing with unread data resets the connection.
    private static async Task AnswerAndCloseAsync(TcpListener listener, X509Certificate2? certificate, string response = "HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n")
    {
        using var connection = await listener.AcceptTcpClientAsync();
        Stream stream = connection.GetStream();
        if (certificate is not null)
        {
            stream = new SslStream(stream);
            await ((SslStream)stream).AuthenticateAsServerAsync(certificate);
        }

        await using (stream)
        {
            await stream.ReadExactlyAsync(new byte[64]);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(response));
            await Task.Delay(200);
        }
    }

    // Ends neither after its last byte nor with an error.
    private sealed class StalledStream(int length) : ReadOnlyStream
    {
        private int _left = length;

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_left == 0)
                await Task.Delay(Timeout.Infinite, cancellationToken);
            var count = Math.Min(buffer.Length, _left);
            _left -= count;
            return count;
        }
    }
}
