using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading.Tasks;

namespace PutTools.Testing;

/// <summary>Every fault by its name, see <see cref="ResourceServer.FaultUri"/>. To add one, add an entry.</summary>
public static class FaultTable
{
    private static readonly Fault[] Entries =
    [
        // The connection is lost.
        Unapplied("reset-after-headers", e => Do(e.Connection.Reset)),
        Unapplied("reset-mid-body", async e => { await ReadHalfAsync(e); e.Connection.Reset(); }),
        Unapplied("reset-before-response", async e => { await e.Request.ReadBodyAsync(); e.Connection.Reset(); }),
        Unapplied("close-after-headers", e => Do(e.Connection.Dispose)),
        Unapplied("close-before-response", async e => { await e.Request.ReadBodyAsync(); e.Connection.Dispose(); }),
        Applied("reset-after-apply", async e => { await e.ApplyAsync(); e.Connection.Reset(); }),
        Applied("close-after-apply", async e => { await e.ApplyAsync(); e.Connection.Dispose(); }),
        Confirmed("reset-mid-headers", async e =>
        {
            await e.Connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Ty");
            await Task.Delay(20, e.Stopping); // otherwise the reset overtakes the bytes
            e.Connection.Reset();
        }),
        Confirmed("close-mid-headers", async e =>
        {
            await e.Connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Ty");
            e.Connection.Dispose();
        }),
        Applied("reset-mid-response", async e =>
        {
            await SendHalfAsync(e);
            await Task.Delay(20, e.Stopping);
            e.Connection.Reset();
        }),
        // Correct, but the kept connection is closed right after: the next request meets a dead one.
        Applied("close-after-response", async e => { await e.SendAsync(await e.ApplyAsync()); e.Connection.Dispose(); }),

        // The response is truncated or framed wrongly.
        Applied("cut-body", async e => { await SendHalfAsync(e); e.Connection.Dispose(); }),
        Applied("cut-chunked", async e =>
        {
            var response = await e.ApplyAsync();
            await e.SendAsync(response, "Transfer-Encoding: chunked\r\n", Encoding.Latin1.GetBytes("40\r\n{\"cut\":"));
            e.Connection.Dispose();
        }),
        Applied("bad-chunk-size", async e =>
        {
            var response = await e.ApplyAsync();
            await e.SendAsync(response, "Transfer-Encoding: chunked\r\n", Encoding.Latin1.GetBytes("zz\r\n{}\r\n0\r\n\r\n"));
            e.Connection.Dispose();
        }),
        // More bytes than announced: the rest looks like the start of a response to the next request.
        Applied("wrong-length-short", async e =>
        {
            var response = WithBody(await e.ApplyAsync(), """{"length":"short"}""");
            await e.SendAsync(response, FaultExchange.ContentLength(response, 5), response.Body);
        }),
        Applied("two-lengths", async e =>
        {
            var response = WithBody(await e.ApplyAsync(), """{"a":1}""");
            await e.SendAsync(response, "Content-Length: 7\r\nContent-Length: 9\r\n", response.Body);
            e.Connection.Dispose();
        }),
        // With the true status: some clients read the response up to its end, and accept it.
        Applied("negative-length", async e =>
        {
            var response = await e.ApplyAsync();
            await e.SendAsync(response, "Content-Length: -1\r\n", response.Body);
            e.Connection.Dispose();
        }),

        // The response is not HTTP.
        Applied("garbage", e => SendRawAsync(e, "\u0016\u0003\u0001 this is no HTTP at all \u0000\u0001\u0002\r\n\r\n")),
        Applied("bad-status-line", e => SendRawAsync(e, "HTTP/1.1 OK 200\r\nContent-Length: 0\r\n\r\n")),
        Confirmed("bad-header-line", async e =>
        {
            await e.Connection.SendAsync("HTTP/1.1 200 OK\r\nno colon here\r\nContent-Length: 0\r\n\r\n");
            e.Connection.Dispose();
        }),
        Applied("http-0.9", e => SendRawAsync(e, "{\"a\":1}\n")),
        Confirmed("endless-headers", async e =>
        {
            await e.Connection.SendAsync("HTTP/1.1 200 OK\r\n");
            var fields = string.Concat(Enumerable.Repeat($"X-Filler: {new string('x', 1000)}\r\n", 64));
            for (var sent = 0; sent < 64 * 1024 * 1024; sent += fields.Length) await e.Connection.SendAsync(fields);
            e.Connection.Dispose();
        }),

        // The response is correct HTTP, but its content is not.
        Applied("bad-gzip", async e =>
        {
            var response = await e.ApplyAsync();
            await e.SendAsync(response, "Content-Encoding: gzip\r\nContent-Length: 13\r\n", "not gzip data"u8.ToArray());
        }),
        Applied("bad-json", e => SendJsonAsync(e, """{"a":""")),
        Applied("nan-json", e => SendJsonAsync(e, """{"a":NaN}""")),
        Applied("duplicate-names", e => SendJsonAsync(e, """{"a":1,"a":2}""")),
        Applied("lone-surrogate", e => SendJsonAsync(e, """{"a":"\ud800"}""")),
        Applied("empty-json", e => SendJsonAsync(e, "")),
        Applied("html-as-json", e => SendJsonAsync(e, "<!doctype html><h1>Welcome</h1>")),
        Applied("no-content-type", async e =>
            await e.SendAsync(WithBody(await e.ApplyAsync(), """{"a":1}""") with { ContentType = null })),
        Applied("bad-content-type", async e =>
            await e.SendAsync(WithBody(await e.ApplyAsync(), """{"a":1}""") with { ContentType = "json; ;=" })),
        Applied("bad-charset", async e =>
            await e.SendAsync(WithBody(await e.ApplyAsync(), "text") with { ContentType = "text/plain; charset=nope" })),

        // A status after the write was applied, as proxies and overloaded servers send it.
        .. new[] { 408, 429, 500, 502, 503, 504, 520, 529 }.Select(status => Applied($"apply-then-{status}", async e =>
        {
            await e.ApplyAsync();
            await e.SendProblemAsync(status, "The write was applied, and yet this is the answer.");
        })),

        Applied("apply-then-gateway-503", async e =>
        {
            await e.ApplyAsync();
            await e.Connection.SendAsync("HTTP/1.1 503 Backend fetch failed\r\nVia: 1.1 varnish\r\nContent-Length: 0\r\n\r\n");
        }),
        Confirmed("apply-then-303", e => e.Connection.SendAsync("HTTP/1.1 303 See Other\r\nContent-Length: 0\r\n\r\n")),
        Confirmed("cut-303", async e =>
        {
            await e.Connection.SendAsync("HTTP/1.1 303 See Other\r\nContent-Length: 10\r\n\r\n123");
            e.Connection.Dispose();
        }),
        Applied("apply-then-101", e => SendRawAsync(e, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n")),
        Applied("status-000", e => SendRawAsync(e, "HTTP/1.1 000 X\r\nContent-Length: 0\r\n\r\n")),
        Confirmed("body-after-204", async e =>
        {
            await e.Connection.SendAsync("HTTP/1.1 204 No Content\r\nContent-Length: 20\r\n\r\n");
            await Task.Delay(20, e.Stopping);
            await e.Connection.SendAsync(new string('x', 20));
        }),
        Confirmed("wide-headers", e =>
            e.Connection.SendAsync($"HTTP/1.1 200 OK\r\nX-Wide: {new string('x', 100_000)}\r\nContent-Length: 0\r\n\r\n")),

        // Responses that arrive before the request has ended, or before the final one.
        Unapplied("early-response", async e =>
        {
            await e.SendProblemAsync(413, "Too large, and the connection is closed.");
            e.Connection.Dispose();
        }),
        Unapplied("early-response-linger", async e =>
        {
            await e.SendProblemAsync(413, "Too large; the rest is taken in and forgotten.");
            e.Connection.FinishSending();
            await e.Connection.DrainAsync();
            e.Connection.Dispose();
        }),
        Unapplied("early-response-keep", async e =>
        {
            await e.SendProblemAsync(413, "Too large, but the connection lives on.");
            await e.Request.ReadBodyAsync();
        }),
        Applied("continue-then-200", async e =>
        {
            var response = await e.ApplyAsync();
            await e.Connection.SendAsync("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
            await e.SendAsync(response);
        }),
        Applied("many-1xx", async e =>
        {
            var response = await e.ApplyAsync();
            for (var i = 0; i < 20; i++) await e.Connection.SendAsync("HTTP/1.1 102 Processing\r\n\r\n");
            await e.SendAsync(response);
        }),

        // The server stalls.
        Stalled("stall-reading", applies: false, e => e.Connection.WaitForCloseAsync()),
        Stalled("stall-before-apply", applies: false, async e =>
        {
            await e.Request.ReadBodyAsync();
            await e.Connection.WaitForCloseAsync();
        }),
        Stalled("stall-before-response", applies: true, async e =>
        {
            await e.ApplyAsync();
            await e.Connection.WaitForCloseAsync();
        }),
        Stalled("stall-mid-headers", applies: true, async e =>
        {
            await e.ApplyAsync();
            await e.Connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Ty");
            await e.Connection.WaitForCloseAsync();
        }),
        Stalled("stall-mid-response", applies: true, async e =>
        {
            await SendHalfAsync(e);
            await e.Connection.WaitForCloseAsync();
        }),
        Stalled("stall-after-100", applies: true, async e =>
        {
            await e.ApplyAsync();
            await e.Connection.SendAsync("HTTP/1.1 100 Continue\r\n\r\n");
            await e.Connection.WaitForCloseAsync();
        }),
    ];

    /// <summary>The faults by name.</summary>
    public static IReadOnlyDictionary<string, Fault> All { get; } =
        Entries.ToDictionary(fault => fault.Name, StringComparer.Ordinal);

    /// <summary>The fault that requires a number, and so is not in <see cref="All"/>.</summary>
    internal static Fault Mutated { get; } = Applied("mutated", Mutation.RunAsync);

    private static Fault Applied(string name, Func<FaultExchange, Task> runAsync) =>
        new(name, Applies: true) { RunAsync = runAsync };

    // With a status that says that the write was applied. A write that is refused gets its true response: no client could see
    // through the other.
    private static Fault Confirmed(string name, Func<FaultExchange, Task> runAsync) => Applied(name, async e =>
    {
        var response = await e.ApplyAsync();
        if (response.IsSuccess)
            await runAsync(e);
        else
            await e.SendAsync(response);
    });

    private static Fault Unapplied(string name, Func<FaultExchange, Task> runAsync) =>
        new(name, Applies: false) { RunAsync = runAsync };

    private static Fault Stalled(string name, bool applies, Func<FaultExchange, Task> runAsync) =>
        new(name, applies) { RunAsync = runAsync, Stalls = true };

    private static Task Do(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    // Half of the announced body; of a chunked body the first byte.
    private static Task ReadHalfAsync(FaultExchange e) => e.Request.ReadBodyAsync((e.Request.AnnouncedLength ?? 2) / 2);

    private static async Task SendHalfAsync(FaultExchange e)
    {
        var response = await e.ApplyAsync();
        if (response.Body.Length < 2) response = WithBody(response, """{"cut":true}""");
        await e.SendAsync(response, $"Content-Length: {response.Body.Length}\r\n", response.Body.AsMemory(0, response.Body.Length / 2));
    }

    private static async Task SendRawAsync(FaultExchange e, string text)
    {
        await e.ApplyAsync();
        await e.Connection.SendAsync(text);
        e.Connection.Dispose();
    }

    private static async Task SendJsonAsync(FaultExchange e, string json) =>
        await e.SendAsync(WithBody(await e.ApplyAsync(), json));

    private static StoreResponse WithBody(StoreResponse response, string json) => response with
    {
        Status = response.Status is 204 ? 200 : response.Status,
        Body = Encoding.UTF8.GetBytes(json),
        ContentType = "application/json",
    };
}
