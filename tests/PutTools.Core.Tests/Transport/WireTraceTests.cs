using System;
using System.Collections.Generic;
using System.Linq;
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

public class WireTraceTests
{
    private static readonly HttpRequest Request = new() { Method = HttpMethod.Put, Uri = new Uri("http://127.0.0.1:1/x") };

    [Fact]
    public async Task The_request_is_shown_as_the_server_received_it()
    {
        using var server = new ScriptedServer(static _ => ScriptedServer.Response(200, """{"ok":true}"""));

        var shown = await TraceAsync(server.Uri, KeyValuePair.Create("X-B", "2"), KeyValuePair.Create("Accept-Language", "de"), KeyValuePair.Create("X-A", "1"), KeyValuePair.Create("X-A", "again"));

        var request = Assert.Single(server.Requests);
        var lines = shown[0].Split(Environment.NewLine);
        Assert.Equal("Request 1, attempt 1 of the write:", lines[0]);
        Assert.Equal("PUT /items/1 HTTP/1.1", lines[1]);
        Assert.Equal(request.Fields.Select(static field => $"{field.Key}: {field.Value}"), lines[2..^2], StringComparer.Ordinal);
        Assert.Equal(request.Body, lines[^1]);
        Assert.EndsWith("{\"ok\":true}", shown[1], StringComparison.Ordinal);
        Assert.Contains("HTTP/1.1 200 X", shown[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_that_the_server_repeats_is_masked()
    {
        using var server = new ScriptedServer(static request => ScriptedServer.Response(200, $$"""{"header":"{{request.Fields["X-Api-Key"]}}"}""", "Set-Cookie: sid=abc123; Path=/"));

        var shown = string.Concat(await TraceAsync(server.Uri, KeyValuePair.Create("X-Api-Key", "open-sesame")));

        Assert.DoesNotContain("open-sesame", shown, StringComparison.Ordinal);
        Assert.Contains("X-Api-Key: ***", shown, StringComparison.Ordinal);
        Assert.Contains("\"header\":\"***\"", shown, StringComparison.Ordinal);
        Assert.Contains("Set-Cookie: sid=***", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_connection_shows_the_request_that_was_not_sent()
    {
        var shown = await Assert.ThrowsAsync<RequestException>(() => TraceAsync(new Uri("http://127.0.0.1:1/x"))) is not null ? _last : [];

        Assert.Contains("which was not sent completely", shown[0], StringComparison.Ordinal);
        Assert.StartsWith("Request 1 failed after", shown[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_allocated_if_nobody_wants_the_trace()
    {
        using var context = new ExchangeContext(TimeProvider.System, static () => 0, TimeSpan.MaxValue, new Listener(), CancellationToken.None);
        var connection = ResourceSettings.Default.Connection;
        Assert.Null(WireTrace.Start(Request, connection, context));

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            _ = WireTrace.Start(Request, connection, context);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private string[] _last = [];

    private async Task<string[]> TraceAsync(Uri uri, params KeyValuePair<string, string>[] fields)
    {
        var listener = new Listener { WantsTraffic = true };
        try
        {
            await new WriteRunner(TimeProvider.System).RunAsync(new WriteOptions
            {
                Request = new ResourceRequest
                {
                    Method = HttpMethod.Put,
                    Uri = uri,
                    Content = new BytesContent(Encoding.UTF8.GetBytes("""{"name":"Frodo","size":3}""")) { ContentType = "application/json" },
                    Headers = fields,
                    Settings = ResourceSettings.Default with { Retry = new() { MaximumRetryCount = 0 } },
                },
            }, listener, CancellationToken.None);
        }
        finally
        {
            _last = [.. listener.Messages.Where(static text => text.StartsWith("Re", StringComparison.Ordinal))];
        }

        return _last;
    }
}
