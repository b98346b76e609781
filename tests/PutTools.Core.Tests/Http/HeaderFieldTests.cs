using PutTools.Http;
using Xunit;

namespace PutTools.Core.Tests.Http;

public class HeaderFieldTests
{
    [Theory]
    [InlineData("X-Plain", "value")]
    [InlineData("x!#$%&'*+-.^_`|~9", "")]
    [InlineData("X-Tab", "a\tb")]
    [InlineData("X-Type", "System.Title")]
    [InlineData("X-Package", "System.Collections.Immutable/9.0 (in System.Object)")]
    [InlineData("X-Template", "@{user}")]
    [InlineData("Host", "api.example.com:8080")]
    [InlineData("Host", "[::1]")]
    [InlineData("Accept", "text/html, *; q=.2, */*;q=.1")]
    [InlineData("Accept", "application/ld+json;profile=\"a, b\", text/*")]
    [InlineData("Accept", "")]
    [InlineData("X-Signs", "~ !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}")]
    public void Fields_that_the_RFC_allows_pass(string name, string value)
        => Assert.Null(Record.Exception(() => HeaderField.Check(name, value)));

    [Theory]
    [InlineData("", "value", "empty name")]
    [InlineData("X Space", "value", "'X Space' is not a valid header name")]
    [InlineData("X:Colon", "value", "is not a valid header name")]
    [InlineData("X-Ä", "value", "is not a valid header name")]
    [InlineData("X\r\nY", "value", "is not a valid header name")]
    [InlineData("X", "a\r\nInjected: yes", "line break")]
    [InlineData("X", "a\nb", "line break")]
    [InlineData("X", "a\rb", "line break")]
    [InlineData("X", "a\0b", "null character")]
    [InlineData("X", "a\u0001b", "U+0001")]
    [InlineData("X", "a\u007fb", "U+007F")]
    [InlineData("X", "naïve", "U+00EF, which is not ASCII text. Encode it first")]
    [InlineData("Authorization", "Bearer abc\u200B", "U+200B, which is not ASCII text. It is invisible")]
    [InlineData("Authorization", "Bearer \uFEFFabc", "remove it")]
    [InlineData("transfer-encoding", "gzip, chunked", "'gzip, chunked'")]
    [InlineData("Accept", "json", "'Accept' has 'json'")]
    [InlineData("accept", "text/html, xml;q=0.5", "'Accept' has 'xml;q=0.5'")]
    [InlineData("Host", "", "'Host' is ''")]
    [InlineData("host", " ", "'Host' is ' '")]
    [InlineData("Host", "https://api.example.com", "not a host name")]
    [InlineData("Host", "user@api.example.com", "not a host name")]
    [InlineData("Host", "::1", "not a host name")]
    [InlineData("Authorization", "Bearer System.Security.SecureString", "a whole object as text")]
    [InlineData("Authorization", "Bearer @{access_token=abc; expires_in=60}.access_token", "a whole object as text")]
    [InlineData("Authorization", "Basic System.Management.Automation.PSCredential", "a whole object as text")]
    [InlineData("X", "System.Object[]", "a whole object as text")]
    [InlineData("X", "System.Collections.Generic.List`1[System.Int32]", "a whole object as text")]
    public void Other_fields_are_InvalidHeader(string name, string value, string words)
    {
        var failure = Assert.Throws<RequestException>(() => HeaderField.Check(name, value));
        Assert.Equal(ErrorKind.InvalidHeader, failure.Kind);
        Assert.Contains(words, failure.Message);
    }

    [Theory]
    [InlineData("hidden\r\n")]
    [InlineData("Bearer @{token=hidden}")]
    public void The_value_is_not_in_the_message(string value)
        => Assert.DoesNotContain("hidden", Assert.Throws<RequestException>(() => HeaderField.Check("Authorization", value)).Message);

    [Fact]
    public void The_text_of_an_object_passes_if_any_text_does()
        => Assert.Null(Record.Exception(() => HeaderField.Check("X", "System.Object[]", anyText: true)));
}
