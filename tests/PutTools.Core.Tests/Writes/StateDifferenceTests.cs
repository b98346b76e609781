using System;
using System.Text;
using PutTools.Content;
using PutTools.Writes;
using Xunit;

namespace PutTools.Core.Tests.Writes;

public class StateDifferenceTests
{
    [Theory]
    [InlineData("""{"a":1}""", """{"a":1.0}""", null)]
    [InlineData("""{"a":1}""", """{"a":2}""", """{"a":2}""")]
    [InlineData("""{"a":1,"b":null}""", """{"a":1}""", """{"a":1}""")]
    [InlineData("""{"a":1}""", """{"a":1,"b":null}""", """{"a":1,"b":null}""")]
    [InlineData("""{"a":{"at":"2024-01-02T03:04:05.120Z"}}""", """{"a":{"at":"2024-01-02T03:04:05.12Z"}}""", null)]
    [InlineData("""["2024-01-02T03:04:05.000Z"]""", """["2024-01-02T03:04:05+00:00"]""", null)]
    [InlineData("""["2024-01-02T03:04:05.000"]""", """["2024-01-02T03:04:05"]""", null)]
    [InlineData("""["2024-01-02T03:04:05Z"]""", """["2024-01-02T03:04:05"]""", """["2024-01-02T03:04:05"]""")]
    [InlineData("""["2024-01-02T03:04:05Z"]""", """["2024-01-02T04:04:05+01:00"]""", """["2024-01-02T04:04:05+01:00"]""")]
    [InlineData("""["2024-01-02T03:04:05.1Z"]""", """["2024-01-02T03:04:05.2Z"]""", """["2024-01-02T03:04:05.2Z"]""")]
    [InlineData("""["2024-01-02T03:04:05.x0Z"]""", """["2024-01-02T03:04:05.xZ"]""", """["2024-01-02T03:04:05.xZ"]""")]
    [InlineData("""["2024-13-02T03:04:05.0Z"]""", """["2024-13-02T03:04:05Z"]""", """["2024-13-02T03:04:05Z"]""")]
    [InlineData("text", "text", null)]
    [InlineData("text", "other", "other")]
    [InlineData("""{"a":1}""", "no JSON", "no JSON")]
    public void A_put_sends_the_whole_desired_state_if_it_differs(string current, string desired, string? sent)
    {
        var difference = Between(current, desired);

        Assert.Equal(sent, difference.Content is BytesContent content ? Encoding.UTF8.GetString(content.Bytes.Span) : null);
    }

    [Fact]
    public void Without_a_current_state_the_whole_content_is_sent()
    {
        var content = new BytesContent(Encoding.UTF8.GetBytes("{}"));
        var difference = StateDifference.Between(null, content, new WriteOptions { Request = Requests.Put(new Uri("http://h/")) });

        Assert.Same(content, difference.Content);
        Assert.Empty(difference.Changes());
    }

    [Fact]
    public void The_changes_name_the_old_and_the_new_value()
    {
        var difference = Between("""{"a":1,"b":2}""", """{"a":3}""");

        Assert.Equal(["/b: 2 -> (nothing)", "/a: 1 -> 3"], System.Linq.Enumerable.Select(difference.Changes(), static change => change.ToString()), System.StringComparer.Ordinal);
    }

    private static StateDifference Between(string current, string desired)
        => StateDifference.Between(
            Responses.Of(current, "application/json"),
            new BytesContent(Encoding.UTF8.GetBytes(desired)),
            new WriteOptions { Request = Requests.Put(new Uri("http://h/")) });
}
