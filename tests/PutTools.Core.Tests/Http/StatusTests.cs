using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using PutTools.Http;
using Xunit;

namespace PutTools.Core.Tests.Http;

public sealed class StatusTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private static readonly Dictionary<int, string> Names = new()
    {
        [400] = "BadRequest", [401] = "Unauthorized", [403] = "Forbidden", [404] = "NotFound", [405] = "MethodNotAllowed",
        [406] = "NotAcceptable", [407] = "ProxyAuthenticationRequired", [408] = "RequestTimeout", [409] = "Conflict",
        [410] = "Gone", [411] = "LengthRequired", [412] = "PreconditionFailed", [413] = "ContentTooLarge",
        [414] = "UriTooLong", [415] = "UnsupportedMediaType", [422] = "UnprocessableContent", [423] = "Locked",
        [425] = "TooEarly", [428] = "PreconditionRequired", [429] = "TooManyRequests",
        [431] = "RequestHeaderFieldsTooLarge", [451] = "UnavailableForLegalReasons", [500] = "InternalServerError",
        [501] = "NotImplemented", [502] = "BadGateway", [503] = "ServiceUnavailable", [504] = "GatewayTimeout",
        [507] = "InsufficientStorage",
    };

    private static readonly int[] Transient = [408, 421, 425, 429, 449, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529];

    // With these status codes the server, or one in front of it, reports that it applied nothing.
    private static readonly int[] NotApplied = [501, 503, 505, 507, 511];

    public static TheoryData<int> Failures => [.. Enumerable.Range(400, 200)];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_status_that_means_failure_is_an_exception_of_its_kind(int status)
    {
        var failure = await Requests.Put(fixture.At($"status/{status}")).FailAsync();

        Assert.Equal((ErrorKind)status, failure.Kind);
        Assert.Equal(Names.GetValueOrDefault(status, $"Http{status}"), failure.Kind.ToId());
        Assert.Equal(status, failure.StatusCode);
        Assert.Equal(Transient.Contains(status), failure.IsTransient);
        Assert.Equal(status >= 500 && !NotApplied.Contains(status), failure.OutcomeUnknown);
        Assert.Equal(1, failure.Attempts);
        Assert.Equal(status, failure.Problem?.Status);
        Assert.Contains($"PUT {fixture.At($"status/{status}")} failed: {status}", failure.Message);
    }

    [Theory]
    [InlineData(404, nameof(ResourceOutcome.Failed))]
    [InlineData(500, nameof(ResourceOutcome.Unknown))]
    [InlineData(501, nameof(ResourceOutcome.Failed))]
    [InlineData(599, nameof(ResourceOutcome.Unknown))]
    public async Task SkipHttpErrorCheck_returns_the_response_instead(int status, string outcome)
    {
        var request = Requests.Put(fixture.At($"status/{status}")) with { SkipHttpErrorCheck = true };
        var response = await request.SendAsync();

        Assert.Equal(status, response.StatusCode);
        Assert.False(response.IsSuccess);
        Assert.Equal(outcome, response.Outcome.ToString());
        Assert.Contains("(detail)", response.Text());
    }

    [Theory]
    [InlineData("status/200", nameof(ResourceOutcome.Updated))]
    [InlineData("status/201", nameof(ResourceOutcome.Created))]
    [InlineData("status/202", nameof(ResourceOutcome.Accepted))]
    [InlineData("status/204", nameof(ResourceOutcome.Updated))]
    [InlineData("status/299", nameof(ResourceOutcome.Updated))]
    public async Task A_status_that_means_success_sets_the_outcome(string path, string outcome)
        => Assert.Equal(outcome, (await Requests.Put(fixture.At(path)).SendAsync()).Outcome.ToString());

    [Theory]
    [InlineData(404, "", "Not Found")]
    [InlineData(404, "Gone fishing", "Gone fishing")]
    [InlineData(599, "", "")]
    [InlineData(0, "", "")]
    public void A_missing_reason_phrase_becomes_the_standard_one(int status, string sent, string phrase)
        => Assert.Equal(phrase, new HttpResponse(status, sent, ResponseHeaders.From([])).ReasonPhrase);

    // As from Azure Storage.
    [Fact]
    public async Task A_reason_phrase_that_is_a_sentence_has_one_period_in_the_message()
    {
        using var server = new ScriptedServer(static _ => "HTTP/1.1 409 The blob is leased.\r\nContent-Length: 0\r\n\r\n");
        var failure = await Assert.ThrowsAsync<RequestException>(() => Requests.Put(server.Uri).SendAsync());
        Assert.EndsWith("failed: 409 The blob is leased.", failure.Message, System.StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Requ\u00C3\u00AAte invalide", "Requ\u00EAte invalide")]
    [InlineData("Requ\u00EAte invalide", "Requ\u00EAte invalide")]
    [InlineData("\u00C3\u0089chec", "\u00C9chec")]
    [InlineData("\u00E2\u0080\u00AEx", "x")]
    public void A_reason_phrase_is_UTF_8_or_Latin_1(string decoded, string phrase)
        => Assert.Equal(phrase, new HttpResponse(400, decoded, ResponseHeaders.From([])).ReasonPhrase);

    [Fact]
    public async Task A_response_reports_the_result_of_the_write()
    {
        var uri = fixture.At("things/1?v=2");
        var response = await Requests.Put(uri).SendAsync();

        Assert.Equal((201, "Created", "PUT", uri), (response.StatusCode, response.ReasonPhrase, response.Method, response.Target!));
        Assert.Equal(("application/json", "\"1\""), (response.ContentType, response.ETag));
        Assert.Equal(fixture.At("things/1"), response.Location);
        Assert.NotNull(response.LastModified);
        Assert.Equal(1, response.Attempts);
        Assert.Equal("""{"a":1}""", response.Text());
        Assert.Equal(["\"1\""], response.Headers["etag"]);
        Assert.Equal(System.Net.HttpVersion.Version11, response.HttpVersion);
    }
}
