using Xunit;

namespace PutTools.Core.Tests.Http;

public class ProblemDetailsTests
{
    [Fact]
    public void All_members_are_read_and_additional_ones_are_kept()
    {
        // The example of RFC 9457 §3.
        var problem = ProblemDetails.Parse(Responses.Of(
            """{"type":"https://example.com/probs/out-of-credit","title":"You do not have enough credit.","status":403,"detail":"Your current balance is 30.","instance":"/account/12345/msgs/abc","balance":30,"accounts":["/account/12345"]}""",
            "application/problem+json; charset=utf-8"))!;

        Assert.Equal("https://example.com/probs/out-of-credit", problem.Type);
        Assert.Equal("You do not have enough credit.", problem.Title);
        Assert.Equal(403, problem.Status);
        Assert.Equal("Your current balance is 30.", problem.Detail);
        Assert.Equal("/account/12345/msgs/abc", problem.Instance);
        Assert.Equal("30", problem.Extensions["balance"]);
        Assert.Equal("""["/account/12345"]""", problem.Extensions["accounts"]);
    }

    [Theory]
    [InlineData("""{"title":1,"status":"403"}""")]
    [InlineData("""{"title":null,"status":4.5}""")]
    [InlineData("{}")]
    public void A_member_of_the_wrong_type_is_ignored(string body)
    {
        // RFC 9457 §3.1: such members are ignored.
        var problem = ProblemDetails.Parse(Responses.Of(body, "application/problem+json"))!;

        Assert.Null(problem.Title);
        Assert.Null(problem.Status);
    }

    [Theory]
    [InlineData("""{"title":"x"}""", "application/json")]
    [InlineData("""{"title":"x"}""", null)]
    [InlineData("""["x"]""", "application/problem+json")]
    [InlineData("{", "application/problem+json")]
    [InlineData("", "application/problem+json")]
    public void Other_bodies_are_not_problem_details(string body, string? contentType)
        => Assert.Null(ProblemDetails.Parse(Responses.Of(body, contentType)));
}
