using PutTools.Http;
using Xunit;

namespace PutTools.Core.Tests.Http;

public class HeaderFieldTests
{
    [Theory]
    [InlineData("X-Plain", "value")]
    [InlineData("x!#$%&'*+-.^_`|~9", "")]
    [InlineData("X-Tab", "a\tb")]
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
    [InlineData("X", "naïve", "U+00EF")]
    [InlineData("transfer-encoding", "gzip, chunked", "'gzip, chunked'")]
    public void Other_fields_are_InvalidHeader(string name, string value, string words)
    {
        var failure = Assert.Throws<RequestException>(() => HeaderField.Check(name, value));
        Assert.Equal(ErrorKind.InvalidHeader, failure.Kind);
        Assert.Contains(words, failure.Message);
    }

    [Fact]
    public void The_value_is_not_in_the_message()
        => Assert.DoesNotContain("hidden", Assert.Throws<RequestException>(() => HeaderField.Check("Authorization", "hidden\r\n")).Message);
}
