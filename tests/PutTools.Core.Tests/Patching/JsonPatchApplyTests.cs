using System;
using PutTools.Http;
using PutTools.Patching;
using Xunit;

namespace PutTools.Core.Tests.Patching;

public class JsonPatchApplyTests
{
    [Theory]
    // RFC 6902 appendix A, by its numbers.
    [InlineData("A.1", """{"foo":"bar"}""", """[{"op":"add","path":"/baz","value":"qux"}]""", """{"baz":"qux","foo":"bar"}""")]
    [InlineData("A.2", """{"foo":["bar","baz"]}""", """[{"op":"add","path":"/foo/1","value":"qux"}]""", """{"foo":["bar","qux","baz"]}""")]
    [InlineData("A.3", """{"baz":"qux","foo":"bar"}""", """[{"op":"remove","path":"/baz"}]""", """{"foo":"bar"}""")]
    [InlineData("A.4", """{"foo":["bar","qux","baz"]}""", """[{"op":"remove","path":"/foo/1"}]""", """{"foo":["bar","baz"]}""")]
    [InlineData("A.5", """{"baz":"qux","foo":"bar"}""", """[{"op":"replace","path":"/baz","value":"boo"}]""", """{"baz":"boo","foo":"bar"}""")]
    [InlineData("A.6", """{"foo":{"bar":"baz","waldo":"fred"},"qux":{"corge":"grault"}}""", """[{"op":"move","from":"/foo/waldo","path":"/qux/thud"}]""", """{"foo":{"bar":"baz"},"qux":{"corge":"grault","thud":"fred"}}""")]
    [InlineData("A.7", """{"foo":["all","grass","cows","eat"]}""", """[{"op":"move","from":"/foo/1","path":"/foo/3"}]""", """{"foo":["all","cows","eat","grass"]}""")]
    [InlineData("A.8", """{"baz":"qux","foo":["a",2,"c"]}""", """[{"op":"test","path":"/baz","value":"qux"},{"op":"test","path":"/foo/1","value":2}]""", """{"baz":"qux","foo":["a",2,"c"]}""")]
    [InlineData("A.10", """{"foo":"bar"}""", """[{"op":"add","path":"/child","value":{"grandchild":{}}}]""", """{"foo":"bar","child":{"grandchild":{}}}""")]
    [InlineData("A.11", """{"foo":"bar"}""", """[{"op":"add","path":"/baz","value":"qux","xyz":123}]""", """{"foo":"bar","baz":"qux"}""")]
    [InlineData("A.14", """{"/":9,"~1":10}""", """[{"op":"test","path":"/~01","value":10}]""", """{"/":9,"~1":10}""")]
    [InlineData("A.16", """{"foo":["bar"]}""", """[{"op":"add","path":"/foo/-","value":["abc","def"]}]""", """{"foo":["bar",["abc","def"]]}""")]
    public void The_examples_of_RFC_6902_appendix_A_hold(string example, string document, string patch, string expected)
    {
        Assert.NotEmpty(example);
        Json.AssertEqual(expected, Apply(document, patch));
    }

    [Theory]
    [InlineData("A.9", """{"baz":"qux"}""", """[{"op":"test","path":"/baz","value":"bar"}]""", "the value at '/baz' is not the expected one")]
    [InlineData("A.12", """{"foo":"bar"}""", """[{"op":"add","path":"/baz/bat","value":"qux"}]""", "no object or array to hold '/baz/bat'")]
    [InlineData("A.15", """{"/":9,"~1":10}""", """[{"op":"test","path":"/~01","value":"10"}]""", "the value at '/~01' is not the expected one")]
    public void The_failures_of_RFC_6902_appendix_A_are_errors(string example, string document, string patch, string what)
    {
        Assert.NotEmpty(example);
        AssertFails(document, patch, what);
    }

    [Theory]
    [InlineData("1", "1.0")]
    [InlineData("100", "1e2")]
    [InlineData("""{"a":[1,{"b":null}]}""", """{"a":[1.0,{"b":null}]}""")]
    public void A_test_compares_by_value(string actual, string expected)
        => Json.AssertEqual($"[{actual}]", Apply($"[{actual}]", $$"""[{"op":"test","path":"/0","value":{{expected}}}]"""));

    [Theory]
    [InlineData("""{"a":1}""", """[{"op":"replace","path":"","value":2}]""", "2")]
    [InlineData("""{"a":1}""", """[{"op":"move","from":"/a","path":""}]""", "1")]
    [InlineData("""{"a":1}""", """[{"op":"copy","from":"","path":"/b"}]""", """{"a":1,"b":{"a":1}}""")]
    [InlineData("""{"a":1}""", """[{"op":"move","from":"","path":""}]""", """{"a":1}""")]
    [InlineData("""{"a":1}""", """[{"op":"remove","path":"/a"},{"op":"add","path":"/a","value":2},{"op":"add","path":"/b","value":3}]""", """{"a":2,"b":3}""")]
    [InlineData("""[1,2]""", """[{"op":"replace","path":"/1","value":null}]""", "[1,null]")]
    public void The_root_and_new_values_can_be_changed(string document, string patch, string expected)
        => Json.AssertEqual(expected, Apply(document, patch));

    [Theory]
    [InlineData("""{"b":1.50,"a":1e2}""", """[{"op":"replace","path":"/b","value":-0.0}]""", """{"b":-0.0,"a":1e2}""")]
    [InlineData("""{"n":12345678901234567890.10}""", """[{"op":"copy","from":"/n","path":"/m"}]""", """{"n":12345678901234567890.10,"m":12345678901234567890.10}""")]
    [InlineData("""{"a":1,"b":2,"a":3}""", """[{"op":"add","path":"/c","value":"é"}]""", """{"a":3,"b":2,"c":"é"}""")]
    public void Numbers_keep_their_text_and_members_their_order(string document, string patch, string expected)
        => Assert.Equal(expected, Apply(document, patch).ToString());

    [Theory]
    [InlineData("""[{"op":"remove","path":"/x"}]""", "no value at '/x'")]
    [InlineData("""[{"op":"replace","path":"/x","value":1}]""", "no value at '/x'")]
    [InlineData("""[{"op":"copy","from":"/x","path":"/y"}]""", "no value at '/x'")]
    [InlineData("""[{"op":"move","from":"/x","path":"/x"}]""", "no value at '/x'")]
    [InlineData("""[{"op":"test","path":"/x","value":null}]""", "no value at '/x'")]
    [InlineData("""[{"op":"remove","path":"/list/-"}]""", "no value at '/list/-'")]
    [InlineData("""[{"op":"add","path":"/list/3","value":1}]""", "an index from 0 to 2")]
    [InlineData("""[{"op":"add","path":"/list/01","value":1}]""", "an index from 0 to 2")]
    [InlineData("""[{"op":"add","path":"/name/x","value":1}]""", "no object or array to hold '/name/x'")]
    [InlineData("""[{"op":"remove","path":""}]""", "the whole document can't be removed")]
    public void An_operation_that_does_not_fit_the_document_is_an_error(string patch, string what)
        => AssertFails("""{"name":"a","list":[1,2]}""", patch, what);

    [Fact]
    public void A_failure_names_its_operation()
        => AssertFails("[1]", """[{"op":"remove","path":"/0"},{"op":"remove","path":"/0"}]""", "Operation 1 (zero-based) of the JSON Patch (remove) can't be applied");

    private static JsonTree Apply(string document, string patch) => PatchFormat.JsonPatch.Apply(Json.Parse(document), Json.Parse(patch));

    private static void AssertFails(string document, string patch, string what)
    {
        var error = Assert.Throws<RequestException>(() => Apply(document, patch));
        Assert.Equal(ErrorKind.InvalidPayload, error.Kind);
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
    }
}
