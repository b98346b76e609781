using System;
using System.Linq;
using PutTools.Urls;
using Xunit;

namespace PutTools.Core.Tests.Urls;

public class ExactUriTests
{
    [Theory]
    [InlineData("http://[::1%\uFFFD#]error:80/")]
    [InlineData("http://[::1]8080/users")]
    [InlineData("http://user@[::1]x:80/")]
    public void A_host_with_anything_but_a_port_after_its_brackets_is_not_a_url(string text) => Assert.Null(ExactUri.Create(text));

    [Theory]
    [InlineData("http://a\u200Db.example/")]
    [InlineData("http://\u00B4\u00D2/")]
    [InlineData("http://me:pw@\u00B4\u00D2:80/a b")]
    public void A_host_that_cannot_be_encoded_for_DNS_is_not_a_url(string text) => Assert.Null(ExactUri.Create(text));

    [Theory]
    [InlineData("http://b\u00FCcher.example/", "xn--bcher-kva.example")]
    [InlineData("http://\u4F8B\u3048.example/", "xn--r8jz45g.example")]
    [InlineData("http://a_b.example/", "a_b.example")]
    public void A_host_beyond_ASCII_is_encoded_for_DNS(string text, string host) => Assert.Equal(host, ExactUri.Create(text)!.IdnHost);

    [Theory]
    [InlineData("http://h/%7Bid%7D/%7E%41/%2E%2E/x?q=%7e", "/%7Bid%7D/%7E%41/%2E%2E/x?q=%7e")]
    [InlineData("http://h/a/../b/./c", "/a/../b/./c")]
    [InlineData("http://h", "/")]
    [InlineData("http://h?q=%41", "/?q=%41")]
    [InlineData("http://h/a b\u00e9|{x}%", "/a%20b%C3%A9%7C%7Bx%7D%25")]
    [InlineData("http://h/\ud83d\ude00#part", "/%F0%9F%98%80")]
    [InlineData("http://h/a\\b?c\\d", "/a/b?c%5Cd")]
    [InlineData("HTTP://Host:80/A", "/A")]
    [InlineData("http://me:pw@h/%41", "/%41")]
    [InlineData("http://me@example.org:p@w@h/%41", "/%41")]
    [InlineData("http://h/a@b/c@d", "/a@b/c@d")]
    public void A_url_is_sent_as_it_is_written(string text, string target)
    {
        var uri = ExactUri.Create(text)!;
        Assert.Equal(target, uri.PathAndQuery);
        Assert.True(ExactUri.IsExact(uri));
    }

    [Theory]
    [InlineData("http://[fe80::1%25eth0]:80/a%25b")]
    [InlineData("http://me:p%25w@[fe80::1%25eth0]:80/a%25b")]
    [InlineData("http://[fe80::1%eth0]:80/a%25b")]
    public void The_zone_of_an_IPv6_address_is_kept_also_with_its_percent_sign_escaped(string text)
    {
        var uri = ExactUri.Create(text)!;
        Assert.Equal(("fe80::1%eth0", "/a%25b"), (uri.IdnHost, uri.PathAndQuery));
        Assert.Equal(("fe80::1%eth0", "/c"), (ExactUri.Resolve(uri, "/c")!.IdnHost, ExactUri.Resolve(uri, "c")!.PathAndQuery));
    }

    [Theory]
    [InlineData("b", "http://h/a/b")]
    [InlineData("/b%7E", "http://h/b%7E")]
    [InlineData("//g/x", "http://g/x")]
    [InlineData("https://g/%41", "https://g/%41")]
    [InlineData("?y=%41", "http://h/a/c?y=%41")]
    [InlineData("", "http://h/a/c?q=1")]
    [InlineData("./b", "http://h/a/b")]
    [InlineData("../b", "http://h/b")]
    [InlineData("../../../b", "http://h/b")]
    [InlineData("..", "http://h/")]
    [InlineData("..?y=1", "http://h/?y=1")]
    [InlineData(".#z", "http://h/a/#z")]
    [InlineData("x:y", "x:y")]
    public void A_reference_is_resolved_without_other_changes(string reference, string url)
        => Assert.Equal(url, ExactUri.ResolveText(ExactUri.Create("http://h/a/c?q=1")!, reference));

    [Fact]
    public void A_reference_of_many_dot_segments_is_resolved_quickly()
    {
        var folders = ExactUri.Create("http://h/" + string.Concat(Enumerable.Repeat("a/", 10_000)))!;
        var reference = string.Concat(Enumerable.Repeat("../", 300_000)) + "b";
        var time = ThreadTime.Of(() => Assert.Equal("http://h/b", ExactUri.ResolveText(folders, reference)));
        Assert.True(time < TimeSpan.FromSeconds(5), $"It took {time}.");
    }

    [Theory]
    [InlineData("http://me:p%40w@h/a@b", "http://h/a@b")]
    [InlineData("http://me@x@h:8080?c@d", "http://h:8080?c@d")]
    [InlineData("http://h/a@b", "http://h/a@b")]
    public void User_information_is_removed(string text, string without) => Assert.Equal(without, ExactUri.WithoutUserInformation(text));

    [Fact]
    public void A_reference_relative_to_a_url_that_was_kept_as_written_is_resolved()
        => Assert.Equal("http://h/%41/y", ExactUri.Resolve(ExactUri.Create("http://h/%41/x")!, "y")!.OriginalString);

    [Fact]
    public void An_incomplete_url_is_not_a_url() => Assert.Null(ExactUri.Create("http://"));
}
