using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using PutTools.Content;
using Xunit;

namespace PutTools.Core.Tests.Content;

/// <summary>Content that was coded, complete and cut.</summary>
public sealed class DecodedStreamTests
{
    private static readonly byte[] Text = [.. Enumerable.Range(0, 50_000).Select(static i => (byte)((i * i) >> 3))];

    // Programs such as bgzip end a file with it. The runtime writes nothing if there is no content.
    private static readonly byte[] Empty = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task A_cut_body_is_an_error_and_a_complete_one_is_not(string coding)
    {
        var coded = Coded(coding, Text);
        Assert.Equal(Text, await DecodeAsync(coding, coded));
        Assert.Empty(await DecodeAsync(coding, []));
        Assert.Empty(await DecodeAsync(coding, Coded(coding, [])));
        foreach (var length in (int[])[.. Enumerable.Range(1, 60), coded.Length / 2, coded.Length - 20])
        {
            var cut = coded[..length];
            await Assert.ThrowsAsync<InvalidDataException>(() => DecodeAsync(coding, cut));
            Assert.NotNull(ContentCoding.Decode(cut, coding, long.MaxValue).Problem);
        }
    }

    [Fact]
    public async Task A_cut_body_with_zeros_is_an_error()
    {
        // Coded as a repetition, which has zeros.
        var coded = Coded("gzip", [.. Enumerable.Repeat((byte)'x', 100_000)]);
        for (var length = 40; length < coded.Length; length++)
        {
            var cut = coded[..length];
            await Assert.ThrowsAsync<InvalidDataException>(() => DecodeAsync("gzip", cut));
            await Assert.ThrowsAsync<InvalidDataException>(() => DecodeAsync("gzip", [.. coded, .. cut]));
        }
    }

    [Fact]
    public async Task Several_members_of_gzip_and_what_follows_them_are_no_error()
    {
        var one = Coded("gzip", Text);
        Assert.Equal((byte[])[.. Text, .. Text], await DecodeAsync("gzip", [.. one, .. one]));
        Assert.Equal((byte[])[.. Text, .. Text], await DecodeAsync("gzip", [.. one, .. one, .. Empty]));
        Assert.Equal((byte[])[.. Text, 1], await DecodeAsync("gzip", [.. one, .. Coded("gzip", [1])]));
        Assert.Equal(Text, await DecodeAsync("gzip", [.. one, 0, 0, 0, 0]));
        Assert.Equal(Text, await DecodeAsync("gzip", [.. one, .. "\n"u8]));
        Assert.Equal(Text, await DecodeAsync("gzip", [.. one, .. "\r\n\r\n"u8]));
        Assert.Equal(Text, await DecodeAsync("gzip, deflate", Coded("deflate", one)));
    }

    [Fact]
    public void What_a_stream_saw_does_not_depend_on_the_sizes_of_the_reads()
    {
        var one = Coded("gzip", [1]);
        byte[] bytes = [.. one, .. one];
        for (var size = 1; size <= bytes.Length; size++)
        {
            using var coded = new CodedStream(new MemoryStream(bytes));
            var buffer = new byte[size];
            while (coded.Read(buffer, 0, size) > 0)
                Assert.Equal(coded.Length >= one.Length + 3, coded.HasFurtherMember);

            Assert.Equal(Enumerable.Range(bytes.Length - 12, 9).Select(i => BitConverter.ToUInt32(bytes, i)), coded.Tail);
        }
    }

    private static byte[] Coded(string coding, byte[] content)
    {
        var coded = new MemoryStream();
        using (var encoder = ContentCoding.Encoder(coding, coded))
            encoder.Write(content);
        return coded.ToArray();
    }

    private static async Task<byte[]> DecodeAsync(string coding, byte[] coded)
    {
        var content = new MemoryStream();
        using var decoder = ContentCoding.Decoder(new MemoryStream(coded), coding);
        await decoder.CopyToAsync(content);
        return content.ToArray();
    }
}
