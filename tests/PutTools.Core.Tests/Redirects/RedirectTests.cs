using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using PutTools.Cookies;
using PutTools.Http;
using PutTools.Redirects;
using PutTools.Retries;
using PutTools.Testing;
using PutTools.Transport;
using PutTools.Writes;
using Xunit;

namespace PutTools.Core.Tests.Redirects;

public sealed class RedirectTests : IAsyncLifetime
{
    private ResourceServer _server = null!;
    private ResourceServer _other = null!;

    public async Task InitializeAsync()
    {
        _server = await ResourceServer.StartAsync(new ResourceServerOptions { Https = true });
        _other = await ResourceServer.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_keeps_verb_and_body(int code)
    {
        var response = await Exchange.PutAsync(new Uri(_server.Uri, $"redirect/{code}"));

        Assert.Equal(("PUT", """{"a":1}"""), (response.Echo("method"), response.Echo("body")));
    }

    [Theory]
    [InlineData("Location:")]
    [InlineData("Location: /a\r\nLocation: /b")]
    public async Task A_redirect_without_one_target_is_not_followed(string fields)
    {
        using var server = new ScriptedServer(_ => ScriptedServer.Response(307, "", fields));
        var failure = await Exchange.FailAsync(server.Uri);

        Assert.Equal((307, false), ((int)failure.Kind, failure.OutcomeUnknown));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_redirect_that_names_its_target_twice_is_followed()
    {
        using var server = new ScriptedServer(static request => request.Number == 1
            ? ScriptedServer.Response(307, "", "Location: /a", "Location: /a") : ScriptedServer.Response(204));

        Assert.Equal((204, "/a"), ((await Exchange.PutAsync(server.Uri)).StatusCode, server.Requests.Last().Path));
    }

    [Fact]
    public async Task A_redirect_is_followed_although_its_body_is_lost()
    {
        using var server = new ScriptedServer(static request => request.Number == 1
            ? "HTTP/1.1 308 X\r\nLocation: /a\r\nContent-Length: 10\r\n\r\n123" : ScriptedServer.Response(204), closes: static request => request.Number == 1);
        var response = await Exchange.PutAsync(server.Uri);

        Assert.Equal((204, null), (response.StatusCode, response.BodyProblem));
        Assert.Equal(["/items/1", "/a"], server.Requests.Select(static request => request.Path), StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_303_is_followed_with_GET_and_without_the_fields_of_the_write()
    {
        var settings = ResourceSettings.Default with { Headers = [new("If-Match", "\"1\""), new("X-Kept", "1"), new("Content-Language", "de")] };
        var response = await Exchange.PutAsync(new Uri(_server.Uri, "redirect/303"), settings);

        Assert.Equal(("GET", ""), (response.Echo("method"), response.Echo("body")));
        Assert.Equal((null, null, "1"), (response.Header("If-Match"), response.Header("Content-Type"), response.Header("X-Kept")));
    }

    [Fact]
    public async Task The_file_of_a_response_gets_what_a_303_leads_to()
    {
        var path = Path.Combine(Path.GetTempPath(), $"puttools-{Guid.NewGuid():N}.json");
        try
        {
            var response = await (Requests.Put(new Uri(_server.Uri, "redirect/303")) with { OutFile = path }).SendAsync();
            Assert.Equal(path, response.OutFile);
            Assert.Contains("\"GET\"", await File.ReadAllTextAsync(path), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task A_failed_read_after_a_303_reports_that_the_write_may_have_been_applied()
        => Assert.True((await Exchange.FailAsync(new Uri(_server.Uri, "redirect/303?to=/status/404"))).OutcomeUnknown);

    [Fact]
    public async Task A_write_that_was_answered_with_303_is_not_sent_again_when_the_read_is_retried()
    {
        var settings = ResourceSettings.Default with { Retry = new RetrySettings { Interval = TimeSpan.FromMilliseconds(1) } };
        var to = Uri.EscapeDataString("/status/503?times=1&key=after-303");
        var response = await Exchange.PutAsync(new Uri(_server.Uri, $"redirect/303?to={to}"), settings);

        Assert.Equal(("GET", 1, 1), (response.Echo("method"), response.Attempts, response.History.Count));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_303_that_must_not_be_followed_is_a_success(bool isInsecure)
    {
        var settings = ResourceSettings.Default with
        {
            Connection = new ConnectionSettings { Tls = new TlsSettings { SkipCertificateCheck = true } },
            Redirects = new RedirectSettings { Maximum = isInsecure ? 5 : 1 },
        };
        var response = await Exchange.PutAsync(
            isInsecure ? new Uri(_server.SecureUri!, $"redirect/303?to={Uri.EscapeDataString(new Uri(_other.Uri, "echo").AbsoluteUri)}")
                : new Uri(_server.Uri, "redirect/307?to=/redirect/303"), settings);

        Assert.Equal((303, ResourceOutcome.Updated), (response.StatusCode, response.Outcome));
        Assert.Equal((isInsecure ? 0 : 1, 0), (response.History.Count, _other.ConnectionCount));
    }

    [Fact]
    public async Task The_history_has_each_hop_oldest_first()
    {
        var response = await Exchange.PutAsync(new Uri(_server.Uri, "redirect/307?times=3"));

        Assert.Equal("?times=3 ?times=2&to=%2Fecho ?times=1&to=%2Fecho", string.Join(" ", response.History.Select(static hop => hop.Target!.Query)));
    }

    [Fact]
    public async Task A_loop_is_an_error() => Assert.Equal(
        ErrorKind.TooManyRedirects, (await Exchange.FailAsync(new Uri(_server.Uri, "redirect/307?loop=yes"))).Kind);

    [Theory]
    [InlineData(2, 2, null)]
    [InlineData(3, 2, ErrorKind.TooManyRedirects)]
    [InlineData(1, 0, (ErrorKind)307)]
    public async Task Redirects_are_followed_up_to_the_maximum(int times, int allowed, ErrorKind? kind)
    {
        var uri = new Uri(_server.Uri, $"redirect/307?times={times}");
        var settings = ResourceSettings.Default with { Redirects = new RedirectSettings { Maximum = allowed } };

        if (kind is null)
            Assert.Equal(200, (await Exchange.PutAsync(uri, settings)).StatusCode);
        else
            Assert.Equal(kind, (await Exchange.FailAsync(uri, settings)).Kind);
    }

    [Fact]
    public async Task A_redirect_from_https_to_http_is_an_error_unless_it_is_allowed()
    {
        var uri = new Uri(_server.SecureUri!, $"redirect/307?to={Uri.EscapeDataString(new Uri(_other.Uri, "echo").AbsoluteUri)}");
        var settings = ResourceSettings.Default with
        {
            Connection = new ConnectionSettings { Tls = new TlsSettings { SkipCertificateCheck = true } },
        };
        var failure = await Exchange.FailAsync(uri, settings);
        Assert.Equal((ErrorKind.InsecureRedirect, 0), (failure.Kind, _other.ConnectionCount));

        var response = await Exchange.PutAsync(uri, settings with { Redirects = new RedirectSettings { AllowInsecure = true } });
        Assert.Equal("PUT", response.Echo("method"));
    }

    [Fact]
    public async Task A_body_that_cannot_be_sent_again_is_an_error()
    {
        var failure = await Exchange.FailAsync(new Uri(_server.Uri, "redirect/307"), content: new OnceContent());

        Assert.Equal(ErrorKind.BodyNotReplayable, failure.Kind);
        Assert.Contains("cannot be read again", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Credentials_stay_at_their_origin_unless_sending_them_is_allowed(bool preserve)
    {
        var settings = ResourceSettings.Default with
        {
            Headers = [new("Authorization", "x"), new("Cookie", "x=1"), new("X-Auth", "x"), new("X-Other", "x"), new("Prefer", "x")],
            Cookies = [new("c", "1")],
            Redirects = new RedirectSettings { PreserveAuthorization = preserve },
        };
        var response = await Exchange.PutAsync(ToOther("echo"), settings);

        Assert.Equal(
            preserve ? ("x", "x=1; c=1", "x", "x", "x") : (null, null, null, null, "x"),
            (response.Header("Authorization"), response.Header("Cookie"), response.Header("X-Auth"), response.Header("X-Other"), response.Header("Prefer")));
    }

    [Theory]
    [InlineData(WebAuthenticationType.Basic)]
    [InlineData(WebAuthenticationType.None)]
    public async Task Credentials_stay_at_their_origin(WebAuthenticationType authentication)
    {
        var settings = new ResourceSettings
        {
            Credentials = Exchange.Basic("user", "pass word:ä") with { Authentication = authentication },
            AllowUnencryptedAuthentication = true,
        };

        Assert.Equal(ErrorKind.Unauthorized, (await Exchange.FailAsync(ToOther("auth/basic"), settings)).Kind);
        Assert.Equal(200, (await Exchange.PutAsync(new Uri(_server.Uri, "redirect/307?to=/auth/basic"), settings)).StatusCode);
    }

    [Fact]
    public async Task A_cookie_that_a_redirect_sets_goes_to_the_later_hops_of_its_host()
    {
        using var server = new ScriptedServer(static request => request.Path switch
        {
            "/items/1" => ScriptedServer.Response(307, "", "Location: /2", "Set-Cookie: here=1; Path=/"),
            "/2" => ScriptedServer.Response(307, "", "Location: http://localhost:" + request.Fields["Host"].Split(':')[1] + "/3"),
            "/3" => ScriptedServer.Response(307, "", "Location: /4", "Set-Cookie: there=1; Path=/"),
            _ => ScriptedServer.Response(204),
        });
        var settings = Requests.Once with { Headers = [new("Cookie", "field=1")], Cookies = [new("call", "1")] };
        await Requests.Put(server.Uri, settings: settings).SendAsync();

        Assert.Equal(
            ["field=1; call=1", "field=1; here=1; call=1", null, "there=1"],
            server.Requests.Select(static request => request.Fields.TryGetValue("Cookie", out var field) ? field : null), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("k=new; Path=/", false, "a=1; k=new; b=1", "a=1; k=new; b=1")]
    [InlineData("k=new; Path=/", true, "a=1; k=new; b=1", "a=1; k=new; b=1")]
    [InlineData("k=; Max-Age=0", false, "a=1; b=1", "a=1; b=1")]
    [InlineData("k=; Max-Age=0", true, "a=1; b=1", "a=1; b=1")]
    [InlineData("n=1; Path=/x", false, "a=1; k=old; n=1; k=old; b=1", "a=1; k=old; k=old; b=1")]
    public async Task A_cookie_that_a_redirect_sets_replaces_the_one_of_the_caller(string set, bool hasSession, string onPath, string elsewhere)
    {
        using var server = new ScriptedServer(request => request.Path switch
        {
            "/items/1" => ScriptedServer.Response(307, "", "Location: /x/2", "Set-Cookie: " + set),
            "/x/2" => ScriptedServer.Response(307, "", "Location: /y"),
            _ => ScriptedServer.Response(204),
        });
        var settings = Requests.Once with { Headers = [new("Cookie", "a=1; k=old")], Cookies = [new("k", "old"), new("b", "1")] };
        if (hasSession)
            settings = settings with { KeptCookies = new CookieJar(TimeProvider.System) };
        await Requests.Put(server.Uri, settings: settings).SendAsync();

        Assert.Equal(["a=1; k=old; k=old; b=1", onPath, elsewhere], server.Requests.Select(static request => request.Fields["Cookie"]), StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_login_in_a_Location_is_ignored()
    {
        var to = new UriBuilder(new Uri(_server.Uri, "echo")) { UserName = "planted", Password = "planted" }.Uri;
        var response = await Exchange.PutAsync(new Uri(_server.Uri, $"redirect/307?to={Uri.EscapeDataString(to.AbsoluteUri)}"));

        Assert.Equal((null, ""), (response.Header("Authorization"), response.Target!.UserInfo));
    }

    [Fact]
    public async Task A_redirect_without_Location_is_the_response()
        => Assert.Equal((ErrorKind)302, (await Exchange.FailAsync(new Uri(_server.Uri, "status/302"))).Kind);

    private Uri ToOther(string path)
        => new(_server.Uri, $"redirect/307?to={Uri.EscapeDataString(new Uri(_other.Uri, path).AbsoluteUri)}");
}
