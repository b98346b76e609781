using System;
using System.Text;
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
    [InlineData("784111747", 784111747)]
    [InlineData("20, 30", 30)]
    // Forms that servers send instead, and a wrong day of the week.
    [InlineData("Sun, 06 Nov 1994 08:49:37 UTC", 30)]
    [InlineData("Sun, 6 Nov 1994 10:49:37 +0200", 30)]
    [InlineData("6 Nov 1994 08:49:37 GMT", 30)]
    [InlineData("Sun, 06-Nov-1994 08:49:37 GMT", 30)]
    [InlineData("Fri, 06 Nov 1994 08:49:37 GMT", 30)]
    [InlineData("1994-11-06T08:49:37Z", 30)]
    [InlineData("1994-11-06T08:49:37.000+00:00", 30)]
    [InlineData("1994-11-06T08:50Z", 53)]
    public void Seconds_and_dates_are_read(string value, double seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), Of(503, ("Retry-After", value)));

    [Fact]
    public void A_date_is_relative_to_the_date_of_the_response()
        => Assert.Equal(TimeSpan.FromSeconds(30), Of(503, ("Retry-After", "Sun, 06 Nov 1994 08:54:37 GMT"), ("Date", "Sun, 06 Nov 1994 08:54:07 GMT")));

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("soon")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-∞")]
    [InlineData("∞")]
    public void Other_values_request_no_pause(string value) => Assert.Null(Of(503, ("Retry-After", value)));

    [Theory]
    [InlineData("X-RateLimit-Reset", "784111787", 784111787)]
    [InlineData("X-RateLimit-Reset", "1784111747", 1784111747 - 784111747)]
    [InlineData("X-RateLimit-Reset", "1784111747000", 1784111747 - 784111747)]
    [InlineData("X-RateLimit-Reset", "99999999999999999999", int.MaxValue)]
    [InlineData("X-RateLimit-Reset", "1994-11-06T08:49:37Z", 30)]
    [InlineData("X-RateLimit-Reset", "1994-11-06T10:49:37+02:00", 30)]
    [InlineData("X-RateLimit-Reset", "30, 30", 30)]
    [InlineData("X-RateLimit-Reset-After", "30.5", 30.5)]
    [InlineData("X-Rate-Limit-Time-Reset-Ms", "30500", 30.5)]
    [InlineData("RateLimit", "\"burst\";r=5;t=1, \"day\";r=0;t=30", 30)]
    [InlineData("RateLimit", "\"burst\";r=0;t=1, \"day\";r=0;t=30", 30)]
    // Only a limit without a request left counts; if none says so, any may be the cause.
    [InlineData("RateLimit", "\"burst\";r=0;t=30, \"day\";r=5;t=3600", 30)]
    [InlineData("RateLimit", "\"burst\";r=5;t=30", 30)]
    [InlineData("RateLimit", "limit=100, remaining=0, reset=30", 30)]
    public void A_reset_is_a_duration_or_a_time(string name, string value, double seconds)
    {
        var wait = Of(429, (name, value))!.Value.TotalSeconds;
        Assert.True(seconds == int.MaxValue ? wait >= seconds : wait == seconds, $"{wait} seconds");
    }

    [Fact]
    public void The_longest_of_several_lines_counts()
    {
        Assert.Equal(TimeSpan.FromSeconds(30), Of(503, ("Retry-After", "20"), ("Retry-After", "30")));
        Assert.Equal(TimeSpan.FromSeconds(30), Of(429, ("RateLimit", "\"burst\";r=5;t=1"), ("RateLimit", "\"day\";r=0;t=30")));
        Assert.Equal(TimeSpan.FromSeconds(30), Of(403, ("X-RateLimit-Remaining", "0, 0;w=60"), ("X-RateLimit-Reset", "30")));
    }

    [Theory]
    [InlineData(200, "0")]
    [InlineData(403, "1")]
    public void A_limit_that_is_not_exhausted_requests_no_pause(int status, string remaining)
        => Assert.Null(Of(status, ("X-RateLimit-Remaining", remaining), ("X-RateLimit-Reset", "60"), ("X-Rate-Limit-Time-Reset-Ms", "60")));

    // Matrix, Discord now and before, Google, Kubernetes, OpenStack.
    [Theory]
    [InlineData(429, """{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":2500}""", 2.5)]
    [InlineData(429, """{"message":"You are being rate limited.","retry_after":0.65,"global":false}""", 0.65)]
    [InlineData(429, """{"retry_after":6457}""", 6.457)]
    [InlineData(429, """{"error":{"code":429,"details":[{"reason":"x"},{"retryDelay":"58.5s"}]}}""", 58.5)]
    [InlineData(503, """{"kind":"Status","details":{"retryAfterSeconds":1200}}""", 1200.0)]
    [InlineData(503, """{"overLimit":{"retryAfter":"1994-11-06T08:49:37Z"}}""", 30.0)]
    [InlineData(429, """{"retryAfter":"soon","retryDelay":null}""", null)]
    [InlineData(429, """{"a":{"b":{"c":{"d":{"retry_after":5}}}}}""", null)]
    [InlineData(409, """{"retry_after":5}""", null)]
    [InlineData(429, "retry_after: 5", null)]
    public void A_limit_may_say_it_in_JSON(int status, string body, double? seconds)
    {
        Assert.Equal(seconds, RetryAfter.Of(new HttpResponse(status, string.Empty, ResponseHeaders.From([])) { Body = Encoding.UTF8.GetBytes(body) }, Now)?.TotalSeconds);
        Assert.Equal(7, RetryAfter.Of(new HttpResponse(status, string.Empty, ResponseHeaders.From([new("Retry-After", "7")])) { Body = Encoding.UTF8.GetBytes(body) }, Now)?.TotalSeconds);
    }

    private static TimeSpan? Of(int status, params (string Name, string Value)[] fields)
        => RetryAfter.Of(new HttpResponse(status, string.Empty, ResponseHeaders.From(Array.ConvertAll(fields, static field => new System.Collections.Generic.KeyValuePair<string, string>(field.Name, field.Value)))), Now);
}
