using System;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using PutTools.Patching;
using Xunit;

namespace PutTools.Core.Tests.Patching;

public class JsonPatchCreateTests
{
    private const string Long = "\"a value so long that nobody would want to send it again for nothing\"";

    [Theory]
    [InlineData("""{"a":1,"b":[1,{"c":2.0}]}""", """{ "b": [1.0, {"c": 2}], "a": 1e0 }""")]
    [InlineData("[1]", "[1]")]
    [InlineData("null", "null")]
    public void Equal_states_need_no_operation(string original, string desired)
    {
        var patch = Create(original, desired);
        Assert.True(patch.IsEmpty);
        Assert.Equal("[]", Json.Text(patch.Json));
    }

    [Fact]
    public void A_changed_value_beside_the_name_of_a_secret_is_shown_masked()
    {
        var changes = JsonDiff.Between(
            Json.Parse("""[{"name":"DB_PASSWORD","value":"x"},{"name":"PORT","value":1}]"""), Json.Parse("""[{"value":"y","name":"DB_PASSWORD"},{"name":"PORT","value":2}]"""));
        Assert.Equal("/0/value: *** -> ***, /1/value: 1 -> 2", string.Join(", ", changes));
    }

    [Theory]
    [InlineData($$"""{"a":{{Long}},"b":1}""", $$"""{"a":{{Long}},"b":2}""", """[{"op":"replace","path":"/b","value":2}]""")]
    [InlineData($$"""{"a":{{Long}},"b":1}""", $$"""{"a":{{Long}}}""", """[{"op":"remove","path":"/b"}]""")]
    [InlineData($$"""{"a":{{Long}}}""", $$"""{"a":{{Long}},"b/~":null}""", """[{"op":"add","path":"/b~1~0","value":null}]""")]
    [InlineData($$"""{"a":{{Long}},"b":1.0}""", $$"""{"b":1.50,"a":{{Long}}}""", """[{"op":"replace","path":"/b","value":1.50}]""")]
    [InlineData($$"""{"a":{"b":[{{Long}},{"c":1}] } }""", $$"""{"a":{"b":[{{Long}},{"c":2}] } }""", """[{"op":"replace","path":"/a/b/1/c","value":2}]""")]
    [InlineData($$"""[{{Long}},1]""", $$"""[0,{{Long}},1]""", """[{"op":"add","path":"/0","value":0}]""")]
    [InlineData($$"""[{{Long}},1,2]""", $$"""[{{Long}},2]""", """[{"op":"remove","path":"/1"}]""")]
    [InlineData($$"""[{{Long}},1]""", $$"""[{{Long}},1,"é😀"]""", """[{"op":"add","path":"/2","value":"é😀"}]""")]
    [InlineData($$"""[1,{{Long}},2]""", $$"""[3,{{Long}},4]""", """[{"op":"replace","path":"/0","value":3},{"op":"replace","path":"/2","value":4}]""")]
    [InlineData($$"""[1,{{Long}},2,{{Long}}]""", $$"""[{{Long}},{{Long}},5]""", """[{"op":"remove","path":"/0"},{"op":"remove","path":"/1"},{"op":"add","path":"/2","value":5}]""")]
    [InlineData("1", "\"1\"", """[{"op":"replace","path":"","value":"1"}]""")]
    public void Only_changes_are_in_the_patch(string original, string desired, string patch)
        => Assert.Equal(patch, Json.Text(Create(original, desired).Json));

    [Theory]
    [InlineData("""{"a":1,"b":2,"c":3}""", """{"a":1,"c":4}""", """[{"op":"remove","path":"/b"},{"op":"replace","path":"/c","value":4}]""")]
    [InlineData("""{"a":["x","y","z"]}""", """{"a":["x","z","w"]}""", """[{"op":"remove","path":"/a/1"},{"op":"add","path":"/a/2","value":"w"}]""")]
    public void An_unchanged_value_is_not_in_the_patch_even_if_that_would_be_shorter(string original, string desired, string patch)
        => Assert.Equal(patch, Json.Text(Create(original, desired).Json));

    [Fact]
    public void The_document_is_replaced_if_the_patch_would_be_much_longer()
    {
        var numbers = string.Join(',', Enumerable.Range(0, 100).Select(n => $"\"{n}\":{n}"));
        var patch = Create($$"""{"a":{{{numbers}}},"b":1}""", $$"""{"a":{{{numbers.Replace(":", ":1", StringComparison.Ordinal)}}},"b":1}""");
        Assert.Equal(string.Empty, Assert.Single(patch.Changes).Path);
    }

    [Fact]
    public void Half_a_surrogate_pair_stays_one()
        => Assert.Equal("""[{"op":"add","path":"/\udc00","value":"\ud83dx"}]""", Json.Text(Create("{}", """{"\udC00":"\uD83Dx"}""").Json));

    [Fact]
    public void A_test_of_the_old_value_precedes_its_replacement_or_removal()
    {
        var patch = PatchFormat.JsonPatch.Create(
            Json.Parse($$"""{"x":{{Long}},"y":{{Long}},"a":1,"b":2}"""),
            Json.Parse($$"""{"x":{{Long}},"y":{{Long}},"b":3,"c":4}"""),
            includeTest: true);
        Assert.Equal(
            """[{"op":"test","path":"/a","value":1},{"op":"remove","path":"/a"},{"op":"test","path":"/b","value":2},{"op":"replace","path":"/b","value":3},{"op":"add","path":"/c","value":4}]""",
            Json.Text(patch.Json));
    }

    [Fact]
    public void The_last_of_members_with_the_same_name_counts()
    {
        Assert.True(Create("""{"a":1,"b":0,"a":2}""", """{"a":2,"b":0}""").IsEmpty);
        Assert.True(Create("""{"a":2,"b":0}""", """{"a":3,"a":2,"b":0}""").IsEmpty);
    }

    [Fact]
    public void A_few_changes_among_ten_thousand_elements_make_a_few_operations()
    {
        var original = Enumerable.Range(0, 10_000).Select(n => n.ToString(CultureInfo.InvariantCulture)).ToList();
        var desired = original.ToList();
        desired.RemoveAt(9000);
        desired.Insert(10, "\"new\"");
        desired[5000] = "\"changed\"";
        var patch = Create(List(original), List(desired));
        Assert.Equal(["/10", "/5000", "/9001"], patch.Changes.Select(change => change.Path), StringComparer.Ordinal);
    }

    [Fact]
    public void An_element_that_changes_everywhere_is_not_a_shuffle()
    {
        // More than the bound, but each of them is in only one of the arrays.
        var count = LongestCommonSubsequence.MaximumMoves * 2;
        var original = Enumerable.Range(0, count).Select(n => $$"""{"id":{{n}},"text":{{Long}},"done":false}""");
        var desired = Enumerable.Range(0, count).Select(n => $$"""{"id":{{n}},"text":{{Long}},"done":true}""");
        Assert.Equal(count, Create(List(original), List(desired)).Changes.Count);
    }

    [Fact]
    public void A_shuffled_array_above_the_bound_is_replaced_as_a_whole()
    {
        var numbers = Enumerable.Range(0, LongestCommonSubsequence.MaximumMoves).ToArray();
        var patch = Create(List(numbers.Select(Element)), List(numbers.Reverse().Select(Element)));
        Assert.Equal(string.Empty, Assert.Single(patch.Changes).Path);
        Assert.Equal("replace", Assert.Single(JsonDocument.Parse(patch.Json).RootElement.EnumerateArray()).GetProperty("op").GetString());

        static string Element(int number) => $"[{number},{Long},{Long}]";
    }

    [Theory]
    [InlineData($$"""{"x":{{Long}},"a":1}""", $$"""{"x":{{Long}},"a":"b"}""", "/a: 1 -> \"b\"")]
    [InlineData($$"""{"x":{{Long}},"a":null}""", $$"""{"x":{{Long}}}""", "/a: null -> (nothing)")]
    [InlineData("0", $$"""[{{Long}}]""", "(whole document): 0 -> [\"a value so long that nobody would want to send it again fo…")]
    public void A_change_is_described_in_one_readable_line(string original, string desired, string line)
        => Assert.Equal(line, Assert.Single(Create(original, desired).Changes).ToString());

    private static string List(System.Collections.Generic.IEnumerable<string> items) => "[" + string.Join(',', items) + "]";

    private static PatchDocument Create(string original, string desired)
        => PatchFormat.JsonPatch.Create(Json.Parse(original), Json.Parse(desired));
}
