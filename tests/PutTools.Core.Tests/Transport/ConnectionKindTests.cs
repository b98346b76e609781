using System;
using System.IO;
using System.IO.Pipes;
using System.Threading.Tasks;
using PutTools.Content;
using PutTools.Http;
using PutTools.Testing;
using PutTools.Transport;
using PutTools.Writes;
using Xunit;

namespace PutTools.Core.Tests.Transport;

public class ConnectionKindTests
{
    [Fact]
    public async Task Http_2_works_without_TLS()
    {
        await using var server = await ResourceServer.StartAsync(new ResourceServerOptions { Http2 = true });
        var response = await Exchange.PutAsync(new Uri(server.Http2Uri!, "echo"), Over(new ConnectionSettings { HttpVersion = new Version(2, 0) }));

        Assert.Equal("HTTP/2", response.Echo("protocol"));
    }

    [Theory]
    [InlineData("1.1", "HTTP/1.1")]
    [InlineData("2.0", "HTTP/2")]
    public async Task The_version_is_the_requested_one(string version, string protocol)
    {
        await using var server = await ResourceServer.StartAsync(new ResourceServerOptions { Https = true });
        var response = await Exchange.PutAsync(new Uri(server.SecureUri!, "echo"), Over(new ConnectionSettings
        {
            HttpVersion = Version.Parse(version),
            Tls = new TlsSettings { SkipCertificateCheck = true },
        }));

        Assert.Equal(protocol, response.Echo("protocol"));
    }

    [Fact]
    public async Task A_unix_socket_replaces_host_and_port()
    {
        var path = Path.Combine(Path.GetTempPath(), $"puttools-{Guid.NewGuid():N}.sock");
        await using var server = await ResourceServer.StartAsync(new ResourceServerOptions { UnixSocket = path });
        var response = await Exchange.PutAsync(new Uri("http://nowhere.example/echo"), Over(new ConnectionSettings { UnixSocket = path }));

        Assert.Equal("http://nowhere.example/echo", response.Echo("url"));
    }

    [Fact]
    public async Task A_missing_unix_socket_is_named_by_the_error()
    {
        var path = Path.Combine(Path.GetTempPath(), $"puttools-{Guid.NewGuid():N}.sock");
        var failure = await Exchange.FailAsync(new Uri("http://nowhere.example/"), Over(new ConnectionSettings { UnixSocket = path }));

        Assert.Equal((ErrorKind.ConnectionFailed, false), (failure.Kind, failure.OutcomeUnknown));
        Assert.Contains($"no connection to nowhere.example through the unix socket '{path}': ", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("4.0", null, ErrorKind.NotSupported)]
    [InlineData(null, "ftp://proxy.example", ErrorKind.InvalidParameter)]
    public async Task A_missing_feature_is_an_error_before_anything_is_sent(string? version, string? proxy, ErrorKind kind)
    {
        var failure = await Exchange.FailAsync(new Uri("https://h.example/"), Over(new ConnectionSettings
        {
            HttpVersion = version is null ? null : Version.Parse(version),
            Proxy = new ProxySettings { Address = proxy is null ? null : new Uri(proxy) },
        }));

        Assert.Equal((kind, false, 0), (failure.Kind, failure.OutcomeUnknown, failure.Attempts));
    }

    [Fact]
    public async Task An_unreachable_proxy_is_a_failed_connection_and_nothing_was_applied()
    {
        await using var server = await ResourceServer.StartAsync();
        var failure = await Exchange.FailAsync(server.Uri, Over(new ConnectionSettings { Proxy = new ProxySettings { Address = server.RefusingUri } }));

        Assert.Equal((ErrorKind.ConnectionFailed, false), (failure.Kind, failure.OutcomeUnknown));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_connection_that_must_not_be_kept_takes_no_other_request_even_if_the_server_leaves_it_open(bool mayBlock)
    {
        using var server = new ManualServer();
        for (var i = 0; i < 2; i++)
        {
            var sending = Requests.Put(server.Uri, settings: Over(new ConnectionSettings { DisableKeepAlive = true })).SendAsync(mayBlock);
            Assert.Contains("Connection: close", await server.AcceptAndReadAsync("\r\n\r\n"), StringComparison.Ordinal);
            await server.SendAsync("HTTP/1.1 204 No Content\r\n\r\n");
            Assert.Equal(204, (await sending).StatusCode);
        }
    }

    [Fact]
    public async Task HTTP_1_0_refuses_a_body_of_unknown_length()
    {
        await using var pipe = new AnonymousPipeServerStream(PipeDirection.In);
        var failure = await Requests.Put(new Uri("http://h.example/"), new StreamedContent(pipe), Over(new ConnectionSettings { HttpVersion = new Version(1, 0) })).FailAsync();

        Assert.Equal((ErrorKind.InvalidParameter, false, 0), (failure.Kind, failure.OutcomeUnknown, failure.Attempts));
    }

    [Fact]
    public async Task The_error_for_a_server_without_HTTP_2_names_the_parameter_that_requires_it()
    {
        await using var server = await ResourceServer.StartAsync();
        var failure = await Requests.Put(server.Uri, settings: Requests.Once with { Connection = new() { HttpVersion = new Version(2, 0) } }).FailAsync();

        Assert.Equal((ErrorKind.NotSupported, false, false), (failure.Kind, failure.OutcomeUnknown, failure.IsTransient));
        Assert.Contains(" -HttpVersion 2.0 asks for exactly that version; leave it out if the server may not have it.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_error_for_HTTP_2_through_a_proxy_over_plain_http_names_the_proxy()
    {
        using var proxy = new ScriptedServer(static _ => ScriptedServer.Response(200));
        var connection = new ConnectionSettings { HttpVersion = new Version(2, 0), Proxy = new ProxySettings { Address = proxy.Uri } };
        var failure = await Requests.Put(new Uri("http://example.test/items/1"), settings: Requests.Once with { Connection = connection }).FailAsync();

        Assert.Equal((ErrorKind.NotSupported, false), (failure.Kind, failure.OutcomeUnknown));
        Assert.Contains(" Through a proxy, HTTP/2 needs an https url", failure.Message, StringComparison.Ordinal);
        Assert.Empty(proxy.Requests);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(400)]
    public async Task A_server_that_answers_HTTP_2_in_HTTP_1_has_not_understood_the_write(int status)
    {
        using var server = new ScriptedServer(_ => ScriptedServer.Response(status), closes: static _ => true);
        var failure = await Requests.Put(server.Uri, settings: Requests.Once with { Connection = new() { HttpVersion = new Version(2, 0) } }).FailAsync();

        // The runtime may read the response before it has begun the request.
        Assert.True(failure is { Kind: ErrorKind.ProtocolError } or { Kind: ErrorKind.ConnectionFailed, OutcomeUnknown: false }, failure.ToString());
        Assert.Null(failure.Response);
        Assert.Contains(" -HttpVersion 2.0 asks for exactly that version", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\0\0\u0012\u0004\0\0\0\0\0\0\0\u0003\0\0\0d")]
    public async Task The_error_for_a_server_that_has_only_HTTP_2_names_the_parameter(string response)
    {
        const string Remedy = " If the server has only HTTP/2, give -HttpVersion 2.0.";
        using var server = new ManualServer();
        var sending = Requests.Put(server.Uri, settings: Requests.Once).FailAsync();
        await server.AcceptAndReadAsync("""{"a":1}""");
        await server.SendAsync(response);
        server.Close();

        var failure = await sending;
        Assert.Equal((ErrorKind.ConnectionLost, true), (failure.Kind, failure.OutcomeUnknown));
        Assert.Contains(Remedy, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_has_answered_is_not_suspected_of_having_only_HTTP_2()
    {
        using var server = new ManualServer();
        foreach (var response in new[] { "HTTP/1.1 204 No Content\r\n\r\n", string.Empty })
        {
            var sending = Requests.Put(server.Uri, settings: Requests.Once).SendAsync();
            await server.AcceptAndReadAsync("""{"a":1}""");
            await server.SendAsync(response);
            server.Close();
            if (response.Length > 0)
                await sending;
            else
                Assert.DoesNotContain("HTTP/2", (await Assert.ThrowsAsync<RequestException>(() => sending)).Message, StringComparison.Ordinal);
        }
    }

    private static ResourceSettings Over(ConnectionSettings connection) => ResourceSettings.Default with { Connection = connection };
}
