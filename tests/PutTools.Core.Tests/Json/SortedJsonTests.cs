using System.Text;
using PutTools.Json;
using Xunit;

namespace PutTools.Core.Tests.Json;

public sealed class SortedJsonTests
{
    [Theory]
    [InlineData("{\"b\":1,\"a\":[true,null,{\"d\":\"x\\\"y\",\"c\":-1.50}]}", "{\"a\":[true,null,{\"c\":-1.50,\"d\":\"x\\\"y\"}],\"b\":1}")]
    [InlineData("{ \"b\": { }, \"ab\": [ ], \"a\": \"\" }", "{\"a\":\"\",\"ab\":[],\"b\":{}}")]
    [InlineData("[{\"b\":{\"y\":1,\"x\":2},\"a\":0},{\"d\":1,\"c\":2}]", "[{\"a\":0,\"b\":{\"x\":2,\"y\":1}},{\"c\":2,\"d\":1}]")]
    [InlineData("{\r\n  \"a\": 1,\r\n  \"b\": [ 2 ]\r\n}\n", "{\"a\":1,\"b\":[2]}")]
    [InlineData("{\"b\":1,\"a\":2,\"b\":3}", "{\"a\":2,\"b\":1,\"b\":3}")]
    public void Members_are_in_the_order_of_their_names(string json, string sorted)
    {
        Assert.Equal(sorted, Sorted(json));
        Assert.Equal(sorted, Sorted(sorted));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"a\":1,\"b\":[2]}")]
    [InlineData("{\"b\":1,\"a\":2")]
    [InlineData("{\"b\":1,\"a\":2}\n{\"b\":1,\"a\":2}")]
    [InlineData("<a/>")]
    [InlineData("\"b\"")]
    public void Sorted_members_and_other_text_stay_as_they_are(string text) => Assert.Equal(text, Sorted(text));

    private static string Sorted(string json) => Encoding.UTF8.GetString(SortedJson.Of(Encoding.UTF8.GetBytes(json)).Span);
}
