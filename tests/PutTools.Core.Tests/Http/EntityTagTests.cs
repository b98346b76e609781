using System.Linq;
using PutTools.Http;
using Xunit;

namespace PutTools.Core.Tests.Http;

public class EntityTagTests
{
    [Theory]
    [InlineData("\"a\"")]
    [InlineData("\"\"")]
    [InlineData("W/\"a\"")]
    [InlineData(" \"a\" , W/\"b,c\",\"d\"")]
    public void Valid_tags_are_a_list(string field) => Assert.True(EntityTag.IsList(field));

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("a")]
    [InlineData("\"a")]
    [InlineData("w/\"a\"")]
    [InlineData("\"a\" \"b\"")]
    [InlineData("\"a\"b\"")]
    [InlineData("\"a\";\"b\"")]
    [InlineData("\"a\",")]
    public void Anything_else_is_none(string field) => Assert.False(EntityTag.IsList(field));

    [Theory]
    [InlineData("*")]
    [InlineData("a")]
    [InlineData("a, b")]
    [InlineData("\"a\", W/\"b\"")]
    // What a server sent is sent back.
    [InlineData("\"a\"b\"")]
    [InlineData("w/\"a\"")]
    public void A_tag_of_a_server_is_sent_as_it_is(string field) => Assert.Equal(field, EntityTag.Check(field));

    [Theory]
    [InlineData("")]
    [InlineData("W/")]
    [InlineData("a,,b")]
    [InlineData("\"a")]
    [InlineData("\"a\" \"b\"")]
    [InlineData("\"a\", b")]
    public void A_tag_that_protects_nothing_is_an_error(string field)
        => Assert.Equal(ErrorKind.InvalidHeader, Assert.Throws<RequestException>(() => EntityTag.Check(field)).Kind);

    [Theory]
    [InlineData("*")]
    [InlineData(" ")]
    [InlineData("W/")]
    public void A_tag_that_matches_anything_identifies_no_state(string tag) => Assert.False(EntityTag.IsUsable(tag));

    [Fact]
    public void Several_tags_are_one_field() => Assert.Equal("\"a\", W/\"b\"", EntityTag.Join(new[] { " \"a\"", "W/\"b\" " }.Select(static tag => tag)));
}
