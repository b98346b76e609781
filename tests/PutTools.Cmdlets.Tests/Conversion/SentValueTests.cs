using System;
using System.Collections;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Threading.Tasks;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;
using PutTools.Cmdlets.Conversion;
using PutTools.Content;
using PutTools.Testing;
using PutTools.Writes;
using Xunit;
using Xunit.Abstractions;

namespace PutTools.Cmdlets.Tests.Conversion;

/// <summary>
/// Sends generated values over a socket, and compares what arrives with the JSON of System.Text.Json. PUTTOOLS_LONG=1
/// sends a hundred times as many; PUTTOOLS_SEED repeats those of a seed.
/// </summary>
public sealed class SentValueTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly bool _isLong = Environment.GetEnvironmentVariable("PUTTOOLS_LONG") is "1";

    private readonly WriteRunner _runner = new(TimeProvider.System);
    private ResourceServer _server = null!;

    public async Task InitializeAsync() => _server = await ResourceServer.StartAsync(new ResourceServerOptions());

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public void A_value_in_an_object_arrives_as_its_JSON() => ForAll(Sample.Nested, sample =>
    {
        var content = PayloadContent.Create(new Hashtable { ["v"] = sample.Value }, contentType: null, JsonWriteOptions.Default);
        using var arrived = JsonDocument.Parse(Convert.FromBase64String(Send(new Uri(_server.Uri, "echo"), content).GetProperty("bodyBase64").GetString()!));
        using var expected = JsonDocument.Parse($$"""{"v":{{sample.Json?.ToJsonString() ?? "null"}}}""");
        Assert.True(JsonElement.DeepEquals(expected.RootElement, arrived.RootElement), arrived.RootElement.GetRawText());
    });

    [Fact]
    public void A_single_value_arrives_as_its_text_in_a_query_and_a_form() => ForAll(Sample.Scalar, sample =>
    {
        var values = new Hashtable { ["v"] = sample.Value };
        var url = TargetUri.Build(_server.Uri + "echo", baseUri: null, values, input: null);
        var form = PayloadContent.Create(values, "application/x-www-form-urlencoded", JsonWriteOptions.Default);
        var echo = Send(url, form);
        CheckText(sample, echo.GetProperty("query").GetProperty("v")[0].GetString()!);
        CheckText(sample, Uri.UnescapeDataString(echo.GetProperty("body").GetString()!["v=".Length..].Replace('+', ' ')));
    });

    private static void CheckText(Sample sample, string text)
    {
        using var json = JsonDocument.Parse(sample.Json!.ToJsonString());
        if (json.RootElement.ValueKind != JsonValueKind.Number)
        {
            Assert.Equal(json.RootElement.ToString(), sample.Value is bool ? CultureInfo.InvariantCulture.TextInfo.ToTitleCase(text) : text);
            return;
        }

        using var number = JsonDocument.Parse(text);
        Assert.True(JsonElement.DeepEquals(json.RootElement, number.RootElement), text);
    }

    private JsonElement Send(Uri uri, RequestContent content)
    {
        var response = _runner.RunAsync(
            new WriteOptions { Request = new ResourceRequest { Method = HttpMethod.Put, Uri = uri, Content = content } }, observer: null, default).GetAwaiter().GetResult()!;
        using var echo = JsonDocument.Parse(response.Body);
        return echo.RootElement.Clone();
    }

    private void ForAll(Gen<Sample> samples, Action<Sample> check)
    {
        var seed = Environment.GetEnvironmentVariable("PUTTOOLS_SEED") is { } given
            ? ulong.Parse(given, CultureInfo.InvariantCulture) : (ulong)Random.Shared.NextInt64();
        var count = _isLong ? 200_000 : 2_000;
        output.WriteLine($"{count} values, PUTTOOLS_SEED={seed}");
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(count).WithReplay(new Replay(new Rnd(seed, 1), FSharpOption<int>.None)),
            Prop.ForAll(Arb.From(samples), check));
    }
}
