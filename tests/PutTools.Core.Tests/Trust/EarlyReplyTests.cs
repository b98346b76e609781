using System;
using System.Net.Http;
using System.Threading.Tasks;
using PutTools.Content;
using Xunit;

namespace PutTools.Core.Tests.Trust;

public sealed class EarlyReplyTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("early-reply")]
    [InlineData("early-reply-linger")]
    [InlineData("early-reply-keep")]
    public async Task A_reply_that_comes_while_the_body_is_still_going_out_is_the_outcome(string fault)
    {
        // More than the buffers of both sides hold.
        var body = new BytesContent(new byte[32 * 1024 * 1024]) { ContentType = "application/octet-stream" };
        var failure = await new ResourceRequest { Method = HttpMethod.Patch, Uri = fixture.Fault($"{fault}/items/1"), Content = body }.FailAsync();

        Assert.Equal(ErrorKind.ContentTooLarge, failure.Kind);
        Assert.False(failure.OutcomeUnknown);
        Assert.Equal(1, failure.Attempts);
    }
}
