using PutTools.Http;
using PutTools.Patching;
using Xunit;

namespace PutTools.Core.Tests.Patching;

/// <summary>The rules of RFC 6902, section by section, with the pointers of RFC 6901. JsonPatchApplyTests has the examples of appendix A.</summary>
public class JsonPatchRuleTests
{
    [Theory]
    // Section 3: operations are applied one after the other, each to the result of the one before.
    [InlineData("3", """{"a":1}""", """[]""", """{"a":1}""")]
    [InlineData("3", """[]""", """[]""", """[]""")]
    [InlineData("3", """{}""", """[{"op":"add","path":"/a","value":{}},{"op":"add","path":"/a/b","value":1},{"op":"move","from":"/a/b","path":"/c"}]""", """{"a":{},"c":1}""")]
    [InlineData("3", """[1]""", """[{"op":"add","path":"/0","value":2},{"op":"add","path":"/0","value":3}]""", """[3,2,1]""")]
    // Section 4: members that an operation does not define are ignored, and their order means nothing.
    [InlineData("4", """{"a":1}""", """[{"value":2,"path":"/a","op":"replace"}]""", """{"a":2}""")]
    [InlineData("4", """{"a":1}""", """[{"op":"remove","path":"/a","value":1,"from":"/nowhere","note":{"by":"me"}}]""", """{}""")]
    // Section 4.1: add.
    [InlineData("4.1", """{"a":1}""", """[{"op":"add","path":"","value":[2]}]""", """[2]""")]
    [InlineData("4.1", """{"a":1}""", """[{"op":"add","path":"/a","value":2}]""", """{"a":2}""")]
    [InlineData("4.1", """{"a":1}""", """[{"op":"add","path":"/b","value":null}]""", """{"a":1,"b":null}""")]
    [InlineData("4.1", """{"a":{"b":{}}}""", """[{"op":"add","path":"/a/b/c","value":true}]""", """{"a":{"b":{"c":true}}}""")]
    [InlineData("4.1", """[]""", """[{"op":"add","path":"/0","value":"first"}]""", """["first"]""")]
    [InlineData("4.1", """[1,3]""", """[{"op":"add","path":"/1","value":2}]""", """[1,2,3]""")]
    [InlineData("4.1", """[1,2]""", """[{"op":"add","path":"/2","value":3}]""", """[1,2,3]""")]
    [InlineData("4.1", """[1]""", """[{"op":"add","path":"/-","value":[2]}]""", """[1,[2]]""")]
    [InlineData("4.1", """[[1],2]""", """[{"op":"add","path":"/0/-","value":9}]""", """[[1,9],2]""")]
    [InlineData("4.1", """{"0":"a"}""", """[{"op":"add","path":"/1","value":"b"}]""", """{"0":"a","1":"b"}""")]
    [InlineData("4.1", """{"list":[]}""", """[{"op":"add","path":"/-","value":1}]""", """{"list":[],"-":1}""")]
    // Section 4.2: remove. What follows in an array moves to the left.
    [InlineData("4.2", """{"a":1,"b":2}""", """[{"op":"remove","path":"/a"}]""", """{"b":2}""")]
    [InlineData("4.2", """{"a":null}""", """[{"op":"remove","path":"/a"}]""", """{}""")]
    [InlineData("4.2", """[1,2,3]""", """[{"op":"remove","path":"/0"},{"op":"remove","path":"/0"}]""", """[3]""")]
    [InlineData("4.2", """{"a":[{"b":1,"c":2}]}""", """[{"op":"remove","path":"/a/0/b"}]""", """{"a":[{"c":2}]}""")]
    // Section 4.3: replace.
    [InlineData("4.3", """{"a":1}""", """[{"op":"replace","path":"/a","value":[1]}]""", """{"a":[1]}""")]
    [InlineData("4.3", """{"a":null}""", """[{"op":"replace","path":"/a","value":false}]""", """{"a":false}""")]
    [InlineData("4.3", """[1,2,3]""", """[{"op":"replace","path":"/1","value":"x"}]""", """[1,"x",3]""")]
    [InlineData("4.3", """{"a":1}""", """[{"op":"replace","path":"","value":"x"}]""", "\"x\"")]
    // Section 4.4: move is remove, then add.
    [InlineData("4.4", """{"a":1}""", """[{"op":"move","from":"/a","path":"/b"}]""", """{"b":1}""")]
    [InlineData("4.4", """{"a":1,"b":2}""", """[{"op":"move","from":"/a","path":"/b"}]""", """{"b":1}""")]
    [InlineData("4.4", """{"a":1}""", """[{"op":"move","from":"/a","path":"/a"}]""", """{"a":1}""")]
    [InlineData("4.4", """[1,2,3]""", """[{"op":"move","from":"/0","path":"/2"}]""", """[2,3,1]""")]
    [InlineData("4.4", """[1,2,3]""", """[{"op":"move","from":"/2","path":"/0"}]""", """[3,1,2]""")]
    [InlineData("4.4", """[1,2,3]""", """[{"op":"move","from":"/0","path":"/-"}]""", """[2,3,1]""")]
    [InlineData("4.4", """{"a":{"b":[1]},"c":{}}""", """[{"op":"move","from":"/a/b","path":"/c/d"}]""", """{"a":{},"c":{"d":[1]}}""")]
    [InlineData("4.4", """{"a":{"b":1}}""", """[{"op":"move","from":"/a/b","path":"/a"}]""", """{"a":1}""")]
    // A path that only shares the text of a prefix is not inside the source.
    [InlineData("4.4", """{"a":1,"ab":{}}""", """[{"op":"move","from":"/a","path":"/ab/c"}]""", """{"ab":{"c":1}}""")]
    // Section 4.5: copy.
    [InlineData("4.5", """{"a":{"b":1}}""", """[{"op":"copy","from":"/a","path":"/c"},{"op":"replace","path":"/c/b","value":2}]""", """{"a":{"b":1},"c":{"b":2}}""")]
    [InlineData("4.5", """{"a":{"b":1}}""", """[{"op":"copy","from":"/a","path":"/a/c"}]""", """{"a":{"b":1,"c":{"b":1}}}""")]
    [InlineData("4.5", """[1,2]""", """[{"op":"copy","from":"/1","path":"/0"}]""", """[2,1,2]""")]
    [InlineData("4.5", """[null]""", """[{"op":"copy","from":"/0","path":"/-"}]""", """[null,null]""")]
    // Section 4.6: test. Numbers are equal by value, objects whatever the order of their members.
    [InlineData("4.6", """{"a":"x"}""", """[{"op":"test","path":"/a","value":"x"}]""", """{"a":"x"}""")]
    [InlineData("4.6", """{"a":"é"}""", """[{"op":"test","path":"/a","value":"\u00e9"}]""", """{"a":"é"}""")]
    [InlineData("4.6", """{"a":10}""", """[{"op":"test","path":"/a","value":1e1}]""", """{"a":10}""")]
    [InlineData("4.6", """{"a":0}""", """[{"op":"test","path":"/a","value":-0.0}]""", """{"a":0}""")]
    [InlineData("4.6", """{"a":null}""", """[{"op":"test","path":"/a","value":null}]""", """{"a":null}""")]
    [InlineData("4.6", """{"a":{"x":1,"y":[true]}}""", """[{"op":"test","path":"/a","value":{"y":[true],"x":1}}]""", """{"a":{"x":1,"y":[true]}}""")]
    [InlineData("4.6", """{"a":1}""", """[{"op":"test","path":"","value":{"a":1}}]""", """{"a":1}""")]
    // RFC 6901: ~1 is a slash, ~0 a tilde, decoded in that order; an empty token is an empty name.
    [InlineData("6901 4", """{"a/b":1}""", """[{"op":"replace","path":"/a~1b","value":2}]""", """{"a/b":2}""")]
    [InlineData("6901 4", """{"a~b":1}""", """[{"op":"replace","path":"/a~0b","value":2}]""", """{"a~b":2}""")]
    [InlineData("6901 4", """{"~1":1,"/":2}""", """[{"op":"remove","path":"/~01"}]""", """{"/":2}""")]
    [InlineData("6901 5", """{"":1}""", """[{"op":"replace","path":"/","value":2}]""", """{"":2}""")]
    [InlineData("6901 5", """{"":{"":1}}""", """[{"op":"remove","path":"//"}]""", """{"":{}}""")]
    [InlineData("6901 5", """{"c%d":1,"e^f":2," ":3,"k\"l":4}""", """[{"op":"remove","path":"/c%d"},{"op":"remove","path":"/e^f"},{"op":"remove","path":"/ "},{"op":"remove","path":"/k\"l"}]""", """{}""")]
    public void A_patch_works_as_its_section_specifies(string section, string document, string patch, string expected)
    {
        Assert.NotEmpty(section);
        Json.AssertEqual(expected, Apply(document, patch));
    }

    [Theory]
    // Section 3: a patch is an array of objects.
    [InlineData("3", """{}""", """{"op":"add","path":"/a","value":1}""")]
    [InlineData("3", """{}""", """[1]""")]
    [InlineData("3", """{}""", """[[]]""")]
    // Section 4: one "op", one "path", and what the operation needs.
    [InlineData("4", """{}""", """[{"path":"/a","value":1}]""")]
    [InlineData("4", """{"a":1}""", """[{"op":"remove"}]""")]
    [InlineData("4", """{"a":1}""", """[{"op":"delete","path":"/a"}]""")]
    [InlineData("4", """{"a":1}""", """[{"op":"Remove","path":"/a"}]""")]
    [InlineData("4", """{"a":1}""", """[{"op":1,"path":"/a"}]""")]
    [InlineData("4", """{"a":1}""", """[{"op":"remove","path":1}]""")]
    [InlineData("4", """{"a":1}""", """[{"op":"remove","path":null}]""")]
    [InlineData("4", """{"a":1}""", """[{"op":"remove","path":"a"}]""")]
    // Appendix A.13: an operation with two "op" members.
    [InlineData("A.13", """{"a":1}""", """[{"op":"add","path":"/baz","value":"qux","op":"remove"}]""")]
    // Section 4.1
    [InlineData("4.1", """{}""", """[{"op":"add","path":"/a"}]""")]
    [InlineData("4.1", """{}""", """[{"op":"add","path":"/a/b","value":1}]""")]
    [InlineData("4.1", """{"a":1}""", """[{"op":"add","path":"/a/b","value":1}]""")]
    [InlineData("4.1", """[1]""", """[{"op":"add","path":"/2","value":1}]""")]
    [InlineData("4.1", """[1]""", """[{"op":"add","path":"/-1","value":1}]""")]
    [InlineData("4.1", """[1]""", """[{"op":"add","path":"/1.0","value":1}]""")]
    [InlineData("4.1", """[1]""", """[{"op":"add","path":"/1e0","value":1}]""")]
    [InlineData("4.1", """[1]""", """[{"op":"add","path":"/00","value":1}]""")]
    [InlineData("4.1", """[1]""", """[{"op":"add","path":"/ 0","value":1}]""")]
    [InlineData("4.1", """[1]""", """[{"op":"add","path":"/a","value":1}]""")]
    [InlineData("4.1", """[1]""", """[{"op":"add","path":"/99999999999999999999","value":1}]""")]
    // Section 4.2
    [InlineData("4.2", """{"a":1}""", """[{"op":"remove","path":"/b"}]""")]
    [InlineData("4.2", """{"a":1}""", """[{"op":"remove","path":"/A"}]""")]
    [InlineData("4.2", """[1]""", """[{"op":"remove","path":"/1"}]""")]
    [InlineData("4.2", """[1]""", """[{"op":"remove","path":"/-"}]""")]
    // Section 4.3
    [InlineData("4.3", """{}""", """[{"op":"replace","path":"/a","value":1}]""")]
    [InlineData("4.3", """{"a":1}""", """[{"op":"replace","path":"/a"}]""")]
    [InlineData("4.3", """[1]""", """[{"op":"replace","path":"/1","value":2}]""")]
    [InlineData("4.3", """[1]""", """[{"op":"replace","path":"/-","value":2}]""")]
    // Section 4.4: a value can't be moved into itself.
    [InlineData("4.4", """{"a":{"b":{}}}""", """[{"op":"move","from":"/a","path":"/a/b/c"}]""")]
    [InlineData("4.4", """{"a":{"b":{}}}""", """[{"op":"move","from":"","path":"/a"}]""")]
    [InlineData("4.4", """{"a":1}""", """[{"op":"move","from":"/b","path":"/c"}]""")]
    [InlineData("4.4", """{"a":1}""", """[{"op":"move","path":"/c"}]""")]
    [InlineData("4.4", """{"a":1}""", """[{"op":"move","from":1,"path":"/c"}]""")]
    // The array is one element shorter after the value is removed.
    [InlineData("4.4", """[1,2]""", """[{"op":"move","from":"/0","path":"/2"}]""")]
    // Section 4.5
    [InlineData("4.5", """{"a":1}""", """[{"op":"copy","from":"/b","path":"/c"}]""")]
    [InlineData("4.5", """{"a":1}""", """[{"op":"copy","path":"/c"}]""")]
    [InlineData("4.5", """[1]""", """[{"op":"copy","from":"/-","path":"/0"}]""")]
    // Section 4.6
    [InlineData("4.6", """{"a":1}""", """[{"op":"test","path":"/a"}]""")]
    [InlineData("4.6", """{"a":1}""", """[{"op":"test","path":"/a","value":"1"}]""")]
    [InlineData("4.6", """{"a":[1,2]}""", """[{"op":"test","path":"/a","value":[2,1]}]""")]
    [InlineData("4.6", """{"a":{"x":1}}""", """[{"op":"test","path":"/a","value":{"x":1,"y":2}}]""")]
    [InlineData("4.6", """{"a":"x"}""", """[{"op":"test","path":"/a","value":"X"}]""")]
    [InlineData("4.6", """{"a":[]}""", """[{"op":"test","path":"/a","value":{}}]""")]
    [InlineData("4.6", """{"a":0}""", """[{"op":"test","path":"/a","value":false}]""")]
    [InlineData("4.6", """{}""", """[{"op":"test","path":"/a","value":null}]""")]
    // Section 5: one failure fails all.
    [InlineData("5", """{"a":1}""", """[{"op":"replace","path":"/a","value":2},{"op":"test","path":"/a","value":1}]""")]
    // RFC 6901: a tilde is followed by 0 or 1.
    [InlineData("6901 3", """{"~":1}""", """[{"op":"remove","path":"/~"}]""")]
    [InlineData("6901 3", """{"~2":1}""", """[{"op":"remove","path":"/~2"}]""")]
    public void A_patch_that_its_section_forbids_is_an_error(string section, string document, string patch)
    {
        Assert.NotEmpty(section);
        Assert.Equal(ErrorKind.InvalidPayload, Assert.Throws<RequestException>(() => Apply(document, patch)).Kind);
    }

    private static JsonTree Apply(string document, string patch) => PatchFormat.JsonPatch.Apply(Json.Parse(document), Json.Parse(patch));
}
