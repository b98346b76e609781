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
    [InlineData("Sun, 06 Nov 1994 08:49:00 GMT", 0)]
    public void Seconds_and_dates_are_read(string value, double seconds)
        => Assert.Equal(TimeSpan.FromSeconds(seconds), RetryAfter.Parse(value, Now));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("soon")]
    [InlineData("NaN")]
    public void Anything_else_is_no_wait(string? value) => Assert.Null(RetryAfter.Parse(value, Now));
}
