using System;
using PutTools.Http;
using Xunit;

namespace PutTools.Core.Tests.Http;

public class RetryAfterTests
{
    private static readonly DateTimeOffset Now = new(1994, 11, 6, 8, 49, 7, TimeSpan.Zero);

    [Theory]
    [InlineData("120", 120)]
    [InlineData(" 0 ", 0)]
    [InlineData("1.5", 1.5)]
    [InlineData("99999999999999999999", int.MaxValue)]
    [InlineData("Sun, 06 Nov 1994 08:49:37 GMT", 30)]
    [InlineData("Sunday, 06-Nov-94 08:49:37 GMT", 30)]
    [InlineData("Sun Nov  6 08:49:37 1994", 30)]
    [InlineData("Sun, 06 Nov 1994 08:49:00 GMT", -7)]
    public void Seconds_and_dates_are_read(string value, double seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), Of(503, ("Retry-After", value)));

    [Fact]
    public void A_date_is_relative_to_the_date_of_the_response()
        => Assert.Equal(TimeSpan.FromSeconds(30), Of(503, ("Retry-After", "Sun, 06 Nov 1994 08:54:37 GMT"), ("Date", "Sun, 06 Nov 1994 08:54:07 GMT")));

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("soon")]
    [InlineData("NaN")]
    public void Other_values_request_no_pause(string value) => Assert.Null(Of(503, ("Retry-After", value)));

    [Theory]
    [InlineData("X-RateLimit-Reset", "784111787", 784111787)]
    [InlineData("X-RateLimit-Reset", "1784111747", 1784111747 - 784111747)]
    [InlineData("X-RateLimit-Reset", "1784111747000", 1784111747 - 784111747)]
    [InlineData("X-RateLimit-Reset", "99999999999999999999", int.MaxValue)]
    public void A_reset_is_a_duration_or_a_time(string name, string value, double seconds)
    {
        var wait = Of(429, (name, value))!.Value.TotalSeconds;
        Assert.True(seconds == int.MaxValue ? wait >= seconds : wait == seconds, $"{wait} seconds");
    }

    [Theory]
    [InlineData(200, "0")]
    [InlineData(403, "1")]
    public void A_limit_that_is_not_exhausted_requests_no_pause(int status, string remaining)
        => Assert.Null(Of(status, ("X-RateLimit-Remaining", remaining), ("X-RateLimit-Reset", "60")));

    private static TimeSpan? Of(int status, params (string Name, string Value)[] fields)
        => RetryAfter.Of(new HttpResponse(status, string.Empty, ResponseHeaders.From(Array.ConvertAll(fields, static field => new System.Collections.Generic.KeyValuePair<string, string>(field.Name, field.Value)))), Now);
}
