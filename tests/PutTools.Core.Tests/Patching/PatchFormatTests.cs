using System;
using PutTools.Patching;
using Xunit;

namespace PutTools.Core.Tests.Patching;

public class PatchFormatTests
{
    [Theory]
    [InlineData("application/json", "Json")]
    [InlineData("Application/Merge-Patch+JSON; charset=utf-8", "Merge")]
    [InlineData("application/json-patch+json", "JsonPatch")]
    [InlineData("application/openstack-images-v2.1-json-patch", "JsonPatch")]
    [InlineData("application/vnd.things+json", "Json")]
    [InlineData("application/vnd.api+json", "JsonApi")]
    [InlineData("application/strategic-merge-patch+json", "Json")]
    [InlineData(null, "Json")]
    [InlineData("application/apply-patch+yaml", null)]
    [InlineData("text/plain", null)]
    public void A_content_type_has_a_format_or_none(string? contentType, string? name)
        => Assert.Equal(name, PatchFormat.OfContentType(contentType)?.Name);

    [Fact]
    public void A_format_is_found_by_its_name_in_any_case()
        => Assert.All(PatchFormat.All, format => Assert.Same(format, PatchFormat.Parse(format.Name.ToUpperInvariant())));

    [Fact]
    public void An_unknown_name_is_an_error_that_lists_the_formats()
        => Assert.Equal("'Xml' is not a patch format. Use one of Json, Merge, JsonPatch.", Assert.Throws<FormatException>(() => PatchFormat.Parse("Xml")).Message);

    [Theory]
    [InlineData("Merge", """{"a":1,"b":2}""", """{"a":1,"c":null}""", true)]
    [InlineData("Merge", """{"a":1,"c":null}""", """{"a":1,"c":null}""", false)]
    [InlineData("Json", """{"a":1,"c":null}""", """{"a":1,"c":null}""", true)]
    [InlineData("Json", """{"a":1}""", """{"a":1,"c":null}""", true)]
    [InlineData("Merge", """{"a":{"b":1}}""", """{"a":{"b":2}}""", false)]
    [InlineData("Merge", "[1]", """{"a":1}""", false)]
    [InlineData("JsonPatch", """{"a":1}""", """[{"op":"replace","path":"/a","value":1}]""", false)]
    public void Each_format_recognizes_an_applied_patch(string format, string found, string patch, bool isApplied)
        => Assert.Equal(isApplied, PatchFormat.Parse(format).IsAppliedTo(Json.Parse(found), Json.Parse(patch), expected: null));

    [Fact]
    public void A_json_patch_is_recognized_by_the_state_that_it_leads_to()
        => Assert.True(PatchFormat.JsonPatch.IsAppliedTo(Json.Parse("""{"a":1.0}"""), Json.Parse("[]"), Json.Parse("""{"a":1}""")));
}
