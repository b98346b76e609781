using System.Collections.Generic;
using PutTools.Http;
using Xunit;
using PutTools.Templates;

namespace PutTools.Core.Tests.Templates;

public class UriTemplateTests
{
    // The variables of RFC 6570 §3.2.
    private static readonly Dictionary<string, string> Values = new(System.StringComparer.Ordinal)
    {
        ["var"] = "value", ["hello"] = "Hello World!", ["half"] = "50%", ["base"] = "http://example.com/home/",
        ["path"] = "/foo/bar", ["v"] = "6", ["x"] = "1024", ["y"] = "768", ["empty"] = "", ["name"] = "Zoë 🧙",
        ["dots"] = "..", ["dot"] = ".", ["three"] = "...", ["escaped"] = "a%20b", ["slash"] = "../admin",
        ["shoes"] = "Men's",
    };

    [Theory]
    [InlineData("{var}", "value")]
    [InlineData("{hello}", "Hello%20World%21")]
    [InlineData("{half}", "50%25")]
    [InlineData("{path}", "%2Ffoo%2Fbar")]
    [InlineData("map/{x}/{y}", "map/1024/768")]
    [InlineData("{x}{y}", "1024768")]
    [InlineData("{name}", "Zo%C3%AB%20%F0%9F%A7%99")]
    [InlineData("{three}", "...")]
    [InlineData("{escaped}", "a%2520b")]
    [InlineData("{slash}", "..%2Fadmin")]
    [InlineData("no variable", "no variable")]
    public void Simple_expansion_escapes_all_that_is_reserved(string template, string expanded)
        => Assert.Equal(expanded, Expand(template));

    [Theory]
    [InlineData("{+var}", "value")]
    [InlineData("{+hello}", "Hello%20World!")]
    [InlineData("{+half}", "50%25")]
    [InlineData("{base}index", "http%3A%2F%2Fexample.com%2Fhome%2Findex")]
    [InlineData("{+base}index", "http://example.com/home/index")]
    [InlineData("{+path}/here", "/foo/bar/here")]
    [InlineData("here?ref={+path}", "here?ref=/foo/bar")]
    [InlineData("up{+path}{var}/here", "up/foo/barvalue/here")]
    [InlineData("{+escaped}", "a%20b")]
    public void Reserved_expansion_keeps_the_reserved_characters_of_a_url(string template, string expanded)
        => Assert.Equal(expanded, Expand(template));

    // OData, Azure Table Storage, SharePoint.
    [Theory]
    [InlineData("T('{shoes}')", "T('Men%27%27s')")]
    [InlineData("T(a='{shoes}',b='{x}')", "T(a='Men%27%27s',b='1024')")]
    [InlineData("T(b=1,a='{shoes}')/x", "T(b=1,a='Men%27%27s')/x")]
    [InlineData("T({shoes})", "T(Men%27s)")]
    [InlineData("T/'{shoes}'", "T/'Men%27s'")]
    [InlineData("T('x{shoes}')", "T('xMen%27s')")]
    [InlineData("T('{+shoes}')", "T('Men's')")]
    [InlineData("'{shoes}'", "'Men%27s'")]
    public void An_apostrophe_in_a_literal_of_OData_is_doubled(string template, string expanded)
        => Assert.Equal(expanded, Expand(template));

    [Theory]
    [InlineData("{list}", "red,gr%C3%BCn,a%2Cb")]
    [InlineData("{+list}", "red,gr%C3%BCn,a,b")]
    public void A_list_is_joined_by_commas(string template, string expanded)
        => Assert.Equal(expanded, UriTemplate.Expand(template, 0, static (_, _) => ["red", "grün", "a,b"]));

    [Theory]
    [InlineData("https://host/users/{dots}")]
    [InlineData("https://host/users/{dot}")]
    [InlineData("https://host/users/{id")]
    [InlineData("https://host/users/id}")]
    [InlineData("https://host/users/{x}}")]
    [InlineData("https://host/users/}{x}")]
    public void A_value_that_would_lead_elsewhere_is_InvalidUri(string template)
        => Assert.Equal(ErrorKind.InvalidUri, Assert.Throws<RequestException>(() => Expand(template)).Kind);

    private static string Expand(string template) => UriTemplate.Expand(template, Values, static (values, name) => [values[name]]);
}
