using System;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Authentication;
using PutTools.Http;
using PutTools.Pipeline;
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
    public async Task Credentials_are_not_sent_over_plain_http_without_permission(string kind)
    {
        var credentials = kind switch
        {
            "basic" => Known,
            "challenge" => Known with { Authentication = WebAuthenticationType.None },
            "bearer" => new AuthenticationSettings { Token = new TokenSource(AccessToken.Parse("t")) },
            "default" => new AuthenticationSettings { UseDefaultCredentials = true },
            _ => AuthenticationSettings.Anonymous,
        };
        var uri = new UriBuilder(_server.Uri) { UserName = kind == "url" ? "u" : "", Password = kind == "url" ? "p" : "" }.Uri;
        var failure = await Exchange.FailAsync(uri, new ResourceSettings { Credentials = credentials });

        Assert.Equal((ErrorKind.UnencryptedAuthentication, 0, 0), (failure.Kind, failure.Attempts, _server.ConnectionCount));
    }

    [Theory]
    [InlineData(WebAuthenticationType.Basic, 1)]
    [InlineData(WebAuthenticationType.None, 1)]
    public async Task Basic_is_sent_preemptively_or_after_a_challenge(WebAuthenticationType authentication, int connections)
    {
        var response = await Exchange.PutAsync(new Uri(_server.Uri, "auth/basic"), Plain(Known with { Authentication = authentication }));

        Assert.Equal((200, connections), (response.StatusCode, _server.ConnectionCount));
    }

    [Fact]
    public async Task A_login_that_cannot_answer_the_challenge_is_not_asked_for_again()
    {
        using var server = new ScriptedServer(static _ => ScriptedServer.Response(401, "", "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", algorithm=SHA-512-256"));

        Assert.Contains("give -Token or -Credential.", (await Exchange.FailAsync(server.Uri)).Message);
        Assert.Contains("this system cannot answer the server's challenge.", (await Exchange.FailAsync(server.Uri, Plain(Known with { Authentication = WebAuthenticationType.None }))).Message);
    }

    [Fact]
    public async Task A_login_in_the_url_is_used_and_removed_from_the_url()
    {
        var uri = new UriBuilder(new Uri(_server.Uri, "auth/basic")) { UserName = "user", Password = Uri.EscapeDataString("pass word:ä") }.Uri;
        var response = await Exchange.PutAsync(uri, Plain(AuthenticationSettings.Anonymous));

        Assert.Equal("", response.Target!.UserInfo);
    }

    [Fact]
    public async Task A_challenge_for_a_body_that_cannot_be_sent_again_is_an_error()
    {
        var settings = Plain(Known with { Authentication = WebAuthenticationType.None });
        var failure = await Exchange.FailAsync(new Uri(_server.Uri, "auth/basic"), settings, new OnceContent());

        Assert.Equal((ErrorKind.BodyNotReplayable, false), (failure.Kind, failure.OutcomeUnknown));
    }

    [Fact]
    public async Task A_token_is_requested_on_first_use_and_kept()
    {
        var requested = 0;
        var source = Tokens.From(_ => Task.FromResult(AccessToken.Parse($"t{Interlocked.Increment(ref requested)}")));
        for (var i = 0; i < 3; i++)
            await Exchange.PutAsync(new Uri(_server.Uri, "auth/bearer/t1"), Plain(new AuthenticationSettings { Token = source }));

        Assert.Equal(1, requested);
    }

    [Fact]
    public async Task A_refused_token_is_requested_once_more_and_the_write_is_sent_again()
    {
        var requested = 0;
        var source = Tokens.From(_ => Task.FromResult(AccessToken.Parse($"t{Interlocked.Increment(ref requested)}")));
        var response = await Exchange.PutAsync(new Uri(_server.Uri, "auth/bearer/t2"), Plain(new AuthenticationSettings { Token = source }));
        var failure = await Exchange.FailAsync(new Uri(_server.Uri, "auth/bearer/never"), Plain(new AuthenticationSettings { Token = source }));

        Assert.Equal((200, ErrorKind.Unauthorized, 3), (response.StatusCode, failure.Kind, requested));
    }

    [Fact]
    public async Task Many_writes_that_are_refused_at_the_same_time_request_one_token()
    {
        var requested = 0;
        var source = Tokens.From(async cancellationToken =>
        {
            var number = Interlocked.Increment(ref requested);
            await Task.Delay(50, cancellationToken);
            return AccessToken.Parse($"t{number}");
        });
        await Task.WhenAll(Enumerable.Range(0, 20).Select(
            _ => Exchange.PutAsync(new Uri(_server.Uri, "auth/bearer/t2"), Plain(new AuthenticationSettings { Token = source }))));

        Assert.Equal(2, requested);
    }

    [Fact]
    public async Task A_token_without_a_source_is_sent_once()
    {
        var listener = new Listener();
        var request = new ResourceRequest
        {
            Method = HttpMethod.Put,
            Uri = new Uri(_server.Uri, "auth/bearer/other"),
            Content = Exchange.Body,
            Settings = Plain(new AuthenticationSettings { Token = new TokenSource(AccessToken.Parse("t")) }),
        };
        var failure = await Assert.ThrowsAsync<RequestException>(() => new WriteRunner(TimeProvider.System).SendAsync(request, listener));

        Assert.Equal((ErrorKind.Unauthorized, 1, 0), (failure.Kind, failure.Attempts, listener.Messages.Count));
    }

    [Theory]
    [InlineData("abc", null, null, "Authorization", "Bearer abc")]
    [InlineData("Bearer abc", null, null, "Authorization", "Bearer abc")]
    [InlineData("token abc", null, null, "Authorization", "token abc")]
    [InlineData("abc", "bearer", null, "Authorization", "Bearer abc")]
    [InlineData("abc", "DPoP", null, "Authorization", "DPoP abc")]
    [InlineData("abc", "Bearer", "X-Auth-Token", "X-Auth-Token", "abc")]
    public void A_token_has_a_scheme_or_a_header(string text, string? scheme, string? header, string expectedHeader, string expectedField)
    {
        var token = AccessToken.Parse(text, scheme, header);

        Assert.Equal((expectedHeader, expectedField), (token.Header, token.Field));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Bearer ")]
    [InlineData("bearer")]
    public void A_token_of_an_empty_variable_is_an_error(string text)
        => Assert.Equal(ErrorKind.InvalidParameter, Assert.Throws<RequestException>(() => AccessToken.Parse(text)).Kind);

    [Theory]
    [InlineData("""{"exp":2000000000}""", 2000000000)]
    [InlineData("""{"exp":2000000000.5,"sub":"ä?~"}""", 2000000000)]
    [InlineData("""{"exp":"2000000000"}""", null)]
    [InlineData("""{"exp":1e300}""", null)]
    [InlineData("""{"exp":-1}""", null)]
    [InlineData("[]", null)]
    [InlineData("no json", null)]
    public void A_JWT_contains_its_expiry(string claims, int? expected)
    {
        var part = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(claims)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

        Assert.Equal(expected, AccessToken.Parse($"eyJhbGciOiJub25lIn0.{part}.sig").ExpiresAt?.ToUnixTimeSeconds());
    }

    [Theory]
    [InlineData("a.b")]
    [InlineData("a.b.c.d")]
    [InlineData("a.%.c")]
    public void A_token_that_is_not_a_JWT_has_no_expiry(string token) => Assert.Null(AccessToken.Parse(token).ExpiresAt);

    [Fact]
    public async Task A_token_is_renewed_before_it_expires()
    {
        var clock = new ManualTimeProvider();
        var requested = 0;
        var source = Tokens.From(_ => Task.FromResult(AccessToken.Parse($"t{++requested}") with { ExpiresAt = clock.GetUtcNow().AddMinutes(10) }));
        var first = await source.GetAsync(clock, default);
        clock.Advance(TimeSpan.FromSeconds(569));
        var same = await source.GetAsync(clock, default);
        clock.Advance(TimeSpan.FromSeconds(2));
        var next = await source.GetAsync(clock, default);

        Assert.Equal(("Bearer t1", "Bearer t1", "Bearer t2"), (first.Field, same.Field, next.Field));
    }

    [Fact]
    public async Task A_token_that_has_expired_on_arrival_is_used_until_it_is_refused()
    {
        var clock = new ManualTimeProvider();
        var requested = 0;
        var source = Tokens.From(_ => Task.FromResult(AccessToken.Parse($"t{++requested}") with { ExpiresAt = clock.GetUtcNow().AddMinutes(-10) }));
        for (var i = 0; i < 3; i++)
            Assert.Equal("Bearer t1", (await source.GetAsync(clock, default)).Field);

        Assert.Equal(1, requested);
    }

    [Fact]
    public async Task A_403_renews_the_token_at_most_once_a_minute()
    {
        var clock = new ManualTimeProvider();
        var requested = 0;
        var source = Tokens.From(_ => Task.FromResult(AccessToken.Parse($"t{++requested}")));
        async Task<bool> RefuseAsync(bool isForbidden)
        {
            var token = await source.GetAsync(clock, default);
            return await source.TryRenewAsync(new HttpRequest { Method = HttpMethod.Put, Uri = _server.Uri }.With(token.Header, token.Field), isForbidden, clock, default);
        }

        bool[] renewed = [await RefuseAsync(true), await RefuseAsync(true), await RefuseAsync(false)];
        clock.Advance(TimeSpan.FromMinutes(1));
        bool[] later = [await RefuseAsync(true), await RefuseAsync(true)];

        Assert.Equal([true, false, true, true, false], [.. renewed, .. later]);
        Assert.Equal(4, requested);
    }

    [Fact]
    public async Task A_token_in_another_header_is_renewed_after_a_403()
    {
        var requested = 0;
        var source = Tokens.From(_ => Task.FromResult(AccessToken.Parse($"t{++requested}", header: "X-Auth-Token")));
        var response = await Exchange.PutAsync(new Uri(_server.Uri, "auth/header/X-Auth-Token/t2?status=403"), Plain(new AuthenticationSettings { Token = source }));
        var failure = await Exchange.FailAsync(new Uri(_server.Uri, "auth/header/X-Auth-Token/t9?status=403"), Plain(new AuthenticationSettings { Token = source }));

        Assert.Equal((200, ErrorKind.Forbidden, 2), (response.StatusCode, failure.Kind, requested));
    }

    [Fact]
    public async Task A_token_with_a_line_break_is_an_error()
        => Assert.Equal(ErrorKind.InvalidHeader, (await Assert.ThrowsAsync<RequestException>(
            () => Exchange.PutAsync(_server.Uri, Plain(new AuthenticationSettings { Token = Tokens.From(_ => Task.FromResult(AccessToken.Parse("a\r\nX: y"))) })))).Kind);

    [Theory]
    [InlineData("user", "secret\n")]
    [InlineData("user\r", "secret")]
    public async Task Control_characters_are_not_sent_as_Basic(string user, string password)
        => Assert.Contains("line break", (await Exchange.FailAsync(_server.Uri, Plain(Exchange.Basic(user, password)))).Message);

    [Fact]
    public async Task A_user_name_with_a_colon_is_an_error_with_Basic()
        => Assert.Equal(ErrorKind.InvalidParameter, (await Exchange.FailAsync(_server.Uri, Plain(Exchange.Basic("a:b")))).Kind);

    [Fact]
    public void Settings_print_no_secrets()
    {
        var settings = Plain(Exchange.Basic("user", "planted")) with { Headers = [new("X-Key", "planted")], Cookies = [new("c", "planted")] };
        var request = new ResourceRequest { Method = HttpMethod.Put, Uri = new Uri("https://u:planted@h/?token=planted"), Settings = settings };

        Assert.DoesNotContain("planted", $"{settings} {settings.Credentials} {settings.Connection} {request}", StringComparison.Ordinal);
    }

    private static ResourceSettings Plain(AuthenticationSettings credentials) => new() { Credentials = credentials, AllowUnencryptedAuthentication = true };
}
