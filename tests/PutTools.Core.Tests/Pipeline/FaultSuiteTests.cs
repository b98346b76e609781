using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using PutTools.Http;
using PutTools.Retries;
using PutTools.Testing;
using PutTools.Transport;
using PutTools.Writes;
using Xunit;

namespace PutTools.Core.Tests.Pipeline;

/// <summary>
/// Compares what a client reports about its writes with the server's own journal of what it applied: with every fault,
/// in every phase from the lookup of the name to the last byte of the response.
/// </summary>
public sealed class FaultSuiteTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    // The client believes a server that reports that it applied nothing. These servers lie, and no client can know; see docs/trust.md.
    private static readonly string[] Lies = ["apply-then-408", "apply-then-429", "apply-then-503"];

    // One body is longer than one piece, so that it can be lost in the middle; the other is sent by a thread that may block.
    private static readonly string Filler = new('x', 100_000);
    private static readonly string ShortFiller = new('x', 30_000);

    public static TheoryData<string> Faults => [.. FaultTable.All.Keys.Except(Lies, StringComparer.Ordinal)];

    public static TheoryData<string> FaultsOfConnecting => ["name", "refused", "unanswered", "reset", "handshake", "certificate", "no-tls"];

    [Fact]
    public void There_are_at_least_40_faults() => Assert.True(Faults.Count + FaultsOfConnecting.Count >= 40);

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task The_report_agrees_with_the_journal(string fault)
        => await Task.WhenAll(
            from method in new[] { HttpMethod.Put, HttpMethod.Patch }
            from isConditional in new[] { false, true }
            from retries in new[] { 0, 2 }
            from mayBlock in new[] { false, true }
            select CheckAsync(FaultTable.All[fault], method, isConditional, retries, mayBlock));

    [Theory]
    [MemberData(nameof(FaultsOfConnecting))]
    public async Task A_failure_before_the_request_never_leaves_the_outcome_unknown(string phase)
    {
        var uri = phase switch
        {
            "name" => new Uri("http://nope.invalid/x"),
            "refused" => fixture.Server.RefusingUri,
            "unanswered" => fixture.Server.UnansweringUri,
            "reset" => fixture.Server.ResetUri,
            "handshake" => new UriBuilder(fixture.Server.FaultUri) { Scheme = "https" }.Uri,
            "certificate" => fixture.Server.SecureUri!,
            _ => new UriBuilder(fixture.Server.Uri) { Scheme = "https" }.Uri,
        };
        // The timeout ends the attempt only if nothing arrives. A handshake begins after the connection.
        var patience = phase switch { "unanswered" => 300, "handshake" => 1000, _ => 20_000 };
        var before = fixture.Server.Journal.Count;
        foreach (var (method, retries) in new[] { (HttpMethod.Put, 0), (HttpMethod.Patch, 0), (HttpMethod.Put, 2), (HttpMethod.Patch, 2) })
        {
            var failure = await Request(uri, method, retries, patience).FailAsync();
            // A reset may arrive when the request is already being sent.
            Assert.True(phase == "reset" || !failure.OutcomeUnknown, failure.Message);
            if (!failure.OutcomeUnknown)
                Assert.Equal(phase is "unanswered" or "reset" ? 1 + retries : phase is "refused" or "handshake" && retries > 0 ? 2 : 1, failure.Attempts);
        }

        Assert.Equal(before, fixture.Server.Journal.Count);
    }

    [Fact]
    public async Task A_server_that_denies_an_applied_write_is_believed_and_a_key_makes_that_safe()
    {
        foreach (var lie in Lies)
        {
            var path = Guid.NewGuid().ToString("N");
            await Requests.Put(fixture.At(path)).SendAsync();
            var denied = await Request(fixture.Fault($"{lie}/{path}?times=1&key={path}"), HttpMethod.Patch, retries: 0).FailAsync();
            var done = await (Request(fixture.Fault($"{lie}/{path}?times=1&key={path}2"), HttpMethod.Patch, retries: 2)
                with { Headers = [new("Idempotency-Key", path)] }).SendAsync();

            Assert.False(denied.OutcomeUnknown);
            Assert.Equal(2, done.Attempts);
            Assert.Single(fixture.Server.Journal.Of("/" + path), entry => entry.Key == path);
        }
    }

    private async Task CheckAsync(Fault fault, HttpMethod method, bool isConditional, int retries, bool mayBlock)
    {
        var path = Guid.NewGuid().ToString("N");
        var seed = await Requests.Put(fixture.At(path), """{"a":0}""").SendAsync();
        // The fault occurs once; later requests are served normally.
        var request = Request(
            fixture.Fault($"{fault.Name}/{path}?times=1&key={path}"), method, retries, patience: fault.Stalls ? 400 : 20_000,
            mayBlock ? ShortFiller : Filler);
        if (isConditional)
            request = request with { Headers = [new("If-Match", seed.ETag!)] };
        HttpResponse? response = null;
        RequestException? failure = null;
        try
        {
            response = await request.SendAsync(mayBlock);
        }
        catch (RequestException caught)
        {
            failure = caught;
        }

        // A write that the client reports as not applied must stay so. The client may see the end before the server applies the write.
        if (fault.Applies && failure is { OutcomeUnknown: false })
            await Task.Delay(500);
        Judge($"{fault.Name} {method} conditional={isConditional} retries={retries} blocking={mayBlock}: {failure?.Message ?? response!.ReasonPhrase}",
            Writes(path), response, failure, isRepeatable: method == HttpMethod.Put && !isConditional);
    }

    private static void Judge(
        string what, IReadOnlyList<JournalEntry> writes, HttpResponse? response, RequestException? failure, bool isRepeatable)
    {
        // A PUT may be repeated, because a repeat changes nothing.
        Assert.True(writes.Count <= 1 || isRepeatable, $"{what} was applied {writes.Count} times.");
        Assert.True(writes.Select(write => write.BodyHash).Distinct(StringComparer.Ordinal).Count() <= 1, $"{what} was applied in parts.");
        Assert.True(response is null || writes.Count > 0, $"{what} was reported as done, and was not.");
        Assert.True(failure is null or { OutcomeUnknown: true } || writes.Count == 0, $"{what} was reported as not done, and was.");
    }

    // Without the first write, which created the resource.
    private List<JournalEntry> Writes(string path) => [.. fixture.Server.Journal.Of("/" + path).Skip(1)];

    private static ResourceRequest Request(Uri uri, HttpMethod method, int retries, double patience = 20_000, string? filler = null)
        => Requests.Put(uri, $$"""{"a":1,"filler":"{{filler ?? Filler}}"}""", ResourceSettings.Default with
        {
            Retry = new RetrySettings { MaximumRetryCount = retries, Interval = TimeSpan.FromMilliseconds(10) },
            Time = new TimeSettings { Attempt = TimeSpan.FromMilliseconds(patience), Operation = TimeSpan.FromMilliseconds(patience) },
        }) with { Method = method };
}
