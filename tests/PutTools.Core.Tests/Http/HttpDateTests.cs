using System;
using System.Globalization;
using PutTools.Http;
using Xunit;

namespace PutTools.Core.Tests.Http;

public class HttpDateTests
{
    private static readonly DateTimeOffset Moment = new(1994, 11, 6, 8, 49, 37, TimeSpan.Zero);

    [Theory]
    [InlineData("Sun, 06 Nov 1994 08:49:37 GMT")]
    [InlineData("Sunday, 06-Nov-94 08:49:37 GMT")]
    [InlineData("Sun Nov  6 08:49:37 1994")]
    public void All_three_forms_of_the_RFC_are_read(string text) => Assert.Equal(Moment, HttpDate.Parse(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("1994-11-06T08:49:37Z")]
    [InlineData("Mon, 06 Nov 1994 08:49:37 GMT")]
    [InlineData("Sun, 31 Feb 1994 08:49:37 GMT")]
    public void Other_texts_are_not_dates(string? text) => Assert.Null(HttpDate.Parse(text));

    [Fact]
    public void Dates_are_read_and_written_the_same_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("de-DE");
        try
        {
            Assert.Equal("Sun, 06 Nov 1994 08:49:37 GMT", HttpDate.Format(Moment.ToOffset(TimeSpan.FromHours(5))));
            Assert.Equal(Moment, HttpDate.Parse("Sun, 06 Nov 1994 08:49:37 GMT"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
