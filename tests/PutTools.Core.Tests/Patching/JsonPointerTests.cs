using System;
using PutTools.Patching;
using Xunit;

namespace PutTools.Core.Tests.Patching;

public class JsonPointerTests
{
    // RFC 6901 §5, the document and the results.
    private const string Section5 =
        """{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8}""";

    [Theory]
    [InlineData("", Section5)]
    [InlineData("/foo", """["bar","baz"]""")]
    [InlineData("/foo/0", "\"bar\"")]
    [InlineData("/", "0")]
    [InlineData("/a~1b", "1")]
    [InlineData("/c%d", "2")]
    [InlineData("/e^f", "3")]
    [InlineData("/g|h", "4")]
    [InlineData("/i\\j", "5")]
    [InlineData("/k\"l", "6")]
    [InlineData("/ ", "7")]
    [InlineData("/m~0n", "8")]
    public void The_examples_of_RFC_6901_section_5_hold(string pointer, string value)
        => Assert.Equal(value, Evaluate(pointer, Section5));

    [Theory]
    [InlineData("/bar")]
    [InlineData("/foo/2")]
    [InlineData("/foo/-")]
    [InlineData("/foo/00")]
    [InlineData("/foo/+1")]
    [InlineData("/foo/٠")]
    [InlineData("/foo/")]
    [InlineData("/foo/99999999999")]
    [InlineData("/foo/0/x")]
    [InlineData("/FOO")]
    public void A_missing_place_has_no_value(string pointer) => Assert.Null(Evaluate(pointer, Section5));

    [Theory]
    [InlineData("/10", "10")]
    [InlineData("/11", null)]
    [InlineData("/1\0", null)]
    public void An_index_may_have_several_digits(string pointer, string? value) => Assert.Equal(value, Evaluate(pointer, "[0,1,2,3,4,5,6,7,8,9,10]"));

    [Fact]
    public void An_escaped_tilde_before_a_one_is_not_a_slash() => Assert.Equal("10", Evaluate("/~01", """{"/":9,"~1":10}"""));

    [Theory]
    [InlineData("foo", "does not begin with a slash; write '/foo'")]
    [InlineData("#/foo", "does not begin with a slash")]
    [InlineData("/a~b", "a '~' that is not part of '~0' or '~1'")]
    [InlineData("/a~", "a '~' that is not part of '~0' or '~1'")]
    [InlineData("/~0~2", "a '~' that is not part of '~0' or '~1'")]
    public void A_malformed_pointer_is_an_error_that_names_the_mistake(string pointer, string what)
        => Assert.Contains(what, Assert.Throws<FormatException>(() => JsonPointer.Parse(pointer)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("a/b")]
    [InlineData("m~n")]
    [InlineData("~1")]
    [InlineData("~/~")]
    [InlineData("")]
    public void A_name_survives_a_round_trip_through_a_pointer(string name)
        => Assert.Equal(["x", name], JsonPointer.Parse(JsonPointer.Append("/x", name)).Tokens);

    private static string? Evaluate(string pointer, string json)
        => JsonPointer.Parse(pointer).Evaluate(Json.Parse(json))?.ToString();
}
