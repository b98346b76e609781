using System;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using PutTools.Http;
using Xunit;

namespace PutTools.Core.Tests.Transport;

public sealed class StatusLineTests
{
    private const int Count = 16;

    private static readonly int[] Statuses = [200, 422, 502, 204];

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Each_of_many_writes_at_once_sees_its_own_status_line(bool isSecure, bool mayBlock)
    {
        using var authority = new Authority();
        // A status line alone, so that the runtime reports no status.
        using var server = new ScriptedServer(
            static request => request.Path == "/whole" ? ScriptedServer.Response(204) : $"HTTP/1.1 {request.Path[1..]} X\r\nA: b",
            isSecure ? authority.Issue("127.0.0.1") : null, closes: static request => request.Path != "/whole");

        await WriteAsync(server, mayBlock, static _ => "/whole");
        // On the connections of the first ones.
        var responses = await WriteAsync(server, mayBlock, static number => $"/{Statuses[number % Statuses.Length]}");

        Assert.Equal(Enumerable.Range(0, Count).Select(static number => Statuses[number % Statuses.Length]), responses.Select(static response => response.StatusCode));
        Assert.Equal(2 * Count, server.Requests.Count);
    }

    // All have their connection before the first one leaves.
    private static async Task<HttpResponse[]> WriteAsync(ScriptedServer server, bool mayBlock, Func<int, string> path)
    {
        var settings = Requests.Once with { Connection = new() { Tls = new() { SkipCertificateCheck = true } } };
        var contents = Enumerable.Range(0, Count).Select(static _ => new SteppedContent(1)).ToArray();
        var writes = contents.Select((content, number) => (Requests.Put(new Uri(server.Uri, path(number)), content, settings)
            with { Method = HttpMethod.Patch, SkipHttpErrorCheck = true }).SendAsync(mayBlock)).ToArray();
        await Task.WhenAll(contents.Select(static content => content.Started)).WaitAsync(Eventually.Limit);
        await Task.WhenAll(contents.Select(static content => content.StepAsync()));
        return await Task.WhenAll(writes).WaitAsync(Eventually.Limit);
    }
}
