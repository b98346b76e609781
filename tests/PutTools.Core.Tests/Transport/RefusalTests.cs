using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Pipes;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using PutTools.Content;
using PutTools.Http;
using PutTools.Retries;
using PutTools.Transport;
using PutTools.Writes;
using Xunit;

namespace PutTools.Core.Tests.Transport;

/// <summary>
/// Requests that are refused on the way, before a server has acted on them: what is reported about them, and if they are sent again.
/// </summary>
public sealed class RefusalTests : IDisposable
{
    private readonly Authority _authority = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    private readonly int _port;

    public RefusalTests()
    {
        _listener.Start();
        _port = ((IPEndPoint)_listener.LocalEndpoint).Port;
    }

    public void Dispose()
    {
        _listener.Dispose();
        _authority.Dispose();
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    public async Task A_refused_stream_was_not_processed_and_is_sent_again(string method)
    {
        // The runtime itself sends it up to four times.
        var server = new StreamServer(refusals: 5);
        _ = ServeAsync(server.ServeAsync);
        var response = await (Put(Patient with { Connection = Http2 }) with { Method = new HttpMethod(method) }).SendAsync();

        Assert.Equal((200, 2), (response.StatusCode, response.Attempts));
        Assert.Equal(6, server.Streams);
    }

    [Theory]
    [InlineData(null)]
    // A server that closes the connection tells which streams it has processed; with NO_ERROR, and with ENHANCE_YOUR_CALM.
    [InlineData(0)]
    [InlineData(11)]
    public async Task A_stream_that_is_always_refused_was_not_applied(int? goesAway)
    {
        _ = ServeAsync(new StreamServer(refusals: int.MaxValue, (byte?)goesAway).ServeAsync);
        var failure = await (Put(Patient with { Connection = Http2 }) with { Method = HttpMethod.Patch }).FailAsync();

        Assert.Equal((ErrorKind.ConnectionFailed, false, 3), (failure.Kind, failure.OutcomeUnknown, failure.Attempts));
        Assert.Contains("refused the request unread", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_connection_that_ends_before_the_first_bytes_of_HTTP_2_is_lost(bool isReset)
    {
        _ = ServeAsync(async stream =>
        {
            // By then everything has arrived. What is left unread makes the end a reset.
            await Task.Delay(200);
            _ = await stream.ReadAsync(new byte[isReset ? 1 : 65536]);
        });
        var failure = await (Put(Patient with { Connection = Http2 }) with { Method = HttpMethod.Patch }).FailAsync();

        Assert.Equal((ErrorKind.ConnectionLost, true), (failure.Kind, failure.OutcomeUnknown));
        Assert.Contains("was lost before the response came", failure.Message, StringComparison.Ordinal);
        Assert.Contains("-HttpVersion 2.0 asks for exactly that version", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_stream_with_a_body_that_cannot_be_read_again_is_not_said_to_need_authentication()
    {
        _ = ServeAsync(new StreamServer(refusals: 1).ServeAsync);
        var failure = await Requests.Put(new Uri($"http://127.0.0.1:{_port}/items/1"), new OnceContent(), Patient with { Connection = Http2 }).FailAsync();

        Assert.Equal((ErrorKind.BodyNotReplayable, false, true), (failure.Kind, failure.OutcomeUnknown, failure.IsTransient));
        Assert.Contains("refused the request unread, and the body is a stream that cannot be read again.", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(7, ErrorKind.BodyNotReplayable, false, "refused the request unread")]
    [InlineData(2, ErrorKind.ProtocolError, true, "aborted the request: The HTTP/2 server reset the stream.")]
    public async Task The_reason_of_a_reset_is_known_while_the_body_waits_for_its_source(byte reset, ErrorKind kind, bool isUnknown, string reason)
    {
        _ = ServeAsync(new StreamServer(refusals: 1, reset: reset).ServeAsync);
        await using var pipe = new AnonymousPipeServerStream(PipeDirection.In);
        await using var writer = new AnonymousPipeClientStream(PipeDirection.Out, pipe.ClientSafePipeHandle);
        var failure = await Requests.Put(new Uri($"http://127.0.0.1:{_port}/items/1"), new StreamedContent(pipe), Patient with { Connection = Http2 }).FailAsync();

        Assert.Equal((kind, isUnknown), (failure.Kind, failure.OutcomeUnknown));
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_challenge_of_Negotiate_over_HTTP_2_says_that_it_needs_HTTP_1()
    {
        // ":status: 401" and "www-authenticate: Negotiate" with numbers 8 and 61 of HPACK's static table.
        _ = ServeAsync(new StreamServer(refusals: 0) { Answer = [0x08, 3, .. "401"u8, 0x0F, 61 - 15, 9, .. "Negotiate"u8] }.ServeAsync);
        var settings = Requests.Once with
        {
            Connection = Http2,
            Credentials = Exchange.Basic("user", "password") with { Authentication = WebAuthenticationType.None },
            AllowUnencryptedAuthentication = true,
        };
        var failure = await Put(settings).FailAsync();

        Assert.Equal(ErrorKind.Unauthorized, failure.Kind);
        Assert.Contains("NTLM and Negotiate need HTTP/1.1. Leave -HttpVersion out.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_error_for_an_invalid_response_of_a_known_host_names_what_is_wrong_alone()
    {
        var server = new StreamServer(refusals: 0);
        _ = ServeAsync(server.ServeAsync);
        await Put(Requests.Once with { Connection = Http2 }).SendAsync();
        // ":status: 200" twice.
        server.Answer = [0x88, 0x88];
        var failure = await Put(Requests.Once with { Connection = Http2 }).FailAsync();

        Assert.Equal((ErrorKind.ProtocolError, true), (failure.Kind, failure.OutcomeUnknown));
        Assert.Contains(" is invalid: The response contained more than one status code. It may be the response to another request on the same connection.", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("-HttpVersion", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trailer_section_of_HTTP_2_may_follow_a_body_of_known_length()
    {
        _ = ServeAsync(new StreamServer(refusals: 0) { Answer = TwoBytes, Body = "ok", Trailers = [0x0F, 34 - 15, 3, .. "\"t\""u8] }.ServeAsync);
        var response = await Put(Requests.Once with { Connection = Http2 }).SendAsync();

        Assert.Equal("\"t\"", response.Headers.Single("ETag"));
        Assert.Null(response.BodyProblem);
    }

    [Fact]
    public async Task A_body_of_HTTP_2_is_complete_although_its_stream_does_not_end()
    {
        _ = ServeAsync(new StreamServer(refusals: 0) { Answer = TwoBytes, Body = "ok", Trailers = null }.ServeAsync);
        var settings = Requests.Once with { Connection = Http2, Time = new() { Operation = TimeSpan.FromMilliseconds(300) } };
        var response = await Put(settings).SendAsync();

        Assert.Equal((ResourceOutcome.Updated, "ok"), (response.Outcome, Encoding.ASCII.GetString(response.Body.Span)));
        Assert.Null(response.BodyProblem);
    }

    [Fact]
    public async Task A_body_of_HTTP_2_that_is_longer_than_announced_is_not_cut_in_silence()
    {
        _ = ServeAsync(new StreamServer(refusals: 0) { Answer = TwoBytes, Body = "okay", Trailers = [] }.ServeAsync);
        var response = await Put(Requests.Once with { Connection = Http2 }).SendAsync();

        Assert.Equal(ResourceOutcome.Updated, response.Outcome);
        Assert.Contains("its body is longer than its Content-Length", response.BodyProblem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endless_header_section_of_HTTP_2_is_described_in_the_error()
    {
        // A field of 3,000 characters, once in full, and then 400 times by its number in HPACK's table.
        byte[] answer = [0x88, 0x40, 1, (byte)'x', 0x7F, 0xB9, 22, .. Enumerable.Repeat((byte)'x', 3000), .. Enumerable.Repeat((byte)0xBE, 400)];
        _ = ServeAsync(new StreamServer(refusals: 0) { Answer = answer }.ServeAsync);
        var failure = await Put(Requests.Once with { Connection = Http2 }).FailAsync();

        Assert.Equal((ErrorKind.ProtocolError, true), (failure.Kind, failure.OutcomeUnknown));
        Assert.Contains("is longer than 1 MiB.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_of_HTTP_2_that_ends_while_the_body_waits_for_an_interim_response_is_lost()
    {
        _ = ServeAsync(new StreamServer(refusals: 0) { Closes = true }.ServeAsync);
        var request = Requests.Put(new Uri($"http://127.0.0.1:{_port}/items/1"), new OnceContent(), Patient with { Connection = Http2 });
        var failure = await (request with { Headers = [new("Expect", "100-continue")] }).FailAsync();

        Assert.Equal((ErrorKind.ConnectionLost, true), (failure.Kind, failure.OutcomeUnknown));
        Assert.DoesNotContain("canceled", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_that_the_server_aborts_may_have_been_processed()
    {
        const byte InternalError = 2;
        _ = ServeAsync(new StreamServer(refusals: int.MaxValue, reset: InternalError).ServeAsync);
        var failure = await (Put(Patient with { Connection = Http2 }) with { Method = HttpMethod.Patch }).FailAsync();

        Assert.Equal((ErrorKind.ProtocolError, true, 1), (failure.Kind, failure.OutcomeUnknown, failure.Attempts));
        Assert.Contains("aborted the request: The HTTP/2 server reset the stream.", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("-HttpVersion", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_CONNECT_that_the_proxy_drops_is_a_failed_connection()
    {
        using var proxy = new ScriptedServer(static _ => null);
        var failure = await Through(proxy).FailAsync();

        Assert.Equal((ErrorKind.ConnectionFailed, false, 3), (failure.Kind, failure.OutcomeUnknown, failure.Attempts));
        Assert.Equal(["CONNECT"], proxy.Requests.Select(static request => request.Method).Distinct(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_proxy_that_requires_authentication_for_CONNECT_is_not_tried_again()
    {
        using var proxy = new ScriptedServer(static _ => ScriptedServer.Response(407, "", "Proxy-Authenticate: Basic realm=\"x\""));
        var failure = await Through(proxy).FailAsync();

        Assert.Equal((ErrorKind.ProxyAuthenticationRequired, false, 1), (failure.Kind, failure.OutcomeUnknown, failure.Attempts));
        Assert.False(failure.IsTransient);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task A_proxy_that_refuses_a_login_is_not_said_to_require_one(string scheme)
    {
        using var proxy = new ScriptedServer(static _ => ScriptedServer.Response(407, "", "Proxy-Authenticate: Basic realm=\"x\""));
        var settings = Requests.Once with { Connection = new() { Proxy = new() { Address = new Uri(proxy.Uri, "/"), Login = new(new NetworkCredential("user", "wrong")) } } };
        var failure = await Requests.Put(new Uri($"{scheme}://example.test/items/1"), settings: settings).FailAsync();

        Assert.Equal(ErrorKind.ProxyAuthenticationRequired, failure.Kind);
        Assert.Contains("roxy did not accept the credentials", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(502, 3)]
    [InlineData(503, 3)]
    [InlineData(403, 1)]
    [InlineData(405, 1)]
    public async Task A_CONNECT_that_the_proxy_answers_with_an_error_was_not_sent(int status, int attempts)
    {
        using var proxy = new ScriptedServer(_ => ScriptedServer.Response(status));
        // The runtime's message has the url of the proxy, too.
        var failure = await Through(proxy, "/407/").FailAsync();

        Assert.Equal((ErrorKind.ConnectionFailed, false, attempts), (failure.Kind, failure.OutcomeUnknown, failure.Attempts));
        Assert.EndsWith($": the proxy answered CONNECT with {status}{(status < 500 ? "; ask whoever runs it to allow this, or give -NoProxy if the host can be reached without it" : "")}.", failure.Message);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task A_proxy_without_TLS_that_was_given_with_https_is_named(string scheme)
    {
        _ = ServeAsync(static stream => stream.WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray()).AsTask());
        var settings = Requests.Once with { Connection = new() { Proxy = new() { Address = new Uri($"https://127.0.0.1:{_port}/") } } };
        var failure = await Requests.Put(new Uri($"{scheme}://example.test/items/1"), settings: settings).FailAsync();

        Assert.Equal((ErrorKind.SchemeMismatch, false, 1), (failure.Kind, failure.OutcomeUnknown, failure.Attempts));
        Assert.EndsWith($"through the proxy https://127.0.0.1:{_port}/ does not answer with TLS. Most proxies expect plain http, also for https urls: begin the url of the proxy with http://.", failure.Message);
    }

    [Theory]
    [InlineData("PUT", 3)]
    [InlineData("PATCH", 1)]
    public async Task A_write_that_waits_for_100_Continue_may_have_been_applied_once_its_header_section_was_sent(string method, int attempts)
    {
        using var server = new ManualServer();
        var sending = (Requests.Put(server.Uri, settings: Patient) with { Method = new HttpMethod(method), Headers = [new("Expect", "100-continue")] }).FailAsync();
        while (!sending.IsCompleted)
        {
            if (await Task.WhenAny(server.AcceptAndReadAsync("\r\n\r\n"), sending) != sending)
                server.Close();
        }

        var failure = await sending;
        Assert.Equal((ErrorKind.ConnectionLost, true, attempts), (failure.Kind, failure.OutcomeUnknown, failure.Attempts));
    }

    [Fact]
    public async Task A_conflict_with_an_own_key_after_a_lost_attempt_is_retried()
    {
        using var server = new ScriptedServer(static request => request.Number switch
        {
            1 => null,
            2 => ScriptedServer.Response(409, """{"message":"A request with this key is in progress"}"""),
            _ => ScriptedServer.Response(201),
        });
        var response = await (Requests.Put(server.Uri, settings: Patient) with { Method = HttpMethod.Patch, Headers = [new("Idempotency-Key", "k")] }).SendAsync();

        Assert.Equal((201, 3), (response.StatusCode, response.Attempts));
    }

    [Fact]
    public async Task A_conflict_with_an_own_key_at_the_first_attempt_is_a_conflict()
    {
        using var server = new ScriptedServer(static _ => ScriptedServer.Response(409));
        var failure = await (Requests.Put(server.Uri, settings: Patient) with { Headers = [new("Idempotency-Key", "k")] }).FailAsync();

        Assert.Equal((ErrorKind.Conflict, 1), (failure.Kind, failure.Attempts));
    }

    [Theory]
    [InlineData("Operation-Location")]
    [InlineData("Azure-AsyncOperation")]
    [InlineData("Location")]
    public async Task An_operation_of_an_https_write_is_not_followed_to_http(string field)
    {
        using var own = _authority.Issue("127.0.0.1");
        using var plain = new ScriptedServer(static _ => ScriptedServer.Response(200, """{"status":"succeeded"}"""));
        using var server = new ScriptedServer(_ => ScriptedServer.Response(202, "", $"{field}: {plain.Uri}"), own);
        var settings = Patient with { Connection = new ConnectionSettings { Tls = new TlsSettings { SkipCertificateCheck = true } } };
        var write = new WriteOptions { Request = Requests.Put(server.Uri, settings: settings), WaitForCompletion = true };
        var failure = await Assert.ThrowsAsync<RequestException>(() => new WriteRunner(TimeProvider.System).RunAsync(write, null, default));

        Assert.Equal((ErrorKind.InsecureRedirect, true), (failure.Kind, failure.OutcomeUnknown));
        Assert.Equal(plain.Uri, failure.OperationUri);
        Assert.Empty(plain.Requests);
    }

    [Fact]
    public async Task An_endless_header_section_is_described_in_the_error()
    {
        using var server = new ScriptedServer(static _ => ScriptedServer.Response(302, "", [.. Enumerable.Range(0, 130).Select(static n => $"X-{n}: {new string('x', 10_000)}")]));
        var failure = await Requests.Put(server.Uri).FailAsync();

        Assert.Equal((ErrorKind.ProtocolError, true), (failure.Kind, failure.OutcomeUnknown));
        Assert.Contains("header section", failure.Message);
        Assert.Contains("1 MiB", failure.Message);
    }

    [Theory]
    [InlineData("http", ": Connection refused.")]
    [InlineData("https", ": Connection refused.")]
    public async Task The_error_of_a_refused_connection_names_the_address_once_and_as_the_user_wrote_it(string scheme, string end)
    {
        _listener.Stop();
        var failure = await Requests.Put(new Uri($"{scheme}://127.0.0.1:{_port}/items/1")).FailAsync();

        Assert.EndsWith($"no connection to 127.0.0.1:{_port}{end}", failure.Message);
    }

    [Fact]
    public async Task The_error_of_a_port_without_TLS_describes_the_cause()
    {
        _ = ServeAsync(static stream => stream.WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray()).AsTask());
        var failure = await Requests.Put(new Uri($"https://127.0.0.1:{_port}/items/1")).FailAsync();

        Assert.Equal(ErrorKind.SchemeMismatch, failure.Kind);
        Assert.EndsWith("does not answer with TLS. If it is a port for plain http, begin the url with http://.", failure.Message);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_that_closes_during_the_handshake_may_restart(bool resets)
    {
        _ = ServeAsync(async stream =>
        {
            await stream.ReadExactlyAsync(new byte[64]);
            if (!resets)
                stream.Socket.Shutdown(SocketShutdown.Send);
        });
        var failure = await Requests.Put(new Uri($"https://127.0.0.1:{_port}/items/1"), settings: Patient).FailAsync();

        // Nothing has answered there before, so the port may be wrong.
        Assert.Equal((ErrorKind.ConnectionFailed, false, true, 2), (failure.Kind, failure.OutcomeUnknown, failure.IsTransient, failure.Attempts));
    }

    [Theory]
    // No way to log in is acceptable (RFC 1928 §3); the login is refused (RFC 1929 §2).
    [InlineData(0xFF, "requires authentication")]
    [InlineData(2, "did not accept the credentials")]
    public async Task A_SOCKS_proxy_that_refuses_the_login_is_asked_once(byte method, string words)
    {
        var logins = 0;
        _ = ServeAsync(async stream =>
        {
            logins++;
            _ = await stream.ReadAsync(new byte[64]);
            await stream.WriteAsync((byte[])[5, method]);
            _ = await stream.ReadAsync(new byte[64]);
            await stream.WriteAsync((byte[])[1, 1]);
        });
        var proxy = new ProxySettings { Address = new Uri($"socks5://127.0.0.1:{_port}"), Login = method == 2 ? new(new NetworkCredential("user", "wrong")) : null };
        var failure = await Requests.Put(new Uri("http://example.test/items/1"), settings: Patient with { Connection = new ConnectionSettings { Proxy = proxy } }).FailAsync();

        Assert.Equal((ErrorKind.ProxyAuthenticationRequired, false, 1), (failure.Kind, failure.OutcomeUnknown, logins));
        Assert.EndsWith($"the proxy {words}.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_response_of_HTTP_2_without_a_status_is_a_ProtocolError()
    {
        // "accept-encoding: gzip, deflate" is number 16 of HPACK's static table.
        _ = ServeAsync(new StreamServer(refusals: 0) { Answer = [0x90] }.ServeAsync);
        var failure = await Put(Requests.Once with { Connection = Http2 }).FailAsync();

        Assert.Equal((ErrorKind.ProtocolError, true), (failure.Kind, failure.OutcomeUnknown));
    }

    [Theory]
    // Two attempts, and the question if the port expects TLS.
    [InlineData("", 3)]
    [InlineData("220 ready\r\n", 2)]
    public async Task A_server_that_is_not_one_of_HTTP_is_asked_for_TLS_once_and_not_if_it_answers_with_text(string answer, int connections)
    {
        var accepted = 0;
        _ = ServeAsync(async stream =>
        {
            accepted++;
            _ = await stream.ReadAsync(new byte[4096]);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
        });
        await Requests.Put(new Uri($"http://127.0.0.1:{_port}/items/1"), settings: Patient with { Retry = Patient.Retry with { MaximumRetryCount = 1 } }).FailAsync();

        Assert.Equal(connections, accepted);
    }

    [Fact]
    public async Task A_conflict_after_a_lost_attempt_is_resolved_by_reading_the_resource()
    {
        var state = """{"a":0}""";
        using var server = new ScriptedServer(request =>
        {
            if (request.Method == "GET")
                return ScriptedServer.Response(200, state);
            if (request.Number > 1)
                return ScriptedServer.Response(409);
            state = request.Body;
            return null;
        });
        var response = await (Requests.Put(server.Uri, settings: Patient) with { Headers = [new("If-Match", "\"1\"")] }).SendAsync();

        Assert.Equal((ResourceOutcome.Updated, 2), (response.Outcome, response.Attempts));
    }

    // ":status: 200", "content-length: 2" and "trailer: etag".
    private static byte[] TwoBytes => [0x88, 0x0F, 28 - 15, 1, (byte)'2', 0, 7, .. "trailer"u8, 4, .. "etag"u8];

    private static ConnectionSettings Http2 => new() { HttpVersion = HttpVersion.Version20 };

    private static ResourceSettings Patient { get; } = new() { Retry = new RetrySettings { MaximumRetryCount = 2, Interval = TimeSpan.FromMilliseconds(1) } };

    private static ResourceRequest Through(ScriptedServer proxy, string path = "/") => Requests.Put(new Uri("https://example.test/items/1"), settings: Patient with
    {
        Connection = new ConnectionSettings { Proxy = new ProxySettings { Address = new Uri(proxy.Uri, path) } },
    });

    private ResourceRequest Put(ResourceSettings settings)
        => Requests.Put(new Uri($"http://127.0.0.1:{_port}/items/1"), settings: settings);

    private async Task ServeAsync(Func<NetworkStream, Task> serve)
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                try
                {
                    await serve(client.GetStream());
                }
                catch (IOException)
                {
                    // The client has disconnected.
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test has ended.
        }
    }

    /// <summary>Implements as much HTTP/2 as it takes to refuse streams (RFC 9113 §8.7), and to answer the one after them.</summary>
    private sealed class StreamServer(int refusals, byte? goesAway = null, byte reset = 7)
    {
        private const byte Data = 0;
        private const byte Headers = 1;
        private const byte Reset = 3;
        private const byte Settings = 4;
        private const byte Ping = 6;
        private const byte GoAway = 7;
        private const byte Acknowledged = 1;
        private const byte EndOfHeaders = 4;
        private const byte EndOfStreamAndHeaders = 5;

        public int Streams { get; private set; }

        public bool Closes { get; init; }

        public string? Body { get; init; }

        // Null if the stream does not end.
        public byte[]? Trailers { get; init; } = [];

        // ":status: 200" is number 8 of HPACK's static table.
        public byte[] Answer { get; set; } = [0x88];

        public async Task ServeAsync(Stream stream)
        {
            await stream.ReadExactlyAsync(new byte["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".Length]);
            await WriteAsync(stream, Settings, 0, [0, 0, 0, 0], []);
            for (var head = new byte[9]; ;)
            {
                await stream.ReadExactlyAsync(head);
                var payload = new byte[(head[0] << 16) | (head[1] << 8) | head[2]];
                await stream.ReadExactlyAsync(payload);
                if (head[3] is Settings or Ping && (head[4] & Acknowledged) == 0)
                    await WriteAsync(stream, head[3], Acknowledged, [0, 0, 0, 0], head[3] == Ping ? payload : []);
                else if (head[3] == Headers && Closes)
                    return;
                else if (head[3] == Headers && ++Streams <= refusals)
                {
                    // The last stream that was processed is none.
                    if (goesAway is { } reason)
                        await WriteAsync(stream, GoAway, 0, [0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, reason]);
                    else
                        await WriteAsync(stream, Reset, 0, head[5..9], [0, 0, 0, reset]);
                }
                else if (head[3] == Headers && Body is not null)
                {
                    await WriteAsync(stream, Headers, EndOfHeaders, head[5..9], Answer);
                    await WriteAsync(stream, Data, 0, head[5..9], Encoding.ASCII.GetBytes(Body));
                    if (Trailers is not null)
                        await WriteAsync(stream, Headers, EndOfStreamAndHeaders, head[5..9], Trailers);
                }
                else if (head[3] == Headers)
                    await WriteAsync(stream, Headers, EndOfStreamAndHeaders, head[5..9], Answer);
            }
        }

        private static async Task WriteAsync(Stream stream, byte type, byte flags, IEnumerable<byte> id, byte[] payload)
            => await stream.WriteAsync((byte[])[0, (byte)(payload.Length >> 8), (byte)payload.Length, type, flags, .. id, .. payload]);
    }
}
