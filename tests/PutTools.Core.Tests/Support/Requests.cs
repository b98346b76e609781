using System;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Content;
using PutTools.Http;
using PutTools.Pipeline;
using PutTools.Transport;
using PutTools.Writes;
using Xunit;

namespace PutTools.Core.Tests;

/// <summary>The requests of the tests, and methods that send them.</summary>
internal static class Requests
{
    /// <summary>Settings that send a request once, so that a test sees the outcome of a single attempt.</summary>
    public static ResourceSettings Once { get; } = new() { Retry = new() { MaximumRetryCount = 0 } };

    public static ResourceRequest Put(Uri uri, string json = """{"a":1}""", ResourceSettings? settings = null)
        => Put(uri, new BytesContent(Encoding.UTF8.GetBytes(json)) { ContentType = "application/json" }, settings);

    public static ResourceRequest Put(Uri uri, RequestContent content, ResourceSettings? settings = null)
        => new() { Method = HttpMethod.Put, Uri = uri, Content = content, Settings = settings ?? Once };

    public static Task<HttpResponse> SendAsync(this ResourceRequest request) => new WriteRunner(TimeProvider.System).SendAsync(request);

    /// <summary>Sends one request through a runner.</summary>
    public static async Task<HttpResponse> SendAsync(
        this WriteRunner runner, ResourceRequest request, IExchangeObserver? observer = null, CancellationToken cancellationToken = default)
        => (await runner.RunAsync(new WriteOptions { Request = request }, observer, cancellationToken))!;

    /// <summary>Sends. If it may block, on its own thread that only waits for the response, to a host that is known to keep connections.</summary>
    public static Task<HttpResponse> SendAsync(
        this ResourceRequest request, bool mayBlock, TimeProvider? clock = null, CancellationToken cancellationToken = default)
    {
        var client = new WriteRunner(clock ?? TimeProvider.System, mayBlock: mayBlock);
        if (mayBlock)
        {
            using var lease = ConnectionPool.Rent(request.Settings.Connection);
            lease.Host(request.Uri).KeptConnection();
        }

        return mayBlock
            ? Task.Factory.StartNew(SendAsync, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()
            : SendAsync();

        Task<HttpResponse> SendAsync() => client.SendAsync(request, observer: null, cancellationToken);
    }

    public static Task<RequestException> FailAsync(this ResourceRequest request)
        => Assert.ThrowsAsync<RequestException>(() => request.SendAsync());

    public static string Text(this HttpResponse response) => Encoding.UTF8.GetString(response.Body.Span);
}
