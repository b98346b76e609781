using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using PutTools.Http;
using Xunit;

namespace PutTools.Core.Tests.Transport;

public sealed class ResponseBodyTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("brotli")]
    public async Task A_content_coding_is_decoded(string path)
    {
        var response = await Requests.Put(fixture.At(path)).SendAsync();

        Assert.Null(response.BodyProblem);
        Assert.Contains("\"method\":\"PUT\"", response.Text());
    }

    [Fact]
    public async Task A_body_that_is_not_in_its_coding_is_returned_as_the_received_bytes()
    {
        var response = await Requests.Put(fixture.Fault("bad-gzip/items/1")).SendAsync();

        Assert.True(response.IsSuccess);
        Assert.Equal("not gzip data", response.Text());
        Assert.Contains("'gzip'", response.BodyProblem);
    }

    [Theory]
    [InlineData("200 OK", "application/json", true)]
    [InlineData("400 Bad Request", "text/plain; charset=utf-8", true)]
    [InlineData("200 OK", "application/gzip", false)]
    [InlineData("200 OK", "application/octet-stream", false)]
    public async Task Text_in_gzip_is_decoded_also_if_its_coding_is_not_declared(string status, string type, bool isDecoded)
    {
        using var coded = new MemoryStream();
        using (var gzip = new GZipStream(coded, CompressionMode.Compress, leaveOpen: true))
            gzip.Write("{\"a\":1}"u8);
        using var server = new ManualServer();
        var sending = (Requests.Put(server.Uri) with { SkipHttpErrorCheck = true }).SendAsync();
        await server.AcceptAndReadAsync("\r\n\r\n");
        await server.SendAsync($"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {coded.Length}\r\n\r\n");
        await server.SendAsync(coded.ToArray());

        var response = await sending;
        Assert.Null(response.BodyProblem);
        Assert.Equal(isDecoded ? "{\"a\":1}"u8.ToArray() : coded.ToArray(), response.Body.ToArray());
    }

    [Theory]
    [InlineData(3)]
    [InlineData(300)]
    public async Task Chunks_end_the_body_regardless_of_Content_Length(int length)
    {
        using var server = new ManualServer();
        var sending = Requests.Put(server.Uri).SendAsync();
        await server.AcceptAndReadAsync("\r\n\r\n");
        await server.SendAsync($"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: {length}\r\n\r\n5\r\nwhole\r\n0\r\n\r\n");

        Assert.Equal("whole", (await sending).Text());
    }

    [Fact]
    public async Task A_raw_deflate_body_is_decoded()
    {
        var coded = new MemoryStream();
        using (var encoder = new DeflateStream(coded, CompressionLevel.Fastest, leaveOpen: true))
            encoder.Write("bare"u8);
        var response = await AnswerAsync("Content-Encoding: deflate\r\n", coded.ToArray());

        Assert.Equal(("bare", null), (response.Text(), response.BodyProblem));
    }

    [Theory]
    [InlineData("Transfer-Encoding: gzip\r\n", false)]
    [InlineData("Transfer-Encoding: gzip, chunked\r\n", true)]
    [InlineData("Content-Encoding: gzip\r\nTransfer-Encoding: Chunked\r\n", true)]
    public async Task A_transfer_coding_is_decoded(string field, bool isChunked)
    {
        var coded = new MemoryStream();
        using (var encoder = new GZipStream(coded, CompressionLevel.Fastest, leaveOpen: true))
            encoder.Write("whole"u8);
        using var server = new ManualServer();
        var sending = Requests.Put(server.Uri).SendAsync();
        await server.AcceptAndReadAsync("""{"a":1}""");
        await server.SendAsync($"HTTP/1.1 200 OK\r\n{field}\r\n" + (isChunked ? $"{coded.Length:x}\r\n" : string.Empty));
        await server.SendAsync([.. coded.ToArray(), .. isChunked ? "\r\n0\r\n\r\n"u8 : []]);
        server.Close();
        var response = await sending;

        Assert.Equal(("whole", null), (response.Text(), response.BodyProblem));
    }

    [Theory]
    [InlineData(1000, null)]
    [InlineData(999, "longer than 999 bytes")]
    public async Task A_body_longer_than_MaximumResponseBytes_is_left_out_and_the_write_is_a_success(long limit, string? problem)
    {
        var response = await Requests.Put(fixture.At("bytes/1000"), settings: Requests.Once with { MaximumResponseBytes = limit }).SendAsync();

        AssertLeftOut(response, problem, whole: 1000);
    }

    [Theory]
    [InlineData(5, null)]
    [InlineData(4, "longer than 4 bytes")]
    public async Task A_chunked_body_is_cut_off_by_MaximumResponseBytes(long limit, string? problem)
    {
        using var server = new ManualServer();
        var sending = Requests.Put(server.Uri, settings: Requests.Once with { MaximumResponseBytes = limit }).SendAsync();
        await server.AcceptAndReadAsync("""{"a":1}""");
        await server.SendAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");

        AssertLeftOut(await sending, problem, whole: 5);
    }

    [Fact]
    public async Task A_small_body_that_decodes_to_a_huge_one_is_cut_off_by_MaximumResponseBytes()
    {
        var bomb = new MemoryStream();
        using (var encoder = new GZipStream(bomb, CompressionLevel.Fastest, leaveOpen: true))
            encoder.Write(new byte[4 * 1024 * 1024]);
        var response = await AnswerAsync("Content-Encoding: gzip\r\n", bomb.ToArray(), limit: 1024 * 1024);

        Assert.True(bomb.Length < 1024 * 1024);
        AssertLeftOut(response, "longer than 1048576 bytes", whole: 0);
    }

    [Theory]
    [InlineData("Content-Encoding")]
    [InlineData("Transfer-Encoding")]
    public async Task A_body_with_thousands_of_codings_is_left_as_it_arrived(string field)
    {
        var codings = string.Join(",", Enumerable.Repeat("gzip", 100_000));
        using var server = new ManualServer();
        var sending = Requests.Put(server.Uri, settings: Requests.Once).SendAsync();
        await server.AcceptAndReadAsync("""{"a":1}""");
        await server.SendAsync($"HTTP/1.1 200 OK\r\n{field}: {codings}\r\nConnection: close\r\n\r\nabc");
        server.Dispose();
        var response = await sending;

        Assert.Equal("abc", response.Text());
        Assert.Contains("it has 100000 codings", response.BodyProblem!);
    }

    [Fact]
    public async Task A_body_without_a_length_ends_with_its_connection()
    {
        using var server = new ManualServer();
        var sending = Requests.Put(server.Uri).SendAsync();
        await server.AcceptAndReadAsync("""{"a":1}""");
        await server.SendAsync("HTTP/1.1 200 OK\r\n\r\nto the end");
        server.Dispose();

        Assert.Equal("to the end", (await sending).Text());
    }

    [Theory]
    [InlineData("continue-then-200")]
    [InlineData("many-1xx")]
    public async Task Interim_responses_are_skipped(string fault)
        => Assert.True((await Requests.Put(fixture.Fault($"{fault}/interim/{fault}")).SendAsync()).IsSuccess);

    private static void AssertLeftOut(HttpResponse response, string? problem, int whole)
    {
        Assert.True(response.IsSuccess);
        Assert.Equal(problem is null ? whole : 0, response.Body.Length);
        if (problem is null)
            Assert.Null(response.BodyProblem);
        else
            Assert.Contains(problem, response.BodyProblem);
    }

    private static async Task<HttpResponse> AnswerAsync(string field, byte[] body, long limit = long.MaxValue)
    {
        using var server = new ManualServer();
        var sending = Requests.Put(server.Uri, settings: Requests.Once with { MaximumResponseBytes = limit }).SendAsync();
        await server.AcceptAndReadAsync("""{"a":1}""");
        await server.SendAsync([.. Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\n{field}Content-Length: {body.Length}\r\n\r\n"), .. body]);
        return await sending;
    }
}
