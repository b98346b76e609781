using PutTools.Http;
using Xunit;

namespace PutTools.Core.Tests.Http;

public class MediaTypeTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData("", "")]
    [InlineData("Application/JSON", "application/json")]
    [InlineData(" text/plain ; charset=utf-8", "text/plain")]
    public void The_type_is_lower_case_without_parameters(string? field, string type) => Assert.Equal(type, MediaType.Of(field));

    [Theory]
    [InlineData("Application/JSON; charset=utf-8", "application/json")]
    [InlineData("json", "")]
    [InlineData("application/json, text/html", "")]
    [InlineData("text/", "")]
    public void A_malformed_type_of_a_response_is_none(string field, string type) => Assert.Equal(type, MediaType.OfResponse(field));

    [Theory]
    [InlineData("text/plain; charset=utf-8", "utf-8")]
    [InlineData("text/plain;CharSet=\"utf-8\"", "utf-8")]
    [InlineData("text/plain; format=flowed; charset=latin1", "latin1")]
    [InlineData("text/plain; charset = utf-8 ", "utf-8")]
    [InlineData("text/plain; title=\"a; charset=no\"; charset=yes", "yes")]
    [InlineData("text/plain", null)]
    [InlineData("text/plain; xcharset=utf-8", null)]
    [InlineData("json; ;=", null)]
    [InlineData(null, null)]
    public void A_parameter_is_found_by_its_name(string? field, string? value) => Assert.Equal(value, MediaType.Parameter(field, "charset"));

    [Theory]
    [InlineData("application/json", true)]
    [InlineData("text/json", true)]
    [InlineData("application/merge-patch+json", true)]
    [InlineData("application/x-amz-json-1.1", true)]
    [InlineData("application/json+fhir", true)]
    [InlineData("application/openstack-images-v2.1-json-patch", true)]
    [InlineData("application/vnd.things.v1.json", true)]
    [InlineData("application/json-seq", false)]
    [InlineData("application/geo+json-seq", false)]
    [InlineData("application/json-lines", false)]
    [InlineData("application/json5", false)]
    [InlineData("application/x-ndjson", false)]
    [InlineData("application/jsonp", false)]
    [InlineData("", false)]
    public void Json_is_known_by_its_word_in_the_subtype(string type, bool isJson) => Assert.Equal(isJson, MediaType.IsJson(type));

    [Theory]
    [InlineData("application/xml", true)]
    [InlineData("text/xml", true)]
    [InlineData("application/atom+xml", true)]
    [InlineData("text/html", false)]
    public void Xml_is_known_by_name_and_by_suffix(string type, bool isXml) => Assert.Equal(isXml, MediaType.IsXml(type));

    [Theory]
    [InlineData("text/csv", true)]
    [InlineData("application/yaml", true)]
    [InlineData("application/octet-stream", false)]
    public void Text_is_known_by_type_and_by_name(string type, bool isText) => Assert.Equal(isText, MediaType.IsText(type));
}
