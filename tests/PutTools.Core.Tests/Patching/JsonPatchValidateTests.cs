using System;
using PutTools.Http;
using PutTools.Patching;
using Xunit;

namespace PutTools.Core.Tests.Patching;

public class JsonPatchValidateTests
{
    [Theory]
    [InlineData("[]")]
    [InlineData("""[{"op":"add","path":"/a","value":null},{"op":"remove","path":"/a"}]""")]
    [InlineData("""[{"op":"replace","path":"","value":{}},{"op":"test","path":"/","value":0}]""")]
    [InlineData("""[{"from":"/a","op":"move","path":"/a"},{"op":"copy","from":"/a","path":"/a/b"},{"op":"move","from":"/a","path":"/ab"}]""")]
    // RFC 6902 §4: members that the operation does not define are ignored.
    [InlineData("""[{"op":"add","path":"/a","value":1,"from":null},{"op":"remove","path":"/a","value":1,"value":2,"note":{}}]""")]
    public void A_well_formed_patch_passes(string patch) => PatchFormat.JsonPatch.Check(Json.Parse(patch));

    [Theory]
    [InlineData("""{"op":"spam","path":"/a"}""", "its 'op' is 'spam'; use one of add, remove, replace, move, copy, test")]
    [InlineData("""{"op":"Add","path":"/a","value":1}""", "its 'op' is 'Add'")]
    [InlineData("""{"op":1,"path":"/a"}""", "its member 'op' is a number; make it a string")]
    [InlineData("""{"path":"/a"}""", "it has no member 'op'")]
    [InlineData("""{"op":"remove"}""", "it has no member 'path'")]
    [InlineData("""{"op":"remove","path":null}""", "its member 'path' is null")]
    [InlineData("""{"op":"add","path":"/a"}""", "it has no member 'value'")]
    [InlineData("""{"op":"replace","path":"/a"}""", "it has no member 'value'")]
    [InlineData("""{"op":"test","path":"/a"}""", "it has no member 'value'")]
    [InlineData("""{"op":"move","path":"/a"}""", "it has no member 'from'")]
    [InlineData("""{"op":"copy","path":"/a"}""", "it has no member 'from'")]
    [InlineData("""{"op":"copy","path":"/a","from":7}""", "its member 'from' is a number")]
    [InlineData("""{"op":"add","Path":"/a","value":1}""", "it has no member 'path'; add it (names are case-sensitive)")]
    [InlineData("""{"op":"add","path":"/a","value":1,"op":"add"}""", "it has the member 'op' twice; leave one out")]
    [InlineData("""{"op":"add","path":"/a","value":1,"value":1}""", "it has the member 'value' twice")]
    [InlineData("""{"op":"remove","path":"a/b"}""", "the pointer 'a/b' does not begin with a slash; write '/a/b'")]
    [InlineData("""{"op":"remove","path":"/a~2"}""", "has a '~' that is not part of '~0' or '~1'")]
    [InlineData("""{"op":"copy","from":"a","path":"/b"}""", "the pointer 'a' does not begin with a slash")]
    [InlineData("""{"op":"move","from":"/a","path":"/a/b"}""", "moves the value at '/a' to '/a/b', which is inside it")]
    [InlineData("""{"op":"move","from":"","path":"/a"}""", "which is inside it")]
    [InlineData("\"remove\"", "it is a string; an operation is an object")]
    public void A_mistake_is_reported_with_the_index_of_its_operation(string operation, string what)
    {
        var patch = $$"""[{"op":"remove","path":"/x"},{"op":"remove","path":"/y"},{{operation}}]""";
        var message = MessageOf(patch);
        Assert.StartsWith("Operation 2 (zero-based) of the JSON Patch is not valid: ", message, StringComparison.Ordinal);
        Assert.Contains(what, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("7", "but this is a number. Put the operations into an array")]
    [InlineData("null", "but this is null")]
    public void A_patch_that_is_not_an_array_is_an_error(string patch, string what)
        => Assert.Contains(what, MessageOf(patch), StringComparison.Ordinal);

    [Fact]
    public void A_single_operation_becomes_a_list_of_one()
        => Assert.Equal("""[{"op":"remove","path":"/a"}]""", PatchFormat.JsonPatch.Check(Json.Parse("""{ "op":"remove","path":"/a" }""")).ToString());

    private static string MessageOf(string patch)
    {
        var error = Assert.Throws<RequestException>(() => PatchFormat.JsonPatch.Check(Json.Parse(patch)));
        Assert.Equal(ErrorKind.InvalidPayload, error.Kind);
        return error.Message;
    }

    [Theory]
    [InlineData("""{"op":"move","from":"/a","path":"/b"}""", "move /a -> /b")]
    [InlineData("""{"op":"remove","path":""}""", "remove (whole document)")]
    [InlineData("""{"op":"test","path":"/a","value":{"b":"é"}}""", """test /a: {"b":"é"}""")]
    public void An_operation_is_described_in_one_readable_line(string operation, string line)
        => Assert.Equal(line, Assert.Single(PatchFormat.JsonPatch.Describe(Json.Parse($"[{operation}]"))).ToString());
}
