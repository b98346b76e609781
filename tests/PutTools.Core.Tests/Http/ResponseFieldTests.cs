using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using PutTools.Cookies;
using PutTools.Files;
using PutTools.Http;
using Xunit;

namespace PutTools.Core.Tests.Http;

public class ResponseFieldTests
{
    private static readonly Uri Origin = new("https://h.example/a/b?x=1");

    [Theory]
    [InlineData("attachment; filename=\"a b.txt\"", "a b.txt")]
    [InlineData("attachment; filename=a.txt; size=1", "a.txt")]
    [InlineData("attachment; filename=\"a\\\"b;c.txt\"", "a\"b;c.txt")]
    [InlineData("attachment; filename=\"plain.txt\"; filename*=UTF-8''%e2%82%ac%20rates.txt", "€ rates.txt")]
    [InlineData("attachment; filename*=iso-8859-1'en'%A3.txt", "£.txt")]
    [InlineData("attachment; filename=Ann's%20list.txt; filename*=UTF-8''Ann's%20list.txt", "Ann's list.txt")]
    [InlineData("attachment; filename=x.txt; filename*=klingon''y.txt", "x.txt")]
    [InlineData("attachment; FileName = \"ZoÃ«.txt\"", "Zoë.txt")]
    [InlineData("attachment; filename=\"ä.txt\"", "ä.txt")]
    [InlineData("inline", null)]
    [InlineData("attachment; filename=\"\"", null)]
    [InlineData(null, null)]
    public void The_file_name_of_a_content_disposition_is_read(string? field, string? name)
        => Assert.Equal(name, ContentDisposition.FileName(field));

    [Theory]
    [InlineData("a.txt", "a.txt")]
    [InlineData("/etc/passwd", "passwd")]
    [InlineData("C:\\x\\y.txt", "y.txt")]
    [InlineData("a:b|c?.txt", "abc.txt")]
    [InlineData("a\0b\r\n.txt", "ab.txt")]
    [InlineData("con", "_con")]
    [InlineData("COM1.txt", "_COM1.txt")]
    [InlineData("COMMON.txt", "COMMON.txt")]
    [InlineData("x. ", "x")]
    [InlineData("gnp\u202Eexe.txt\u200B", "gnpexe.txt")]
    [InlineData("...", null)]
    [InlineData("a/", null)]
    [InlineData("", null)]
    public void A_file_name_is_cleaned(string name, string? clean) => Assert.Equal(clean, SafeFileName.Clean(name));

    [Fact]
    public void A_long_file_name_keeps_its_extension()
        => Assert.Equal(new string('x', 56) + ".txt", SafeFileName.Clean(new string('x', 300) + ".txt"));

    [Theory]
    [InlineData("<https://x.example/2>; rel=next", "next", "https://x.example/2")]
    [InlineData("</c>; title=\"a, <b>; c\"; rel=\"next\"", "next", "https://h.example/c")]
    [InlineData("<?x=2>; rel=\"prev next\"", "next", "https://h.example/a/b?x=2")]
    [InlineData("<1>; rel=\"a\", <2>; rel=\"next\"", "next", "https://h.example/a/2")]
    [InlineData("<1>; rel=next, <2>; rel=next", "next", "https://h.example/a/1")]
    [InlineData("<1>; rel=next; rel=other", "other", null)]
    [InlineData("<1>; anchor=\"#x\"; rel=\"https://r.example/own\"", "https://r.example/own", "https://h.example/a/1")]
    [InlineData("<1>", "next", null)]
    [InlineData("nonsense", "next", null)]
    public void A_link_is_found_by_its_relation(string field, string relation, string? url)
        => Assert.Equal(url, LinkHeader.Parse(field, Origin).TryGetValue(relation, out var found) ? found : null);

    [Theory]
    [InlineData("\"a\", W/\"b,\"", true)]
    [InlineData("\"\"", true)]
    [InlineData(" W/\"a\" ,\"b\"", true)]
    [InlineData("\"a\",", false)]
    [InlineData("\"a\" \"b\"", false)]
    [InlineData("\"a", false)]
    [InlineData("a", false)]
    [InlineData("", false)]
    public void A_list_of_tags_is_recognized(string field, bool isList) => Assert.Equal(isList, EntityTag.IsList(field));

    [Fact]
    public void A_long_list_of_tags_is_read_quickly()
    {
        var field = string.Concat(Enumerable.Repeat("\"a\", ", 150_000)) + "\"b\"";
        var time = ThreadTime.Of(() => Assert.True(EntityTag.IsList(field)));
        Assert.True(time < TimeSpan.FromSeconds(5), $"It took {time}.");
    }

    [Fact]
    public void Cookies_are_read_as_in_browsers()
    {
        var cookies = SetCookie.All(["a=1; Max-Age=10; Expires=Thu, 01-Jan-1970 00:00:00 GMT", "b=\"x y\"; domain=.h.example; PATH=/p", "=none", "nonsense"], Origin);

        Assert.Equal("a b", string.Join(" ", cookies.Select(static cookie => cookie.Name)));
        Assert.InRange(cookies[0].Expires, DateTime.Now, DateTime.Now.AddSeconds(11));
        Assert.Equal(("/a", "h.example"), (cookies[0].Path, cookies[0].Domain));
        Assert.Equal(("/p", ".h.example"), (cookies[1].Path, cookies[1].Domain));
    }

    [Fact]
    public void Headers_that_are_shown_as_a_whole_contain_no_secrets()
    {
        var headers = ResponseHeaders.From(
            [new("Set-Cookie", "sid=secret; Path=/"), new("Location", "/x?sig=secret&y=1"), new("X", "shown"), new("X-Auth-Token", "c2VjcmV0=="), new("X-Api-Key", "secret")]);
        var shown = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry field in (IDictionary)headers)
            shown.Add((string)field.Key, ((string[])field.Value!)[0]);

        Assert.Equal("sid=***", shown["Set-Cookie"]);
        Assert.Equal("/x?sig=***&y=1", shown["Location"]);
        Assert.Equal("shown", shown["X"]);
        Assert.Equal("***", shown["X-Auth-Token"]);
        Assert.Equal("***", shown["X-Api-Key"]);
        Assert.Equal("sid=secret; Path=/", headers["set-cookie"][0]);
    }
}
