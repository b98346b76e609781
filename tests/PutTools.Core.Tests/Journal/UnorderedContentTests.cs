using System;
using System.Linq;
using System.Text;
using PutTools.Content;
using PutTools.Journal;
using Xunit;

namespace PutTools.Core.Tests.Journal;

public sealed class UnorderedContentTests
{
    [Theory]
    [InlineData("""{"b":1,"a":2}""", """{"a":2,"b":1}""", "application/json")]
    [InlineData("b=1&a=2&b=3", "a=2&b=1&b=3", "application/x-www-form-urlencoded; charset=utf-8")]
    [InlineData("{\"b\":1,\"a\":2}\n{\"d\":\"ä\",\"c\":4}", "{\"a\":2,\"b\":1}\n{\"c\":4,\"d\":\"ä\"}", "application/x-ndjson")]
    public void Members_and_fields_may_have_another_order(string one, string other, string type) => Assert.Equal(Of(one, type), Of(other, type));

    [Theory]
    [InlineData("b=1&b=2", "b=2&b=1", "application/x-www-form-urlencoded")]
    [InlineData("{\"a\":1}\n{\"b\":2}", "{\"b\":2}\n{\"a\":1}", "application/x-ndjson")]
    [InlineData("[1,2]", "[2,1]", "application/json")]
    [InlineData("a=\u00E9", "a=\u00E8", "application/x-www-form-urlencoded")]
    public void Elements_of_a_list_keep_their_order(string one, string other, string type) => Assert.NotEqual(Of(one, type), Of(other, type), StringComparer.Ordinal);

    [Theory]
    [InlineData("add /a 1, add /b 2, remove /c", "remove /c, add /b 2, add /a 1")]
    [InlineData("add /a/b/x 1, add /a/c 2, add /list/- 1, add /list/- 2", "add /list/- 1, add /a/c 2, add /list/- 2, add /a/b/x 1")]
    [InlineData("test /b 1, replace /b 2, add /a 1", "add /a 1, test /b 1, replace /b 2")]
    [InlineData("add /a!b 1, add /a 2", "add /a 2, add /a!b 1")]
    public void Operations_on_different_members_may_have_another_order(string one, string other) => Assert.Equal(OfPatch(one), OfPatch(other));

    [Theory]
    [InlineData("add /a 1, add /a 2", "add /a 2, add /a 1")]
    [InlineData("add /list/- 1, add /list/- 2", "add /list/- 2, add /list/- 1")]
    [InlineData("add /list/0 1, remove /list/1", "remove /list/1, add /list/0 1")]
    [InlineData("add /a {}, add /a/b 1", "add /a/b 1, add /a {}")]
    [InlineData("add /a {}, add /a!b 2, add /a/b 1", "add /a/b 1, add /a {}, add /a!b 2")]
    [InlineData("add /b 1, add  {}", "add  {}, add /b 1")]
    [InlineData("add /a 1, copy /b /a", "copy /b /a, add /a 1")]
    public void Operations_that_depend_on_each_other_keep_their_order(string one, string other) => Assert.NotEqual(OfPatch(one), OfPatch(other), StringComparer.Ordinal);

    private static string OfPatch(string operations)
    {
        var texts = operations.Split(", ").Select(static operation => operation.Split(' ')).Select(static words => words[0] switch
        {
            "remove" => $$"""{"op":"remove","path":"{{words[1]}}"}""",
            "copy" => $$"""{"op":"copy","path":"{{words[1]}}","from":"{{words[2]}}"}""",
            _ => $$"""{"path":"{{words[1]}}","value":{{words[2]}},"op":"{{words[0]}}"}""",
        });
        return Of($"[{string.Join(',', texts)}]", "application/json", isOperationList: true);
    }

    private static string Of(string text, string type, bool isOperationList = false)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Encoding.UTF8.GetString((UnorderedContent.Of(new BytesContent(bytes) { ContentType = type }, isOperationList) ?? bytes).Span);
    }
}
