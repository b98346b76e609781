using System;
using System.Globalization;
using System.Linq;
using System.Net;
using PutTools.Cookies;
using Xunit;

namespace PutTools.Core.Tests.Cookies;

/// <summary>The rules of RFC 6265 for storing cookies, with its own examples.</summary>
public sealed class CookieJarTests
{
    private readonly ManualTimeProvider _clock = new();
    private readonly CookieJar _jar;

    public CookieJarTests() => _jar = new CookieJar(_clock);

    [Fact]
    public void The_session_of_section_3_1_goes_to_all_of_its_host()
    {
        Keep("SID=31d4d96e407aad42", "https://example.com/");

        Assert.Equal("SID=31d4d96e407aad42", For("https://example.com/accounts"));
        Assert.Equal(string.Empty, For("https://www.example.com/"));
    }

    [Fact]
    public void The_scope_of_section_3_1_is_its_domain_and_path()
    {
        Keep("SID=31d4d96e407aad42; Path=/; Domain=example.com", "https://site.example.com/login");

        Assert.Equal("SID=31d4d96e407aad42", For("http://example.com/"));
        Assert.Equal("SID=31d4d96e407aad42", For("http://www.example.com/any"));
    }

    [Fact]
    public void Attributes_in_quotes_count_as_those_without()
    {
        Keep("sid=\"1\"; Version=1; Path=\"/app\"; Domain=\"example.com\"; Max-Age=\"60\"", "https://www.example.com/app/login");

        Assert.Equal("sid=\"1\"", For("https://api.example.com/app/items/7"));
        Assert.Equal(string.Empty, For("https://api.example.com/other"));
        _clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(string.Empty, For("https://api.example.com/app"));
    }

    [Fact]
    public void Two_cookies_of_section_3_1_go_in_the_order_in_which_they_were_set()
    {
        Keep("SID=31d4d96e407aad42; Path=/; Secure; HttpOnly", "https://example.com/");
        Keep("lang=en-US; Path=/; Domain=example.com", "https://example.com/");

        Assert.Equal("SID=31d4d96e407aad42; lang=en-US", For("https://example.com/"));
        Assert.Equal("lang=en-US", For("http://example.com/"));
    }

    [Fact]
    public void The_expiry_of_section_3_1_removes_the_cookie()
    {
        _clock.Advance(new DateTimeOffset(2021, 6, 1, 0, 0, 0, TimeSpan.Zero) - _clock.GetUtcNow());
        Keep("lang=en-US; Expires=Wed, 09 Jun 2121 10:18:14 GMT", "https://example.com/");
        Assert.Equal("lang=en-US", For("https://example.com/"));

        Keep("lang=; Expires=Sun, 06 Nov 1994 08:49:37 GMT", "https://example.com/");
        Assert.Equal(string.Empty, For("https://example.com/"));
        Assert.Equal(0, _jar.Count);
    }

    [Theory]
    [InlineData("sid=abc,def==", "abc,def==")]
    [InlineData("sid=\"a, b\"", "\"a, b\"")]
    [InlineData("sid= a b ", "a b")]
    [InlineData("sid=Gr\u00C3\u00BC\u00C3\u009Fe", "Gr\u00C3\u00BC\u00C3\u009Fe")]
    [InlineData("sid=\u00E4\u0080\u00FF", "\u00E4\u0080\u00FF")]
    [InlineData("sid=", "")]
    public void A_value_is_stored_unchanged(string line, string value)
    {
        Keep(line, "https://example.com/");

        Assert.Equal("sid=" + value, For("https://example.com/"));
    }

    [Theory]
    [InlineData("sid")]
    [InlineData("=value")]
    [InlineData(" = value")]
    [InlineData("")]
    [InlineData("; Path=/")]
    [InlineData("sid=a\u0001b")]
    public void A_malformed_cookie_is_ignored(string line) => Assert.Null(SetCookie.Parse(line, _clock.GetUtcNow()));

    [Theory]
    [InlineData("https://example.com/", "other.example")]
    [InlineData("https://example.com/", "www.example.com")]
    [InlineData("https://example.com/", "com")]
    [InlineData("https://badexample.com/", "example.com")]
    [InlineData("https://127.0.0.1/", "0.0.1")]
    public void A_host_cannot_set_cookies_of_other_hosts(string url, string domain)
    {
        Keep($"a=1; Domain={domain}", url);

        Assert.Equal(0, _jar.Count);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("xn--bcher-kva.example")]
    public void A_host_may_name_itself_as_the_domain(string host)
    {
        Keep($"a=1; Domain={host}", $"https://{host}/");

        Assert.Equal("a=1", For($"https://{host}/"));
    }

    [Fact]
    public void A_host_of_one_word_sets_no_cookies_of_the_hosts_below_it()
    {
        Keep("a=1; Domain=com", "https://com/");

        Assert.Equal("", For("https://any.com/"));
    }

    // §5.1.4
    [Theory]
    [InlineData("/docs", "/docs", true)]
    [InlineData("/docs", "/docs/", true)]
    [InlineData("/docs", "/docs/web", true)]
    [InlineData("/docs/", "/docs", false)]
    [InlineData("/docs", "/docsets", false)]
    [InlineData("/", "/any", true)]
    [InlineData("docs", "/any", true)]
    public void A_path_matches_whole_segments(string path, string target, bool isSent)
    {
        Keep($"a=1; Path={path}", "https://example.com/");

        Assert.Equal(isSent ? "a=1" : string.Empty, For("https://example.com" + target));
    }

    [Fact]
    public void Longer_paths_come_first()
    {
        Keep("a=root; Path=/", "https://example.com/");
        Keep("a=docs; Path=/docs", "https://example.com/");

        Assert.Equal("a=docs; a=root", For("https://example.com/docs/x"));
    }

    [Fact]
    public void A_cookie_that_is_set_again_keeps_its_place()
    {
        Keep("a=1", "https://example.com/");
        Keep("b=2", "https://example.com/");
        Keep("a=3", "https://example.com/");

        Assert.Equal("a=3; b=2", For("https://example.com/"));
    }

    [Fact]
    public void Max_Age_has_precedence_and_ends_by_the_clock()
    {
        Keep("a=1; Max-Age=60; Expires=Wed, 09 Jun 2121 10:18:14 GMT", "https://example.com/");
        _clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal("a=1", For("https://example.com/"));

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(string.Empty, For("https://example.com/"));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("-99999999999999999999")]
    public void A_Max_Age_that_is_not_positive_ends_the_cookie(string age)
    {
        Keep("a=1", "https://example.com/");
        Keep($"a=2; Max-Age={age}", "https://example.com/");

        Assert.Equal(0, _jar.Count);
    }

    [Theory]
    [InlineData("999999999999999999999999")]
    [InlineData("1x")]
    [InlineData("")]
    [InlineData("+5")]
    public void An_invalid_or_huge_Max_Age_keeps_the_cookie(string age)
    {
        Keep($"a=1; Max-Age={age}", "https://example.com/");
        _clock.Advance(TimeSpan.FromDays(1000));

        Assert.Equal("a=1", For("https://example.com/"));
    }

    // §5.1.1, and forms of RFC 6265's test suite.
    [Theory]
    [InlineData("Wed, 09 Jun 2021 10:18:14 GMT", "2021-06-09T10:18:14Z")]
    [InlineData("Wednesday, 09-Jun-21 10:18:14 GMT", "2021-06-09T10:18:14Z")]
    [InlineData("Wed Jun  9 10:18:14 2021", "2021-06-09T10:18:14Z")]
    [InlineData("Wed, 09-Jun-2021 10:18:14 GMT", "2021-06-09T10:18:14Z")]
    [InlineData("9 jun 69 1:2:3", "2069-06-09T01:02:03Z")]
    [InlineData("9 Jun 70 1:2:3", "1970-06-09T01:02:03Z")]
    [InlineData("10:18:14 2021 june 9th", "2021-06-09T10:18:14Z")]
    [InlineData("Thu, 01 Jan 1970 00:00:00 GMT", "1970-01-01T00:00:00Z")]
    [InlineData("Wed, 31 Feb 2021 10:18:14 GMT", null)]
    [InlineData("Wed, 09 Jun 2021 24:18:14 GMT", null)]
    [InlineData("Wed, 09 Jun 1600 10:18:14 GMT", null)]
    [InlineData("Wed, 09 Foo 2021 10:18:14 GMT", null)]
    [InlineData("tomorrow", null)]
    [InlineData("", null)]
    public void A_date_is_read_in_any_form(string text, string? expected)
        => Assert.Equal(expected is null ? null : DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), CookieDate.Parse(text));

    // §6.1
    [Fact]
    public void Fifty_cookies_of_a_host_and_3000_in_all_are_kept()
    {
        for (var i = 0; i < 3000; i++)
            Keep($"c{i % 50}={i}", $"https://host{i / 50}.example/");

        Assert.Equal(3000, _jar.Count);
        Assert.Equal(50, _jar.For(new Uri("https://host0.example/")).Count);
    }

    [Fact]
    public void A_host_with_too_many_cookies_loses_its_own_oldest_ones()
    {
        Keep("mine=1", "https://example.com/");
        for (var i = 0; i < 1000; i++)
            Keep($"c{i}=1", "https://noisy.example/");

        Assert.Equal("mine=1", For("https://example.com/"));
        Assert.InRange(_jar.Count, 51, 500);
        Assert.Contains("c999=1", For("https://noisy.example/"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_session_of_Invoke_RestMethod_keeps_as_many()
    {
        var shared = new SharedCookies(new CookieContainer());
        for (var i = 0; i < 50; i++)
            Assert.True(shared.TryKeep(SetCookie.Parse($"c{i}=1; Path=/", _clock.GetUtcNow())!, new Uri("https://example.com/a")));

        Assert.Equal(50, shared.For(new Uri("https://example.com/")).Count);
        Assert.False(shared.TryKeep(SetCookie.Parse("c=a,b", _clock.GetUtcNow())!, new Uri("https://example.com/")));
        Assert.False(shared.TryKeep(SetCookie.Parse("$c=a", _clock.GetUtcNow())!, new Uri("https://example.com/")));
        Assert.True(shared.TryKeep(SetCookie.Parse("long=" + new string('x', 10_000), _clock.GetUtcNow())!, new Uri("https://long.example/")));
        Assert.Single(shared.For(new Uri("https://long.example/")));
        Assert.True(shared.TryKeep(SetCookie.Parse("c=a; Domain=other.example", _clock.GetUtcNow())!, new Uri("https://example.com/")));
    }

    private void Keep(string line, string url) => Assert.True(_jar.TryKeep(SetCookie.Parse(line, _clock.GetUtcNow())!, new Uri(url)));

    private string For(string url) => string.Join("; ", _jar.For(new Uri(url)).Select(static cookie => $"{cookie.Key}={cookie.Value}"));
}
