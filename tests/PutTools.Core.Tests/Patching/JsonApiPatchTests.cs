using PutTools.Patching;
using Xunit;

namespace PutTools.Core.Tests.Patching;

public class JsonApiPatchTests
{
    private const string User = """{"data":{"type":"users","id":"7","attributes":{"name":"Ada","age":3,"address":{"city":"Bonn","zip":"1"}},"relationships":{"team":{"data":null}}},"links":{"self":"/users/7"}}""";

    [Theory]
    [InlineData("\"age\":3", "\"age\":4", """{"data":{"type":"users","id":"7","attributes":{"age":4}}}""")]
    [InlineData("\"age\":3", "\"age\":null", """{"data":{"type":"users","id":"7","attributes":{"age":null}}}""")]
    [InlineData("\"age\":3,", "", """{"data":{"type":"users","id":"7","attributes":{"age":null}}}""")]
    [InlineData("\"Bonn\"", "\"Ulm\"", """{"data":{"type":"users","id":"7","attributes":{"address":{"city":"Ulm","zip":"1"}}}}""")]
    [InlineData("{\"data\":null}", "{\"data\":{\"type\":\"teams\",\"id\":\"1\"}}", """{"data":{"type":"users","id":"7","relationships":{"team":{"data":{"type":"teams","id":"1"}}}}}""")]
    public void A_patch_has_whole_attributes_and_relationships_beside_type_and_id(string before, string after, string patch)
        => Json.AssertEqual(patch, Create(User, User.Replace(before, after, System.StringComparison.Ordinal)));

    [Theory]
    [InlineData("""{"a":1,"b":2}""", """{"a":1,"b":3}""", """{"b":3}""")]
    [InlineData("[1]", """{"data":{"id":"7"}}""", """{"data":{"id":"7"}}""")]
    [InlineData(User, """{"data":null}""", """{"data":null,"links":null}""")]
    [InlineData("""{"data":[1]}""", """{"data":[2]}""", """{"data":[2]}""")]
    public void A_document_of_another_shape_has_its_changes(string before, string after, string patch)
        => Json.AssertEqual(patch, Create(before, after));

    private static JsonTree Create(string before, string after) => Json.Parse(PatchFormat.JsonApi.Create(Json.Parse(before), Json.Parse(after)).Json);
}
