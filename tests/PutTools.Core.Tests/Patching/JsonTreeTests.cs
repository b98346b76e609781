using System;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading;
using PutTools.Http;
using PutTools.Patching;
using Xunit;

namespace PutTools.Core.Tests.Patching;

public class JsonTreeTests
{
    // Such as the response to a write that was applied: its outcome does not depend on the text.
    [Fact]
    public void Content_that_is_not_in_its_charset_is_no_JSON()
    {
        byte[] latin = [(byte)'"', 0xE9, (byte)'"'];
        Assert.Null(JsonTree.TryParse(latin, "application/json"));
        Assert.Equal(Json.Parse("\"é\""), JsonTree.TryParse(latin, "application/json; charset=iso-8859-1"));
    }

    [Theory]
    [InlineData("1", "1.0")]
    [InlineData("1e2", "100")]
    [InlineData("0.05", "5e-2")]
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
    public void Equal_values_are_equal_and_have_the_same_hash(string one, string other)
    {
        Assert.Equal(Json.Parse(one), Json.Parse(other));
        Assert.Equal(Json.Parse(one).GetHashCode(), Json.Parse(other).GetHashCode());
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
        => Assert.NotEqual(Json.Parse(one), Json.Parse(other));

    [Fact]
    public void Members_of_a_large_object_are_found_in_any_order()
    {
        var names = Enumerable.Range(0, 1000).ToArray();
        var one = "{" + string.Join(',', names.Select(n => $"\"{n}\":{n}")) + "}";
        var other = "{" + string.Join(',', names.Reverse().Select(n => $"\"{n}\":{n}.0")) + "}";
        Assert.Equal(Json.Parse(one), Json.Parse(other));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_a_character_like_others()
    {
        var half = Json.Parse("""{"a":"\ud83d"}""");
        Assert.NotEqual(half, Json.Parse("""{"a":"\ud83c"}"""));
        Assert.Equal(half, Json.Parse("""{"\u0061":"\uD83D"}"""));
    }

    [Fact]
    public void Bytes_that_are_not_text_are_an_error()
    {
        var error = Assert.Throws<RequestException>(() => Json.Parse([(byte)'"', 0xFF, (byte)'"']));
        Assert.Equal(ErrorKind.InvalidPayload, error.Kind);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}x")]
    [InlineData("[1,]")]
    [InlineData("{} {}")]
    [InlineData("NaN")]
    public void A_text_that_is_not_JSON_is_an_error(string text)
    {
        Assert.ThrowsAny<JsonException>(() => Json.Parse(text));
        Assert.Null(JsonTree.TryParse(Encoding.UTF8.GetBytes(text)));
    }

    [Theory]
    [InlineData(" 1 ", "1")]
    [InlineData("\n\t{ \"a\" : [ ] }\r\n", "{\"a\":[]}")]
    public void White_space_around_a_value_is_not_part_of_it(string text, string value) => Assert.Equal(value, Json.Parse(text).ToString());

    [Theory]
    [InlineData("""{"a":1,"b":{"c":2}}""", """{"b":{"c":2.0}}""", true)]
    [InlineData("""[{"id":1,"a":2},3]""", """[{"a":2},3]""", true)]
    [InlineData("""{"a":1}""", "{}", true)]
    [InlineData("""{"a":1}""", """{"a":1,"b":null}""", false)]
    [InlineData("""{"a":1}""", """{"a":2}""", false)]
    [InlineData("[1,2]", "[1]", false)]
    [InlineData("{}", "[]", false)]
    public void A_value_includes_a_value_that_names_a_part_of_it(string whole, string part, bool isIncluded)
        => Assert.Equal(isIncluded, Json.Parse(whole).Includes(Json.Parse(part), mayHaveMore: true));

    [Fact]
    public void A_copy_is_edited_independently()
    {
        var tree = Json.Parse("""{"a":{"b":1}}""");
        foreach (var copy in (JsonTree[])[tree.Clone(), tree.Clone()])
        {
            copy.Members.Find("a")!.Members.Set("b", JsonTree.Null);
            // Read here, so that the second copy is made from members and not from text.
            Assert.Equal("""{"a":{"b":1}}""", tree.ToString());
        }
    }

    [Fact]
    public void A_thousand_levels_are_compared()
    {
        var text = new string('[', 1000) + new string(']', 1000);
        Assert.Equal(Json.Parse(text), Json.Parse(text.Replace("[]", "[ ]", StringComparison.Ordinal)));
    }

    // From some depth on, all parts are parsed at once.
    [Theory]
    [InlineData(3)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(490)]
    public void A_value_is_copied_edited_and_compared_at_any_depth(int depth)
    {
        var text = string.Concat(Enumerable.Repeat("""{"s":"x","a":[{"n":1},""", depth)) + "1.50" + string.Concat(Enumerable.Repeat("]}", depth));
        var tree = Json.Parse(text);
        var copy = tree.Clone();
        var inner = copy;
        for (var level = 0; level < depth; level++)
            inner = level == depth - 1 ? inner : inner.Members.Find("a")!.Items[1];
        inner.Members.Set("s", JsonTree.Null);

        Assert.NotEqual(tree, copy);
        Assert.Equal(text, tree.ToString());
        var change = Assert.Single(JsonDiff.Between(tree, copy));
        Assert.Equal(string.Concat(Enumerable.Repeat("/a/1", depth - 1)) + "/s", change.Path);
        Assert.Equal(Json.Parse(text.Replace("1.50", "1.5", StringComparison.Ordinal)), tree);
    }

    [Fact]
    public void More_levels_are_an_error()
        => Assert.ThrowsAny<JsonException>(() => Json.Parse(new string('[', 1001) + new string(']', 1001)));

    [Fact]
    public void Nesting_that_exceeds_the_stack_is_an_exception()
    {
        var tree = JsonTree.Null;
        for (var level = 0; level < 10_000; level++)
            tree = JsonTree.ArrayOf(tree);
        Exception? error = null;
        var thread = new Thread(() => error = Record.Exception(() => tree.ToBytes()), maxStackSize: 256 * 1024);
        thread.Start();
        thread.Join();
        Assert.IsType<InsufficientExecutionStackException>(error);
    }
}
