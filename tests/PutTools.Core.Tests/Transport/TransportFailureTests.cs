using System;
using System.Threading.Tasks;
using PutTools.Http;
using PutTools.ServerMessages;
using PutTools.Writes;
using Xunit;

namespace PutTools.Core.Tests.Transport;

public sealed class TransportFailureTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("reset-after-headers", ErrorKind.ConnectionLost)]
    [InlineData("reset-mid-body", ErrorKind.ConnectionLost)]
    [InlineData("reset-before-response", ErrorKind.ConnectionLost)]
    [InlineData("close-after-headers", ErrorKind.ConnectionLost)]
    [InlineData("close-before-response", ErrorKind.ConnectionLost)]
    [InlineData("reset-after-apply", ErrorKind.ConnectionLost)]
    [InlineData("close-after-apply", ErrorKind.ConnectionLost)]
    [InlineData("garbage", ErrorKind.ProtocolError)]
    [InlineData("bad-status-line", ErrorKind.ProtocolError)]
    [InlineData("http-0.9", ErrorKind.ProtocolError)]
    public async Task A_response_that_is_lost_or_not_HTTP_leaves_the_outcome_unknown(string fault, ErrorKind kind)
    {
        var failure = await Requests.Put(fixture.Fault($"{fault}/items/1")).FailAsync();

        Assert.Equal(kind, failure.Kind);
        Assert.True(failure.OutcomeUnknown);
        Assert.True(failure.IsTransient);
        Assert.Equal(1, failure.Attempts);
        Assert.Null(failure.Response);
        Assert.Contains("may have been applied", failure.Message);
    }

    [Theory]
    [InlineData("reset-mid-headers")]
    [InlineData("close-mid-headers")]
    [InlineData("bad-header-line")]
    [InlineData("endless-headers")]
    [InlineData("reset-mid-response")]
    [InlineData("cut-body")]
    [InlineData("cut-chunked")]
    [InlineData("bad-chunk-size")]
    public async Task A_success_with_a_lost_body_is_a_success_with_a_problem(string fault)
    {
        var response = await Requests.Put(fixture.Fault($"{fault}/items/1"), settings: ResourceSettings.Default).SendAsync();

        Assert.True(response.IsSuccess);
        Assert.Equal(1, response.Attempts);
        Assert.StartsWith("The status of the response confirms the write, but the rest of the response is missing: ", response.BodyProblem!);
    }

    [Fact]
    public async Task A_failure_with_a_lost_body_does_not_confirm_the_write()
    {
        using var server = new ScriptedServer(static _ => "HTTP/1.1 500 No\r\nContent-Length: 100\r\n\r\ncut", closes: static request => request.Number == 1);
        var failure = await Requests.Put(server.Uri).FailAsync();

        Assert.Equal(ErrorKind.InternalServerError, failure.Kind);
        Assert.StartsWith("The rest of the response is missing: ", failure.Response!.BodyProblem!);
    }

    [Theory]
    [InlineData("Content-Length: 100\r\nContent-Type: application/json", """{"message":"too long"}""", "too long")]
    [InlineData("Content-Length: 100\r\nContent-Type: text/plain", "too long", "too long")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Type: application/json", "16\r\n{\"message\":\"too long\"}\r\n", "too long")]
    [InlineData("Content-Encoding: gzip\r\nContent-Length: 8\r\nContent-Type: text/plain", "too long", "too long")]
    [InlineData("Content-Encoding: gzip\r\nContent-Length: 100\r\nContent-Type: text/plain", "\u001f\u0008abc", null)]
    public async Task The_words_of_an_error_are_read_from_what_arrived(string fields, string arrived, string? words)
    {
        using var server = new ScriptedServer(_ => $"HTTP/1.1 422 No\r\n{fields}\r\n\r\n{arrived}", closes: static _ => true);
        var failure = await Requests.Put(server.Uri).FailAsync();

        Assert.Equal((ErrorKind)422, failure.Kind);
        Assert.Equal(words, ServerMessage.Of(failure.Response!));
    }

    [Fact]
    public async Task A_name_without_an_address_is_NameResolutionFailed() => await NothingLeft("http://nope.invalid/items/1", ErrorKind.NameResolutionFailed);

    [Fact]
    public async Task A_refused_connection_is_ConnectionFailed() => await NothingLeft(fixture.Server.RefusingUri.AbsoluteUri, ErrorKind.ConnectionFailed);

    [Fact]
    public async Task An_untrusted_certificate_is_TlsFailure()
    {
        var failure = await NothingLeft(fixture.Server.SecureUri!.AbsoluteUri, ErrorKind.TlsFailure);
        Assert.False(failure.IsTransient);
    }

    [Fact]
    public async Task Https_on_an_http_port_is_SchemeMismatch()
        => await NothingLeft(new UriBuilder(fixture.Server.Uri) { Scheme = "https" }.Uri.AbsoluteUri, ErrorKind.SchemeMismatch);

    [Fact]
    public async Task A_connection_that_is_reset_at_once_has_an_unknown_outcome_only_if_sending_had_begun()
    {
        var failure = await Requests.Put(fixture.Server.ResetUri).FailAsync();

        // The reset arrives while the client is connecting, or already writing.
        Assert.True(failure.Kind is ErrorKind.ConnectionFailed or ErrorKind.ConnectionLost, $"It is {failure.Kind}.");
        Assert.Equal(failure.Kind == ErrorKind.ConnectionLost, failure.OutcomeUnknown);
    }

    [Fact]
    public async Task A_failure_names_the_method_and_the_url_without_secrets()
    {
        var uri = new UriBuilder(fixture.Server.RefusingUri) { UserName = "me", Password = "hidden1", Query = "token=hidden2&page=3" }.Uri;
        var failure = await Requests.Put(uri).FailAsync();

        Assert.StartsWith($"PUT {fixture.Server.RefusingUri}?token=***&page=3 failed: ", failure.Message);
        Assert.DoesNotContain("hidden", failure.ToString());
    }

    private static async Task<RequestException> NothingLeft(string uri, ErrorKind kind)
    {
        var failure = await Requests.Put(new Uri(uri)).FailAsync();

        Assert.Equal(kind, failure.Kind);
        Assert.False(failure.OutcomeUnknown);
        Assert.Equal(1, failure.Attempts);
        Assert.DoesNotContain("may have been applied", failure.Message);
        return failure;
    }
}
