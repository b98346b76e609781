using System;
using PutTools.Urls;
using Xunit;

namespace PutTools.Core.Tests.Urls;

public class OriginTests
{
    [Theory]
    [InlineData("https://h/a", "https://h/b?c", true)]
    [InlineData("https://h/", "https://H:443/", true)]
    [InlineData("http://h/", "http://h:80/", true)]
    [InlineData("https://bücher.example/", "https://xn--bcher-kva.example/", true)]
    [InlineData("https://h:8443/", "http://h:8443/", false)]
    [InlineData("https://h:8443/", "https://h/", false)]
    [InlineData("https://h/", "https://h.example/", false)]
    public void An_origin_is_scheme_host_and_port(string one, string other, bool areSame) => Assert.Equal(areSame, Origin.AreSame(new Uri(one), new Uri(other)));
}
