using System.Text;
using PutTools.Content;
using Xunit;

namespace PutTools.Core.Tests.Content;

public class FormUrlEncodingTests
{
    [Theory]
    [InlineData("aZ09*-._", "aZ09*-._")]
    [InlineData(" ", "+")]
    [InlineData("+&=%~'", "%2B%26%3D%25%7E%27")]
    [InlineData("ä€🎉", "%C3%A4%E2%82%AC%F0%9F%8E%89")]
    [InlineData("\r\n\0", "%0D%0A%00")]
    public void Every_character_is_encoded_as_browsers_do(string value, string encoded)
        => Assert.Equal("n=" + encoded, Encoding.ASCII.GetString(FormUrlEncoding.Encode([new("n", value)])));

    [Fact]
    public void Names_repeat_in_their_order()
        => Assert.Equal("b=1&a=&b=2", Encoding.ASCII.GetString(FormUrlEncoding.Encode([new("b", "1"), new("a", ""), new("b", "2")])));
}
