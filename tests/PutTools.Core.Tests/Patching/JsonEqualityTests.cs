using System;
using System.Linq;
using System.Text.Json;
using System.Threading;
using PutTools.Patching;
using Xunit;

namespace PutTools.Core.Tests.Patching;

public class JsonEqualityTests
{
    [Theory]
    [InlineData("1", "1.0")]
    [InlineData("1e2", "100")]
    [InlineData("-0.0", "0")]
    [InlineData("0e5", "0")]
    [InlineData("1E+2", "1000e-1")]
    [InlineData("-12.50", "-1.25e1")]
    [InlineData("1e99999999999999999999", "10e99999999999999999998")]
    [InlineData("""{"a":1,"b":2}""", """{ "b": 2, "a": 1 }""")]
    [InlineData("""{"a":1,"a":2}""", """{"a":2}""")]
    [InlineData("""{"a":1,"b":3,"a":2}""", """{"a":2,"b":3}""")]
    [InlineData("\"\\u0041\\ud83d\\ude00\"", "\"A😀\"")]
    [InlineData("""{"\u0061":[]}""", """{"a":[]}""")]
    public void Equal_values_are_equal_and_have_one_hash(string one, string other)
    {
        Assert.Equal(Json.Parse(one), Json.Parse(other), JsonEquality.Comparer);
        Assert.Equal(JsonEquality.Comparer.GetHashCode(Json.Parse(one)), JsonEquality.Comparer.GetHashCode(Json.Parse(other)));
    }

    [Theory]
    [InlineData("0.1", "0.10000000000000001")]
    [InlineData("9007199254740993", "9007199254740992")]
    [InlineData("1e400", "1e401")]
    [InlineData("1", "-1")]
    [InlineData("10", "1")]
    [InlineData("1", "\"1\"")]
    [InlineData("null", "false")]
    [InlineData("true", "false")]
    [InlineData("[]", "{}")]
    [InlineData("[1,2]", "[2,1]")]
    [InlineData("[1]", "[1,1]")]
    [InlineData("""{"a":1}""", """{"A":1}""")]
    [InlineData("""{"a":null}""", "{}")]
    [InlineData("""{"a":null}""", """{"b":null}""")]
    [InlineData("\"é\"", "\"e\\u0301\"")]
    public void Different_values_are_not_equal(string one, string other)
        => Assert.NotEqual(Json.Parse(one), Json.Parse(other), JsonEquality.Comparer);

    [Fact]
    public void Members_of_a_large_object_are_found_in_any_order()
    {
        var names = Enumerable.Range(0, 1000).ToArray();
        var one = "{" + string.Join(',', names.Select(n => $"\"{n}\":{n}")) + "}";
        var other = "{" + string.Join(',', names.Reverse().Select(n => $"\"{n}\":{n}.0")) + "}";
        Assert.Equal(Json.Parse(one), Json.Parse(other), JsonEquality.Comparer);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_a_character_like_others()
    {
        var half = Json.Parse("""{"a":"\ud83d"}""");
        Assert.NotEqual(half, Json.Parse("""{"a":"\ud83c"}"""), JsonEquality.Comparer);
        Assert.Equal(half, Json.Parse("""{"\u0061":"\uD83D"}"""), JsonEquality.Comparer);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_an_error()
    {
        var error = Assert.Throws<ResourceException>(() => JsonTree.From(Json.Parse([(byte)'"', 0xFF, (byte)'"'])));
        Assert.Equal(ErrorKind.InvalidPayload, error.Kind);
    }

    [Fact]
    public void A_thousand_levels_are_compared()
    {
        var text = new string('[', 1000) + new string(']', 1000);
        using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 1000 });
        Assert.Equal(document.RootElement, document.RootElement.Clone(), JsonEquality.Comparer);
    }

    [Fact]
    public void Nesting_that_the_stack_can_not_hold_is_an_exception()
    {
        const int Depth = 10_000;
        using var document = JsonDocument.Parse(
            new string('[', Depth) + new string(']', Depth), new JsonDocumentOptions { MaxDepth = Depth });
        Exception? error = null;
        var thread = new Thread(
            () => error = Record.Exception(() => JsonEquality.Comparer.GetHashCode(document.RootElement)),
            maxStackSize: 256 * 1024);
        thread.Start();
        thread.Join();
        Assert.IsType<InsufficientExecutionStackException>(error);
    }
}
