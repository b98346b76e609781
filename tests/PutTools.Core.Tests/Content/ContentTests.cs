using System;
using System.IO;
using System.IO.Pipes;
using System.IO.Compression;
using System.Linq;
using System.Net.Http;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Content;
using PutTools.Http;
using PutTools.Testing;
using PutTools.Writes;
using Xunit;

namespace PutTools.Core.Tests.Content;

public sealed class ContentTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task A_file_is_opened_again_for_each_attempt()
    {
        await File.WriteAllTextAsync(_path, "content");
        var content = new FileContent(_path);

        Assert.Equal(7, content.Length);
        Assert.Equal("content", await TextAsync(content));
        Assert.Equal("content", await TextAsync(content));
    }

    [Theory]
    [InlineData("longer than before")]
    [InlineData("short")]
    public async Task A_file_that_changed_before_sending_is_refused(string changed)
    {
        await File.WriteAllTextAsync(_path, "content");
        var content = new FileContent(_path);
        await File.WriteAllTextAsync(_path, changed);

        var failure = await Assert.ThrowsAsync<RequestException>(() => TextAsync(content));
        Assert.Equal(ErrorKind.FileReadFailed, failure.Kind);
    }

    [Fact]
    public async Task A_file_that_grows_during_sending_is_not_sent_completely()
    {
        await File.WriteAllBytesAsync(_path, new byte[1_000_000]);
        var content = new FileContent(_path);
        var target = new ReactingStream(() => File.AppendAllText(_path, "x"));

        await Assert.ThrowsAsync<RequestException>(() => content.WriteToAsync(target, CancellationToken.None));
        Assert.InRange(target.Count, 1, 999_999);
    }

    [Fact]
    public async Task A_file_that_is_deleted_during_sending_was_not_sent_completely()
    {
        await File.WriteAllBytesAsync(_path, new byte[1_000_000]);
        var content = new FileContent(_path);
        var target = new ReactingStream(() => File.Delete(_path));

        var failure = await Assert.ThrowsAsync<RequestException>(() => content.WriteToAsync(target, CancellationToken.None));
        Assert.Equal(ErrorKind.FileReadFailed, failure.Kind);
        Assert.DoesNotContain("Nothing was sent", failure.Message, StringComparison.Ordinal);
        Assert.InRange(target.Count, 1, 999_999);
    }

    [Theory]
    [InlineData(0, false)]
    // The server has got a part, and may not notice that it is one.
    [InlineData(1, true)]
    public async Task A_read_failure_differs_from_a_connection_failure(int sent, bool isUnknown)
    {
        await using var server = await ResourceServer.StartAsync();
        var request = new ResourceRequest
        {
            Method = HttpMethod.Put,
            Uri = new Uri(server.Uri, "items/1"),
            Content = new StreamedContent(new FailingStream(sent)),
        };

        var failure = await Assert.ThrowsAsync<RequestException>(() => new WriteRunner(TimeProvider.System).SendAsync(request));
        Assert.Equal(ErrorKind.FileReadFailed, failure.Kind);
        Assert.Contains("the tape is torn", failure.Message, StringComparison.Ordinal);
        Assert.Equal((1, isUnknown), (failure.Attempts, failure.OutcomeUnknown));
        Assert.Empty(server.Journal);
    }

    [Fact]
    public async Task A_seekable_stream_is_rewound_to_its_start_position()
    {
        var content = new StreamedContent(new MemoryStream("skipped, sent"u8.ToArray()) { Position = 9 });

        Assert.True(content.CanReplay);
        Assert.Equal(4, content.Length);
        Assert.Equal("sent", await TextAsync(content));
        Assert.Equal("sent", await TextAsync(content));
    }

    [Fact]
    public async Task A_stream_that_cannot_seek_is_sent_once()
    {
        var content = new StreamedContent(OneWay("once"));

        Assert.False(content.CanReplay);
        Assert.Null(content.Length);
        Assert.Equal("once", await TextAsync(content));
        await Assert.ThrowsAsync<RequestException>(() => TextAsync(content));
    }

    [Theory]
    [InlineData(4, "once")]
    [InlineData(3, null)]
    [InlineData(5, null)]
    [InlineData(0, null)]
    public async Task A_stream_has_the_length_that_the_caller_specifies(long length, string? sent)
    {
        var content = new StreamedContent(OneWay("once"));
        content.Specify(length);

        Assert.Equal(length, content.Length);
        if (sent is not null)
            Assert.Equal(sent, await TextAsync(content));
        else
            Assert.Equal(ErrorKind.FileReadFailed, (await Assert.ThrowsAsync<RequestException>(() => TextAsync(content))).Kind);
    }

    [Fact]
    public async Task The_wait_for_the_end_of_such_a_stream_can_be_cancelled()
    {
        using var writer = new AnonymousPipeServerStream(PipeDirection.Out);
        using var reader = new AnonymousPipeClientStream(PipeDirection.In, writer.ClientSafePipeHandle);
        await writer.WriteAsync("once"u8.ToArray());
        var content = new StreamedContent(reader);
        content.Specify(4);
        using var end = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Run(() => content.WriteToAsync(Stream.Null, end.Token)).WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task A_stream_that_does_not_know_its_length_is_sent_once()
    {
        var content = new StreamedContent(new UnmeasuredStream("once"u8.ToArray(), new NotSupportedException()));

        Assert.False(content.CanReplay);
        Assert.Null(content.Length);
        Assert.Equal("once", await TextAsync(content));
    }

    [Fact]
    public void A_closed_stream_is_refused_even_if_it_seems_to_be_open()
    {
        var failure = Assert.Throws<RequestException>(() => new StreamedContent(new UnmeasuredStream([], new ObjectDisposedException(null))));
        Assert.Equal(ErrorKind.InvalidPayload, failure.Kind);
    }

    [Fact]
    public async Task The_copy_of_a_stream_that_reads_without_waiting_can_be_cancelled()
    {
        using var end = new CancellationTokenSource();
        var target = new ReactingStream(end.Cancel);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new StreamedContent(new MemoryStream(new byte[1_000_000])).WriteToAsync(target, end.Token));
        Assert.InRange(target.Count, 1, 999_999);
    }

    [Fact]
    public async Task A_form_has_its_declared_length_and_can_be_written_twice()
    {
        await File.WriteAllTextAsync(_path, "file");
        var form = new MultipartFormContent(
        [
            new FormPart("a", new BytesContent("text"u8.ToArray())),
            new FormPart("b", new FileContent(_path) { ContentType = "text/plain" }, "naïve.txt"),
        ]);
        var first = await TextAsync(form);

        Assert.True(form.CanReplay);
        Assert.Equal(form.Length, Encoding.UTF8.GetByteCount(first));
        Assert.Equal(first, await TextAsync(form));
        Assert.Contains("filename=\"naïve.txt\"; filename*=UTF-8''na%C3%AFve.txt\r\nContent-Type: text/plain\r\n\r\nfile\r\n--", first, StringComparison.Ordinal);
    }

    [Fact]
    public void A_form_with_a_part_that_cannot_be_replayed_cannot_be_replayed()
    {
        var form = new MultipartFormContent([new FormPart("a", new StreamedContent(OneWay("once")), "a")]);

        Assert.False(form.CanReplay);
        Assert.Null(form.Length);
    }

    [Fact]
    public async Task A_field_name_cannot_break_out_of_its_header()
    {
        var form = new MultipartFormContent([new FormPart("a\"\r\nX: y", new BytesContent("1"u8.ToArray()), "f\"\r\nX: y")]);

        Assert.Contains("name=\"a%22%0D%0AX: y\"; filename=\"f%22%0D%0AX: y\"", await TextAsync(form), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compressed_content_is_the_same_each_time_so_that_its_digest_holds()
    {
        await File.WriteAllTextAsync(_path, new string('x', 300_000));
        var content = CodedContent.Create(new FileContent(_path), "gzip");
        var digest = await ContentDigest.FieldAsync(content, CancellationToken.None);

        var sent = await BytesAsync(content);
        var hash = Convert.ToBase64String(SHA256.HashData(sent));
        Assert.Equal($"sha-256=:{hash}:", digest);
        using var plain = new StreamReader(new GZipStream(new MemoryStream(sent), CompressionMode.Decompress));
        Assert.Equal(300_000, (await plain.ReadToEndAsync()).Length);
    }

    private static GZipStream OneWay(string text)
    {
        var coded = new MemoryStream();
        using (var gzip = new GZipStream(coded, CompressionMode.Compress, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        coded.Position = 0;
        return new GZipStream(coded, CompressionMode.Decompress);
    }

    private static async Task<byte[]> BytesAsync(RequestContent content)
    {
        var target = new MemoryStream();
        await content.WriteToAsync(target, CancellationToken.None);
        return target.ToArray();
    }

    private static async Task<string> TextAsync(RequestContent content) => Encoding.UTF8.GetString(await BytesAsync(content));

    /// <summary>Counts the bytes that are written, and runs an action at the first piece.</summary>
    private sealed class ReactingStream(Action atFirst) : MemoryStream
    {
        public long Count { get; private set; }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Count == 0) atFirst();
            Count += buffer.Length;
            return default;
        }
    }

    private sealed class UnmeasuredStream(byte[] content, Exception failure) : MemoryStream(content)
    {
        public override long Length => throw failure;
    }

    private sealed class FailingStream(int readable) : MemoryStream(new byte[100_000])
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
            => Position < readable ? base.ReadAsync(buffer[..readable], cancellationToken) : throw new IOException("the tape is torn");
    }
}
