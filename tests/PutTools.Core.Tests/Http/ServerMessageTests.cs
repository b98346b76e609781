using PutTools.Http;
using Xunit;

namespace PutTools.Core.Tests.Http;

public class ServerMessageTests
{
    [Theory]
    [InlineData("""{"type":"about:blank","title":"No credit","status":403,"detail":"Balance is 30."}""", "No credit: Balance is 30.")]
    [InlineData("""{"title":"No credit"}""", "No credit")]
    [InlineData("""{"title":"Unprocessable Content","detail":"Balance is 30."}""", "Balance is 30.")]
    [InlineData("""{"title":"Unprocessable Content","errors":{"name":["is taken"]}}""", "name: is taken")]
    [InlineData("""{"error":{"code":"E1","message":"Name is taken"}}""", "Name is taken")]
    [InlineData("""{"error":"Name is taken"}""", "Name is taken")]
    [InlineData("""{"error":"invalid_grant","error_description":"The token has expired"}""", "The token has expired")]
    [InlineData("""{"error":"conflict","reason":"Document update conflict"}""", "Document update conflict")]
    [InlineData("""{"error":"taken","description":"Name is taken"}""", "Name is taken")]
    [InlineData("""{"message":"Name is taken"}""", "Name is taken")]
    [InlineData("""{"Message":"Any case"}""", "Any case")]
    [InlineData("""{"message":null,"error":"Not the null"}""", "Not the null")]
    [InlineData("""{"errors":{"name":["must not be empty","is too short"],"age":["is negative"]}}""", "name: must not be empty; is too short; age: is negative")]
    [InlineData("""{"title":"Invalid","errors":{"name":["must not be empty"]}}""", "Invalid: name: must not be empty")]
    [InlineData("""{"errors":["first","second"]}""", "first; second")]
    [InlineData("""{"errors":[{"code":1,"message":"first"},{"code":2,"message":"second"}]}""", "first; second")]
    [InlineData("""["first","second"]""", "first; second")]
    [InlineData("""[{"message":"first"}]""", "first")]
    [InlineData("""{"detail":[{"loc":["body","name"],"msg":"field required","type":"missing"}]}""", "field required")]
    [InlineData("\"Just text\"", "Just text")]
    [InlineData("""{"code":7}""", """{"code":7}""")]
    [InlineData("""{"broken":""", """{"broken":""")]
    [InlineData("{\"message\":\"two\\n  lines\"}", "two lines")]
    public void Json_says_it_in_its_usual_members(string body, string words) => Assert.Equal(words, Of(body, "application/json"));

    [Theory]
    [InlineData("Name is taken\r\n", "text/plain", "Name is taken")]
    [InlineData("Grüße", "text/plain; charset=utf-8", "Grüße")]
    [InlineData("""{"message":"no type"}""", null, "no type")]
    [InlineData("no type", null, "no type")]
    [InlineData("<html><head><title>502 Bad &amp; Gateway</title></head><body>nginx</body></html>", "text/html", "502 Bad & Gateway")]
    [InlineData("<p>no title</p>", "text/html", "<p>no title</p>")]
    [InlineData("<e>text</e>", "application/xml", "<e>text</e>")]
    [InlineData("{\"title\":\"T\"}", "application/problem+json", "T")]
    [InlineData("%PDF", "application/pdf", null)]
    [InlineData("", "application/json", null)]
    [InlineData("{}", "application/json", null)]
    [InlineData("[]", "application/json", null)]
    [InlineData("  \r\n ", "text/plain", null)]
    public void Other_types_say_it_as_they_can(string body, string? contentType, string? words) => Assert.Equal(words, Of(body, contentType));

    [Fact]
    public void Long_words_are_cut() => Assert.Equal(new string('x', 500) + "…", Of(new string('x', 10_000), "text/plain"));

    [Fact]
    public void No_character_is_cut_in_two() => Assert.Equal(new string('x', 499) + "…", Of(new string('x', 499) + "🧙🧙", "text/plain"));

    [Fact]
    public void The_reason_phrase_alone_says_nothing_more()
        => Assert.Null(Of("""{"type":"about:blank","title":"Unprocessable Content","status":422}""", "application/problem+json"));

    [Fact]
    public void A_page_of_the_status_alone_says_nothing_more()
        => Assert.Null(Of("<html><head><title>422 Unprocessable Content</title></head></html>", "text/html"));

    [Theory]
    [InlineData("<title>", ' ')]
    [InlineData("", ' ')]
    [InlineData("<title", '<')]
    public void A_body_made_to_take_long_is_no_error(string start, char filler)
        => Assert.Null(Record.Exception(() => Of(start + new string(filler, 2_000_000), "text/html")));

    private static string? Of(string body, string? contentType)
        => ServerMessage.Of(Responses.Of(body, contentType));
}
