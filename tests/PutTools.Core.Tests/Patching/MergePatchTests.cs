using System;
using System.Linq;
using PutTools.Http;
using PutTools.Patching;
using Xunit;

namespace PutTools.Core.Tests.Patching;

public class MergePatchTests
{
    [Theory]
    // RFC 7396 appendix A, in its order.
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", "{}")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""["a","b"]""", """["c","d"]""", """["c","d"]""")]
    [InlineData("""{"a":"b"}""", """["c"]""", """["c"]""")]
    [InlineData("""{"a":"foo"}""", "null", "null")]
    [InlineData("""{"a":"foo"}""", "\"bar\"", "\"bar\"")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("[1,2]", """{"a":"b","c":null}""", """{"a":"b"}""")]
    [InlineData("{}", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    public void The_examples_of_RFC_7396_appendix_A_hold(string document, string patch, string expected)
        => Json.AssertEqual(expected, PatchFormat.Merge.Apply(Json.Parse(document), Json.Parse(patch)));

    [Theory]
    [InlineData("""{"a":1,"b":{"c":2,"d":3}}""", """{"a":1,"b":{"c":2.50,"d":3}}""", """{"b":{"c":2.50}}""")]
    [InlineData("""{"a":1,"b":{"c":2,"d":3}}""", """{"b":{"d":3}}""", """{"a":null,"b":{"c":null}}""")]
    [InlineData("""{"a":[1,2,3]}""", """{"a":[1,2,null,{"x":null}]}""", """{"a":[1,2,null,{"x":null}]}""")]
    [InlineData("""{"a":5}""", """{"a":{"b":{}}}""", """{"a":{"b":{}}}""")]
    [InlineData("""{"a":{"b":1}}""", """{"a":{}}""", """{"a":{"b":null}}""")]
    [InlineData("""{"keep":null,"a":1}""", """{"a":2,"keep":null}""", """{"a":2}""")]
    [InlineData("[1]", """{"a":1}""", """{"a":1}""")]
    [InlineData("""{"a":1}""", "null", "null")]
    public void Only_changes_are_in_the_patch(string original, string desired, string patch)
        => Assert.Equal(patch, Json.Text(Create(original, desired).Json));

    [Theory]
    [InlineData("""{"a":{"b":1.0}}""", """{"a":{"b":1}}""", "{}")]
    [InlineData("""{"a":null}""", """{"a":null}""", "{}")]
    [InlineData("[1]", "[1.0]", "[1.0]")] // An empty object would turn the array into one.
    public void Equal_states_need_no_patch(string original, string desired, string patch)
    {
        var made = Create(original, desired);
        Assert.True(made.IsEmpty);
        Assert.Equal(patch, Json.Text(made.Json));
    }

    [Theory]
    [InlineData("""{"a":{"b":1}}""", """{"a":{"b":null}}""", "/a/b")]
    [InlineData("{}", """{"a":null}""", "/a")]
    [InlineData("{}", """{"a":{"b/c":{"d":null}}}""", "/a/b~1c/d")]
    [InlineData("""{"a":[1]}""", """{"a":{"b":null}}""", "/a/b")]
    [InlineData("1", """{"a":null}""", "/a")]
    public void A_member_that_must_become_null_requires_a_json_patch(string original, string desired, string path)
    {
        var error = Assert.Throws<RequestException>(() => Create(original, desired));
        Assert.Equal(ErrorKind.InvalidPayload, error.Kind);
        Assert.Contains($"'{path}'", error.Message, StringComparison.Ordinal);
        Assert.Contains("Use the format JsonPatch", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_changes_are_readable_lines()
        => Assert.Equal(
            ["/a: 1 -> (nothing)", "/b/c: [1] -> [1,2]", "/d: (nothing) -> {\"e\":5}"],
            Create("""{"a":1,"b":{"c":[1]}}""", """{"b":{"c":[1,2]},"d":{"e":5}}""").Changes.Select(change => change.ToString()),
            StringComparer.Ordinal);

    private static PatchDocument Create(string original, string desired)
        => PatchFormat.Merge.Create(Json.Parse(original), Json.Parse(desired));

    [Fact]
    public void A_patch_is_described_in_one_line_for_each_member()
        => Assert.Equal(
            ["set /a/b: 1", "remove /a/c", "set /d: {}"],
            PatchFormat.Merge.Describe(Json.Parse("""{"a":{"b":1,"c":null},"d":{}}""")));
}
