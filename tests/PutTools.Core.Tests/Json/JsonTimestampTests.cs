using PutTools.Json;
using Xunit;

namespace PutTools.Core.Tests.Json;

public class JsonTimestampTests
{
    [Theory]
    [InlineData("2024-01-02T03:04:05Z", "2024-01-02T03:04:05.000Z")]
    [InlineData("2024-01-02T03:04:05.120Z", "2024-01-02T03:04:05.12Z")]
    [InlineData("2024-01-02T03:04:05Z", "2024-01-02T03:04:05+00:00")]
    [InlineData("2024-01-02T03:04:05Z", "2024-01-02T03:04:05-00:00")]
    [InlineData("2024-01-02T03:04:05.5+02:00", "2024-01-02T03:04:05.50+02:00")]
    [InlineData("2024-01-02T03:04:05", "2024-01-02T03:04:05.0")]
    public void The_same_time_may_be_written_in_two_ways(string one, string other) => Assert.True(JsonTimestamp.AreSame(one, other));

    [Theory]
    [InlineData("2024-01-02T03:04:05Z", "2024-01-02T03:04:06Z")]
    [InlineData("2024-01-02T03:04:05.01Z", "2024-01-02T03:04:05.1Z")]
    // The same moment with another offset is another value, and so is a local time.
    [InlineData("2024-01-02T03:04:05+00:00", "2024-01-02T04:04:05+01:00")]
    [InlineData("2024-01-02T03:04:05", "2024-01-02T03:04:05Z")]
    public void Another_time_is_another_value(string one, string other) => Assert.False(JsonTimestamp.AreSame(one, other));

    [Theory]
    [InlineData("text")]
    [InlineData("2024-01-02")]
    [InlineData("2024-13-02T03:04:05Z")]
    [InlineData("2024-01-02T03:04:05.xZ")]
    [InlineData("2024-01-02T03:04:05,5Z")]
    public void Other_text_is_no_time(string text) => Assert.False(JsonTimestamp.AreSame(text, text));
}
