using System;
using System.Threading.Tasks;
using PutTools.Cookies;
using PutTools.Testing;
using PutTools.Writes;
using Xunit;

namespace PutTools.Core.Tests.Cookies;

public sealed class CookieTests : IAsyncLifetime
{
    private ResourceServer _server = null!;

    public async Task InitializeAsync() => _server = await ResourceServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Without_a_session_no_cookie_is_carried_from_call_to_call()
    {
        var settings = ResourceSettings.Default with { Cookies = [new("own", "1")] };
        await Exchange.PutAsync(new Uri(_server.Uri, "cookies/set?id=1%3B%20Path%3D/"), settings);

        Assert.Equal("own=1", (await Exchange.PutAsync(new Uri(_server.Uri, "echo"), settings)).Header("Cookie"));
        Assert.Null((await Exchange.PutAsync(new Uri(_server.Uri, "echo"))).Header("Cookie"));
    }

    [Fact]
    public async Task A_session_keeps_cookies_by_path_and_removes_expired_ones()
    {
        var session = ResourceSettings.Default with { KeptCookies = new CookieJar(TimeProvider.System) };
        await Exchange.PutAsync(new Uri(_server.Uri, "cookies/set?a=1%3B%20Path%3D/echo&b=2%3B%20Path%3D/other&c=3%3B%20Path%3D/&s=4%3B%20Path%3D/%3B%20Secure"), session);
        var echo = new Uri(_server.Uri, "echo/x");
        Assert.Equal("a=1; c=3", (await Exchange.PutAsync(echo, session)).Header("Cookie"));

        await Exchange.PutAsync(new Uri(_server.Uri, "cookies/set?a=1%3B%20Path%3D/echo%3B%20Max-Age%3D0"), session);
        Assert.Equal("c=3", (await Exchange.PutAsync(echo, session)).Header("Cookie"));
    }

    [Fact]
    public async Task A_cookie_without_a_path_is_for_the_folder_that_set_it()
    {
        var session = ResourceSettings.Default with { KeptCookies = new CookieJar(TimeProvider.System) };
        await Exchange.PutAsync(new Uri(_server.Uri, "cookies/set?a=1"), session);

        Assert.Null((await Exchange.PutAsync(new Uri(_server.Uri, "echo"), session)).Header("Cookie"));
        Assert.Equal("a=1", (await Exchange.PutAsync(new Uri(_server.Uri, "cookies/set"), session)).Header("Cookie"));
    }

    [Fact]
    public async Task Cookies_of_a_call_are_added_to_those_of_the_session_and_win_for_equal_names()
    {
        var kept = new CookieJar(TimeProvider.System);
        Assert.True(kept.TryKeep(SetCookie.Parse("a=kept", DateTimeOffset.UtcNow)!, _server.Uri));
        Assert.True(kept.TryKeep(SetCookie.Parse("b=kept", DateTimeOffset.UtcNow)!, _server.Uri));
        var settings = ResourceSettings.Default with { KeptCookies = kept, Cookies = [new("a", "call")], Headers = [new("Cookie", "c=field")] };

        Assert.Equal("c=field; b=kept; a=call", (await Exchange.PutAsync(new Uri(_server.Uri, "echo"), settings)).Header("Cookie"));
    }

    [Fact]
    public async Task A_cookie_that_the_origin_may_not_set_does_not_fail_the_write()
    {
        var session = ResourceSettings.Default with { KeptCookies = new CookieJar(TimeProvider.System) };

        Assert.Equal(200, (await Exchange.PutAsync(new Uri(_server.Uri, "cookies/set?a=1%3B%20Domain%3Dother.example"), session)).StatusCode);
        Assert.Equal(0, session.KeptCookies!.Count);
    }

    [Fact]
    public async Task The_bytes_of_a_cookie_are_sent_back_unchanged()
    {
        // Half in UTF-8, half in Latin-1; only the server needs to understand them.
        const string Octets = "Gr\u00C3\u00BC\u00C3\u009Fe,\u00E4\u00FF=";
        using var server = new ManualServer();
        var session = ResourceSettings.Default with { KeptCookies = new CookieJar(TimeProvider.System), Cookies = [new("own", "\u00E4")] };
        var first = Exchange.PutAsync(server.Uri, session);
        await server.AcceptAndReadAsync("{\"a\":1}");
        await server.SendAsync($"HTTP/1.1 204 No Content\r\nSet-Cookie: sid={Octets}\r\nConnection: close\r\n\r\n");
        await first;
        server.Close();

        var second = Exchange.PutAsync(server.Uri, session);
        var request = await server.AcceptAndReadAsync("{\"a\":1}");
        await server.SendAsync("HTTP/1.1 204 No Content\r\n\r\n");
        await second;

        // Cookies of the caller are text and are sent in UTF-8.
        Assert.Contains($"Cookie: sid={Octets}; own=\u00C3\u00A4\r\n", request, StringComparison.Ordinal);
    }
}
