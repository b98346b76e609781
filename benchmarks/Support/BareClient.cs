#nullable enable
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;

/// <summary>What a C# program would do without PutTools: the same bodies, JSON both ways, nothing else.</summary>
public static class BareClient
{
    private static readonly HttpClient Client = new(new SocketsHttpHandler
    {
        SslOptions = { RemoteCertificateValidationCallback = static (_, _, _, _) => true },
    });

    /// <summary>Writes a second.</summary>
    public static double MeasureRate(string uri, int writes, int atOnce, int entries)
    {
        var rows = Entries(entries);
        var next = 0;
        var watch = Stopwatch.StartNew();
        var loops = new Task[atOnce];
        for (var i = 0; i < atOnce; i++)
            loops[i] = Task.Run(LoopAsync);
        Task.WhenAll(loops).GetAwaiter().GetResult();
        return writes / watch.Elapsed.TotalSeconds;

        async Task LoopAsync()
        {
            for (int number; (number = Interlocked.Increment(ref next)) <= writes;)
                await PutAsync(uri, number % 1000, rows).ConfigureAwait(false);
        }
    }

    /// <summary>The milliseconds of each of some writes, one after the other.</summary>
    public static double[] MeasureTimes(string uri, int writes)
    {
        var times = new double[writes];
        for (var i = 0; i < writes; i++)
        {
            var watch = Stopwatch.StartNew();
            PutAsync(uri, i % 1000, null).GetAwaiter().GetResult();
            times[i] = watch.Elapsed.TotalMilliseconds;
        }

        return times;
    }

    /// <summary>Writes one user.</summary>
    public static async Task PutAsync(string uri, int id, List<Dictionary<string, object>>? rows)
    {
        var user = new Dictionary<string, object> { ["id"] = id, ["name"] = "John Doe", ["email"] = "john@example.com", ["active"] = true };
        if (rows is not null)
            user["entries"] = rows;
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(user));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await Client.PutAsync(uri + id, content).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
        JsonNode.Parse(await response.Content.ReadAsByteArrayAsync().ConfigureAwait(false));
    }

    private static List<Dictionary<string, object>>? Entries(int count)
    {
        if (count == 0)
            return null;
        var rows = new List<Dictionary<string, object>>();
        for (var i = 0; i < count; i++)
            rows.Add(new() { ["id"] = i, ["text"] = "The quick brown fox jumps over the lazy dog, and back again.", ["done"] = false });
        return rows;
    }
}
