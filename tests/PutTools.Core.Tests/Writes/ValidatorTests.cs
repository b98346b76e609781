using System;
using System.Collections.Generic;
using PutTools.Http;
using PutTools.Writes;
using Xunit;

namespace PutTools.Core.Tests.Writes;

public class ValidatorTests
{
    [Theory]
    // The resource was changed so many seconds before the response.
    [InlineData(0, null, 2)]
    [InlineData(1, null, 1)]
    [InlineData(2, null, 0)]
    [InlineData(60, null, 0)]
    [InlineData(1, "W/\"a\"", 1)]
    [InlineData(1, "\"a\"", 0)]
    public void A_date_protects_a_write_two_seconds_after_the_change(int secondsAgo, string? tag, int wait)
    {
        var now = new DateTimeOffset(2024, 1, 2, 3, 4, 5, TimeSpan.Zero);
        List<KeyValuePair<string, string>> fields = [new("Date", HttpDate.Format(now)), new("Last-Modified", HttpDate.Format(now.AddSeconds(-secondsAgo)))];
        if (tag is not null)
            fields.Add(new("ETag", tag));

        Assert.Equal(TimeSpan.FromSeconds(wait), Validator.UntilReliable(new HttpResponse(200, "OK", ResponseHeaders.From(fields))));
    }
}
