using System;
using System.Collections.Generic;
using PutTools.Http;
using PutTools.Transport;
using Xunit;

namespace PutTools.Core.Tests.Transport;

public sealed class EnvironmentProxyTests
{
    private const string Proxy = "http://proxy.example:3128/";

    [Theory]
    [InlineData("*", "http://api.example.com/", true)]
    [InlineData("example.com", "http://example.com/", true)]
    [InlineData("example.com", "http://api.example.com/", true)]
    [InlineData("example.com", "http://notexample.com/", false)]
    [InlineData("example.com", "http://example.com./", true)]
    [InlineData("example.com.", "http://example.com/", true)]
    [InlineData(".example.com", "http://api.example.com/", true)]
    [InlineData(".example.com", "http://example.com/", true)]
    [InlineData("*.example.com", "http://api.example.com/", true)]
    [InlineData("EXAMPLE.com", "http://example.COM/", true)]
    [InlineData("example.com:8080", "http://example.com:8080/", true)]
    [InlineData("example.com:8080", "http://example.com/", false)]
    [InlineData("10.0.0.0/8", "http://10.1.2.3/", true)]
    [InlineData("10.0.0.0/8", "http://11.1.2.3/", false)]
    [InlineData("10.0.0.0/8", "http://ten.example.com/", false)]
    [InlineData("10.1.2.3", "http://10.1.2.3:81/", true)]
    [InlineData("fd00::/8", "http://[fd00::1]/", true)]
    [InlineData("[fd00::1]", "http://[fd00::1]:81/", true)]
    [InlineData("a.example, b.example", "http://b.example/", true)]
    [InlineData("", "http://example.com/", false)]
    [InlineData("", "http://localhost:81/", false)]
    public void No_proxy_is_read_as_other_programs_read_it(string noProxy, string url, bool isBypassed)
    {
        var proxy = Create(("http_proxy", Proxy), ("no_proxy", noProxy))!;
        Assert.Equal(isBypassed, proxy.IsBypassed(new Uri(url)));
        Assert.Equal(isBypassed ? null : new Uri(Proxy), proxy.GetProxy(new Uri(url)));
    }

    [Fact]
    public void An_empty_variable_in_lower_case_does_not_hide_the_one_in_capitals()
        => Assert.True(Create(("http_proxy", Proxy), ("no_proxy", ""), ("NO_PROXY", "example.com"))!.IsBypassed(new Uri("http://example.com/")));

    [Theory]
    [InlineData("socks5h://proxy.example:1080", "socks5://proxy.example:1080/")]
    [InlineData("proxy.example:3128", Proxy)]
    [InlineData("http://user:p%40ss@proxy.example:3128", Proxy)]
    [InlineData("http://me@example.org:p@ss@proxy.example:3128", Proxy)]
    public void The_proxy_is_taken_from_the_variable(string variable, string url)
        => Assert.Equal(new Uri(url), Create(("all_proxy", variable))!.GetProxy(new Uri("https://api.example.com/")));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void An_empty_variable_leaves_the_choice_to_the_next(string empty)
        => Assert.Equal(new Uri(Proxy), Create(("http_proxy", empty), ("HTTP_PROXY", empty), ("all_proxy", Proxy))!.GetProxy(new Uri("http://api.example.com/")));

    [Fact]
    public void The_login_in_the_url_is_for_the_proxy()
        => Assert.Equal("p@ss", Create(("http_proxy", "http://user:p%40ss@proxy.example:3128"))!.Credentials!.GetCredential(new Uri(Proxy), "Basic")!.Password);

    [Theory]
    [InlineData("http_proxy", "http://[::1", "http://api.example.com/")]
    [InlineData("HTTP_PROXY", "proxy.example:99999", "http://api.example.com/")]
    [InlineData("https_proxy", "ftp://proxy.example", "https://api.example.com/")]
    [InlineData("ALL_PROXY", "pro xy", "https://api.example.com/")]
    [InlineData("http_proxy", "http:/proxy.example:3128", "http://api.example.com/")]
    [InlineData("http_proxy", "http:///proxy.example:3128", "http://api.example.com/")]
    public void A_variable_that_is_no_proxy_is_an_error_that_names_it(string variable, string value, string url)
    {
        var failure = Assert.Throws<RequestException>(() => Check(url, (variable, value)));
        Assert.Equal(ErrorKind.InvalidParameter, failure.Kind);
        Assert.StartsWith($"The environment variable {variable} is '{value}'", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://user:pa#ss@proxy.example:3128", "http://proxy.example:3128")]
    [InlineData("http://user:pa/ss@proxy.example:3128", "http://proxy.example:3128")]
    [InlineData("http://user:pa?ss@proxy.example:3128", "http://proxy.example:3128")]
    [InlineData("http://user:pa\\ss@proxy.example:3128", "http://proxy.example:3128")]
    [InlineData("user:pa#ss@proxy.example:3128", "proxy.example:3128")]
    public void A_password_that_must_be_escaped_is_the_cause_and_is_not_shown(string value, string shown)
    {
        var failure = Assert.Throws<RequestException>(() => Check("http://api.example.com/", ("http_proxy", value)));
        Assert.Equal($"The environment variable http_proxy is not a valid url: the user name or password before '{shown}' has a character that must be escaped: write / as %2F, ? as %3F, # as %23 and \\ as %5C. Nothing was sent.", failure.Message);
    }

    [Fact]
    public void A_variable_that_is_no_proxy_does_not_matter_where_it_is_not_used()
    {
        Check("https://api.example.com/", ("http_proxy", "ftp://proxy.example"));
        Check("http://api.example.com/", ("http_proxy", "ftp://proxy.example"), ("no_proxy", "example.com"));
        Check("http://api.example.com/", ("http_proxy", " "));
    }

    [Fact]
    public void Without_a_proxy_variable_there_is_no_proxy() => Assert.Null(Create(("no_proxy", "*")));

    [Fact]
    public void A_variable_that_a_request_may_set_is_ignored() => Assert.Null(Create(("HTTP_PROXY", Proxy), ("GATEWAY_INTERFACE", "CGI/1.1")));

    private static void Check(string url, params (string Name, string Value)[] variables)
        => new ProxySettings { Environment = Create(variables) }.Check(new Uri(url));

    private static EnvironmentProxy? Create(params (string Name, string Value)[] variables)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in variables)
            values[name] = value;
        return EnvironmentProxy.Create(name => values.GetValueOrDefault(name));
    }
}
