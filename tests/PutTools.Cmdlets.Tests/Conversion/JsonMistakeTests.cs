using System;
using System.Linq;
using System.Text;
using System.Text.Json;
using PutTools.Cmdlets.Conversion;
using PutTools.Core.Tests;
using PutTools.Json;
using Xunit;

namespace PutTools.Cmdlets.Tests.Conversion;

public class JsonMistakeTests
{
    [Theory]
    [InlineData("plain words ")]
    [InlineData("a : b\n")]
    [InlineData("{")]
    [InlineData("\"")]
    public void The_mistake_in_a_long_text_is_found_quickly(string part)
    {
        var text = "{\"a\":\\" + string.Concat(Enumerable.Repeat(part, 40_000_000 / part.Length));
        var failure = Assert.ThrowsAny<JsonException>(() => JsonSyntax.Check(Encoding.UTF8.GetBytes(text)));
        var time = ThreadTime.Of(() => _ = JsonMistake.Fault(text, failure));
        Assert.True(time < TimeSpan.FromSeconds(1.5), $"It took {time}.");
    }
}
