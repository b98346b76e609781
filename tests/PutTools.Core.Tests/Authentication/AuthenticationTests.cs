using System;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Authentication;
using PutTools.Http;
using PutTools.Testing;
using PutTools.Writes;
using Xunit;

namespace PutTools.Core.Tests.Authentication;

public sealed class AuthenticationTests : IAsyncLifetime
{
    private static readonly AuthenticationSettings Known = Exchange.Basic("user", "pass word:ä");
    private ResourceServer _server = null!;

    public async Task InitializeAsync() => _server = await ResourceServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public static TheoryData<string> Identities => ["basic", "challenge", "bearer", "default", "url"];

    [Theory]
    [MemberData(nameof(Identities))]
    public async Task Nothing_of_an_identity_goes_over_plain_http_unasked(string kind)
    {
        var identity = kind switch
        {
            "basic" => Known,
            "challenge" => Known with { Authentication = WebAuthenticationType.None },
            "bearer" => new AuthenticationSettings { Token = new TokenSource("t") },
            "default" => new AuthenticationSettings { UseDefaultCredentials = true },
            _ => AuthenticationSettings.Anonymous,
        };
        var uri = new UriBuilder(_server.Uri) { UserName = kind == "url" ? "u" : "", Password = kind == "url" ? "p" : "" }.Uri;
        var failure = await Exchange.FailAsync(uri, new ResourceSettings { Identity = identity });

        Assert.Equal((ErrorKind.UnencryptedAuthentication, 0, 0), (failure.Kind, failure.Attempts, _server.ConnectionCount));
    }

    [Theory]
    [InlineData(WebAuthenticationType.Basic, 1)]
    [InlineData(WebAuthenticationType.None, 1)]
    public async Task A_user_is_known_at_once_or_when_the_server_asks(WebAuthenticationType authentication, int connections)
    {
        var response = await Exchange.PutAsync(new Uri(_server.Uri, "auth/basic"), Plain(Known with { Authentication = authentication }));

        Assert.Equal((200, connections), (response.StatusCode, _server.ConnectionCount));
    }

    [Fact]
    public async Task A_login_in_the_url_is_used_and_does_not_stay_there()
    {
        var uri = new UriBuilder(new Uri(_server.Uri, "auth/basic")) { UserName = "user", Password = Uri.EscapeDataString("pass word:ä") }.Uri;
        var response = await Exchange.PutAsync(uri, Plain(AuthenticationSettings.Anonymous));

        Assert.Equal("", response.Target!.UserInfo);
    }

    [Fact]
    public async Task A_challenge_for_a_body_that_can_not_be_sent_again_is_an_error_that_says_so()
    {
        var settings = Plain(Known with { Authentication = WebAuthenticationType.None });
        var failure = await Exchange.FailAsync(new Uri(_server.Uri, "auth/basic"), settings, new OnceContent());

        Assert.Equal((ErrorKind.BodyNotReplayable, false), (failure.Kind, failure.OutcomeUnknown));
    }

    [Fact]
    public async Task A_token_is_asked_for_when_first_needed_and_kept()
    {
        var asked = 0;
        var source = new TokenSource(_ => Task.FromResult($"t{Interlocked.Increment(ref asked)}"));
        for (var i = 0; i < 3; i++)
            await Exchange.PutAsync(new Uri(_server.Uri, "auth/bearer/t1"), Plain(new AuthenticationSettings { Token = source }));

        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task A_refused_token_is_asked_for_once_more_and_the_write_is_sent_again()
    {
        var asked = 0;
        var source = new TokenSource(_ => Task.FromResult($"t{Interlocked.Increment(ref asked)}"));
        var response = await Exchange.PutAsync(new Uri(_server.Uri, "auth/bearer/t2"), Plain(new AuthenticationSettings { Token = source }));
        var failure = await Exchange.FailAsync(new Uri(_server.Uri, "auth/bearer/never"), Plain(new AuthenticationSettings { Token = source }));

        Assert.Equal((200, ErrorKind.Unauthorized, 3), (response.StatusCode, failure.Kind, asked));
    }

    [Fact]
    public async Task Many_writes_that_are_refused_at_once_ask_once()
    {
        var asked = 0;
        var source = new TokenSource(async cancellationToken =>
        {
            var number = Interlocked.Increment(ref asked);
            await Task.Delay(50, cancellationToken);
            return $"t{number}";
        });
        await Task.WhenAll(Enumerable.Range(0, 20).Select(
            _ => Exchange.PutAsync(new Uri(_server.Uri, "auth/bearer/t2"), Plain(new AuthenticationSettings { Token = source }))));

        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task A_token_that_nobody_can_renew_is_sent_once()
    {
        var listener = new Listener();
        var request = new ResourceRequest
        {
            Method = HttpMethod.Put,
            Uri = new Uri(_server.Uri, "auth/bearer/other"),
            Content = Exchange.Body,
            Settings = Plain(new AuthenticationSettings { Token = new TokenSource("t") }),
        };
        var failure = await Assert.ThrowsAsync<RequestException>(() => new WriteRunner(TimeProvider.System).SendAsync(request, listener));

        Assert.Equal((ErrorKind.Unauthorized, 1, 0), (failure.Kind, failure.Attempts, listener.Said.Count));
    }

    [Fact]
    public async Task A_token_with_a_line_break_is_an_error()
        => Assert.Equal(ErrorKind.InvalidHeader, (await Assert.ThrowsAsync<RequestException>(
            () => Exchange.PutAsync(_server.Uri, Plain(new AuthenticationSettings { Token = new TokenSource(_ => Task.FromResult("a\r\nX: y")) })))).Kind);

    [Fact]
    public async Task A_user_name_with_a_colon_is_an_error_with_Basic()
        => Assert.Equal(ErrorKind.InvalidParameter, (await Exchange.FailAsync(_server.Uri, Plain(Exchange.Basic("a:b")))).Kind);

    [Fact]
    public void Settings_print_no_secrets()
    {
        var settings = Plain(Exchange.Basic("user", "planted")) with { Headers = [new("X-Key", "planted")], Cookies = [new("c", "planted")] };
        var request = new ResourceRequest { Method = HttpMethod.Put, Uri = new Uri("https://u:planted@h/?token=planted"), Settings = settings };

        Assert.DoesNotContain("planted", $"{settings} {settings.Identity} {settings.Connection} {request}", StringComparison.Ordinal);
    }

    private static ResourceSettings Plain(AuthenticationSettings identity) => new() { Identity = identity, AllowUnencryptedAuthentication = true };
}
