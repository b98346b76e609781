using System;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading.Tasks;
using BenchmarkDotNet.Attributes;
using PutTools.Content;
using PutTools.Writes;

namespace PutTools.Benchmarks;

/// <summary>One write by the engine alone, without PowerShell and without JSON, beside the same by a bare HttpClient.</summary>
[BenchmarkCategory("Engine")]
public class EngineBenchmarks
{
    private static readonly byte[] User = """{"id":123,"name":"John Doe","email":"john@example.com","active":true}"""u8.ToArray();

    private readonly WriteRunner _runner = new(TimeProvider.System);
    private readonly HttpClient _httpClient = new(new SocketsHttpHandler());
    private Uri _uri = null!;

    /// <summary>The url of the server.</summary>
    public static Uri Server { get; set; } = null!;

    [GlobalSetup]
    public void Setup() => _uri = new Uri(Server, "benchmark/123");

    [Benchmark]
    public async Task<int> ResourcePut()
    {
        var request = new ResourceRequest
        {
            Method = HttpMethod.Put,
            Uri = _uri,
            Content = new BytesContent(User) { ContentType = "application/json" },
        };
        var response = await _runner.RunAsync(new WriteOptions { Request = request }, observer: null, default).ConfigureAwait(false);
        return response!.StatusCode;
    }

    [Benchmark(Baseline = true)]
    public async Task<int> HttpClient()
    {
        using var content = new ByteArrayContent(User);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await _httpClient.PutAsync(_uri, content).ConfigureAwait(false);
        var body = await response.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
        return body.Length;
    }
}
