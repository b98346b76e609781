using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Transport;
using Xunit;

namespace PutTools.Core.Tests.Transport;

public sealed class WatchedStreamTests
{
    // As the stream of .NET Framework does when the connection is closed.
    [Theory]
    [InlineData(5L, true)]
    [InlineData(4L, false)]
    [InlineData(null, false)]
    public async Task A_body_that_ends_before_its_announced_length_is_no_whole_body(long? announced, bool fails)
    {
        using var watch = new AttemptWatch(TimeProvider.System, new TimeSettings(), CancellationToken.None);
        using var stream = new WatchedStream(new MemoryStream(new byte[4]), watch, progress: null, announced: announced);

        var failure = await Record.ExceptionAsync(() => stream.CopyToAsync(Stream.Null));

        Assert.Equal(fails ? "4 of 5 bytes of the body arrived" : null, failure?.Message);
    }
}
