using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using PutTools.Http;
using PutTools.Retries;
using PutTools.Testing;
using Xunit;
using PutTools.Writes;

namespace PutTools.Core.Tests.Retries;

/// <summary>Each cell of the table in docs/trust.md: an event and a kind of write.</summary>
public sealed class RetryTableTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const int All = 4; // the first attempt and three more

    /// <summary>The kinds of writes: PUT, a PATCH that can be repeated safely, and one that can't.</summary>
    public enum Write { Put, PutIfMatch, PatchIfMatch, PatchKey, Patch, PatchIfMatchAny, PatchIfUnmodifiedSince }

    private static readonly Dictionary<Write, string> Fields = new()
    {
        [Write.PutIfMatch] = "If-Match: \"1\"",
        [Write.PatchIfMatch] = "If-Match: \"1\"",
        [Write.PatchKey] = "Idempotency-Key: k",
        [Write.PatchIfMatchAny] = "If-Match: *",
        [Write.PatchIfUnmodifiedSince] = "If-Unmodified-Since: Fri, 01 Jan 2100 00:00:00 GMT",
    };

    private static bool IsReplaySafe(Write write) => write <= Write.PatchKey;

    public static TheoryData<int, Write> RefusedForNow => Cross([408, 421, 425, 429, 449, 503]);

    [Theory]
    [MemberData(nameof(RefusedForNow))]
    public async Task A_status_that_means_not_now_is_retried(int status, Write write)
        => await Check($"status/{status}", write, All, isUnknown: false);

    public static TheoryData<int, Write> FailedOnTheWay => Cross([500, 502, 504, 520, 522, 524, 529]);

    [Theory]
    [MemberData(nameof(FailedOnTheWay))]
    public async Task A_status_that_leaves_the_outcome_open_is_retried_if_a_repeat_is_safe(int status, Write write)
        => await Check($"status/{status}", write, IsReplaySafe(write) ? All : 1, isUnknown: true);

    public static TheoryData<int, Write> Final => Cross([400, 401, 403, 404, 405, 409, 410, 412, 413, 415, 422, 423, 428, 451, 501, 505, 507]);

    [Theory]
    [MemberData(nameof(Final))]
    public async Task Any_other_status_is_not_retried(int status, Write write)
        => await Check($"status/{status}", write, 1, isUnknown: false);

    public static TheoryData<string, Write> Lost => Cross(["reset-before-response", "close-after-apply", "garbage"]);

    [Theory]
    [MemberData(nameof(Lost))]
    public async Task A_request_that_was_sent_and_lost_is_retried_if_a_repeat_is_safe(string fault, Write write)
    {
        var path = Guid.NewGuid();
        await Requests.Put(fixture.At($"{path}")).SendAsync();
        var failure = await Assert.ThrowsAsync<RequestException>(() => new Waiting().SendAsync(Of(write, fixture.Fault($"{fault}/{path}"))));

        Assert.Equal(IsReplaySafe(write) ? All : 1, failure.Attempts);
        Assert.True(failure.OutcomeUnknown);
        Assert.True(failure.IsTransient);
    }

    [Theory]
    [InlineData(Write.Put)]
    [InlineData(Write.Patch)]
    public async Task A_request_that_was_never_sent_is_retried(Write write)
    {
        var settings = Waiting.Settings();
        var request = Of(write, fixture.Server.UnansweringUri) with { Settings = settings with { Time = settings.Time with { Attempt = TimeSpan.FromSeconds(1) } } };
        var failure = await Assert.ThrowsAsync<RequestException>(() => new Waiting().SendAsync(request));

        Assert.Equal((ErrorKind.ConnectionTimeout, All), (failure.Kind, failure.Attempts));
        Assert.False(failure.OutcomeUnknown);
    }

    [Theory]
    [InlineData(Write.Put)]
    [InlineData(Write.Patch)]
    public async Task A_port_that_refuses_and_never_answered_is_retried_once(Write write)
    {
        var failure = await Assert.ThrowsAsync<RequestException>(() => new Waiting().SendAsync(Of(write, fixture.Server.RefusingUri)));

        Assert.Equal((ErrorKind.ConnectionFailed, 2), (failure.Kind, failure.Attempts));
        Assert.True(failure.IsTransient);
        Assert.False(failure.OutcomeUnknown);
    }

    [Fact]
    public async Task So_is_a_unix_socket_that_does_not_exist()
    {
        var settings = Waiting.Settings() with { Connection = new() { UnixSocket = "/none/api.sock" } };
        var failure = await Assert.ThrowsAsync<RequestException>(() => new Waiting().SendAsync(Of(Write.Put, new Uri("http://localhost/x")) with { Settings = settings }));

        Assert.Equal((ErrorKind.ConnectionFailed, 2, true), (failure.Kind, failure.Attempts, failure.IsTransient));
    }

    [Fact]
    public async Task A_server_that_has_answered_before_may_restart()
    {
        var server = await ResourceServer.StartAsync(new ResourceServerOptions());
        var request = Of(Write.Put, new Uri(server.Uri, "items/1"));
        await request.SendAsync();
        await server.DisposeAsync();
        var failure = await Assert.ThrowsAsync<RequestException>(() => new Waiting().SendAsync(request));

        Assert.Equal((ErrorKind.ConnectionFailed, All), (failure.Kind, failure.Attempts));
    }

    [Fact]
    public async Task A_failure_that_would_recur_is_not_retried()
    {
        foreach (var (uri, kind) in new[]
        {
            (fixture.Server.SecureUri!, ErrorKind.TlsFailure),
            (new UriBuilder(fixture.Server.Uri) { Scheme = "https" }.Uri, ErrorKind.SchemeMismatch),
            (new UriBuilder(fixture.Server.SecureUri!) { Scheme = "http" }.Uri, ErrorKind.SchemeMismatch),
        })
        {
            var failure = await Assert.ThrowsAsync<RequestException>(() => new Waiting().SendAsync(Of(Write.Put, uri)));
            Assert.Equal((kind, 1, false), (failure.Kind, failure.Attempts, failure.IsTransient));
        }
    }

    [Theory]
    // GitHub's limits.
    [InlineData("403?field=Retry-After:1", All, false)]
    [InlineData("403?field=X-RateLimit-Remaining:0&field=X-RateLimit-Reset:1", All, false)]
    [InlineData("403?field=X-RateLimit-Remaining:9&field=X-RateLimit-Reset:1", 1, false)]
    // S3: another conditional write is in progress.
    [InlineData("409?body=s3&s3=ConditionalRequestConflict", All, false)]
    [InlineData("409?body=s3&s3=OperationAborted", All, false)]
    [InlineData("409?body=s3&s3=BucketNotEmpty", 1, false)]
    // A gateway may have forwarded the write before it gave up.
    [InlineData("503?field=Via:1.1 varnish", 1, true)]
    [InlineData("503?field=X-Varnish:32770", 1, true)]
    [InlineData("503?field=Via:1.1 varnish&field=Retry-After:1", All, false)]
    [InlineData("503?field=Via:1.1 varnish&field=Server:Apache&field=Retry-After:1", All, false)]
    // Varnish, squid and CloudFront name themselves in both fields. Varnish sends Retry-After in any case.
    [InlineData("503?field=Via:1.1 varnish (Varnish/7.1)&field=Server:Varnish&field=Retry-After:1", 1, true)]
    [InlineData("503?field=X-Varnish:32770&field=Server:Varnish&field=Retry-After:1", 1, true)]
    [InlineData("503?field=Via:1.1 cache1 (squid/5.7)&field=Server:squid/5.7&field=Retry-After:1", 1, true)]
    public async Task Fields_and_bodies_decide_about_an_unguarded_patch_in_addition_to_the_status(string path, int attempts, bool isUnknown)
        => await Check($"status/{path}", Write.Patch, attempts, isUnknown);

    [Theory]
    // tinyproxy answers 503 if the server behind it closes the connection in the middle of its header section.
    [InlineData("http", "", 1, true)]
    [InlineData("http", "Retry-After: 1", All, false)]
    [InlineData("https", "", All, false)]
    public async Task A_503_may_be_the_own_one_of_a_proxy_that_forwards_the_write(string scheme, string field, int attempts, bool isUnknown)
    {
        using var proxy = new ScriptedServer(_ => ScriptedServer.Response(503, "", field.Length == 0 ? [] : [field]));
        var request = Of(Write.Patch, new Uri($"{scheme}://example.test/items/1"));
        request = request with { Settings = request.Settings with { Connection = new() { Proxy = new() { Address = new Uri(proxy.Uri, "/") } } } };
        var failure = await Assert.ThrowsAsync<RequestException>(() => new Waiting().SendAsync(request));

        Assert.Equal((attempts, isUnknown), (failure.Attempts, failure.OutcomeUnknown));
    }

    [Theory]
    // A server that says when refuses only for now, except for credentials and for a state that is not current.
    [InlineData(404, "", "Retry-After: 1", All)]
    [InlineData(409, "", "Retry-After: 1", All)]
    [InlineData(413, "", "Retry-After: 1", All)]
    [InlineData(423, "", "Retry-After: 1", All)]
    [InlineData(401, "", "Retry-After: 1", 1)]
    [InlineData(412, "", "Retry-After: 1", 1)]
    [InlineData(507, "", "Retry-After: 1", 1)]
    [InlineData(403, "", "RateLimit: \"a\";r=9;t=9, \"b\";r=0;t=1", All)]
    // Codes, in a field or a body, whatever the status is.
    [InlineData(400, "<Error><Code>RequestTimeout</Code></Error>", "", All)]
    [InlineData(400, "<Error><Code>InvalidDigest</Code></Error>", "", 1)]
    [InlineData(400, "<Error><Code>RequestTimeout", "", 1)]
    [InlineData(400, """{"__type":"com.amazonaws.kinesis#ThrottlingException"}""", "", All)]
    [InlineData(400, "{}", "x-amzn-ErrorType: ThrottlingException:http://internal.amazon.com/", All)]
    [InlineData(400, "", "x-ms-error-code: ServerBusy", All)]
    [InlineData(409, """{"error":{"code":"AnotherOperationInProgress"}}""", "", All)]
    [InlineData(409, """{"error":{"code":"ResourceExists"}}""", "", 1)]
    [InlineData(409, """{"error":{"code":"StorageAccountOperationInProgress"}}""", "", All)]
    [InlineData(409, """{"error":{"code":"PessimisticConcurrencyConflict"}}""", "", All)]
    [InlineData(400, """{"error":{"errors":[{"reason":"resourceNotReady"}]}}""", "", All)]
    // Words, if there is no code: another write is in progress.
    [InlineData(409, """{"message":"The operation cannot be performed at this time. An update is in progress for resource: x"}""", "x-amzn-ErrorType: ResourceConflictException", All)]
    [InlineData(409, """{"message":"Function already exists: x"}""", "x-amzn-ErrorType: ResourceConflictException", 1)]
    [InlineData(409, """{"detail":"The cluster is being modified. Try again later."}""", "", All)]
    [InlineData(409, """{"error_message":"{\"faultstring\":\"Node 7 is locked by host x, please retry after the current operation is completed.\"}"}""", "", All)]
    [InlineData(409, """{"error_message":{"faultstring":"Node 7 is locked by host x, please retry after the current operation is completed."}}""", "", All)]
    [InlineData(423, "The volume is busy: retry later.", "", All)]
    [InlineData(409, """{"error_message":{"faultstring":"The node is in maintenance mode."}}""", "", 1)]
    [InlineData(409, "<Error><Detail>Another conflicting operation is in progress.</Detail></Error>", "", All)]
    [InlineData(409, """{"message":"The object has been modified; apply your changes to the latest version and try again"}""", "", 1)]
    [InlineData(409, """{"title":"Work in progress","state":"in progress"}""", "", 1)]
    [InlineData(400, """{"message":"An order in progress has no end date"}""", "", 1)]
    [InlineData(403, """{"error":{"code":403,"errors":[{"domain":"usageLimits","reason":"rateLimitExceeded"}]}}""", "", All)]
    [InlineData(403, """{"error":{"status":"PERMISSION_DENIED","details":[{"reason":"RATE_LIMIT_EXCEEDED"}]}}""", "", All)]
    [InlineData(403, """{"error":{"code":403,"errors":[{"reason":"dailyLimitExceeded"}]}}""", "", 1)]
    [InlineData(403, """{"message":"You have exceeded a secondary rate limit."}""", "", All)]
    [InlineData(403, """{"message":"You may not edit this rate limit."}""", "", 1)]
    [InlineData(400, """[{"message":"x","errorCode":"UNABLE_TO_LOCK_ROW"}]""", "", All)]
    [InlineData(409, """{"error":{"code":"idempotency_key_in_use","message":"The key is being used in another request."}}""", "", All)]
    // The words of the user are no code.
    [InlineData(400, """{"message":"RequestTimeout","field":"ThrottlingException"}""", "", 1)]
    public async Task A_refusal_that_is_only_for_now_is_retried(int status, string body, string field, int attempts)
    {
        using var server = new ScriptedServer(_ => ScriptedServer.Response(status, body, field.Length == 0 ? [] : [field]));
        var failure = await Assert.ThrowsAsync<RequestException>(() => new Waiting().SendAsync(Of(Write.Patch, server.Uri)));

        Assert.Equal((attempts, false), (failure.Attempts, failure.OutcomeUnknown));
        Assert.Equal(attempts > 1 || status == 507, failure.IsTransient);
    }

    [Theory]
    [InlineData(409, "", 1)]
    [InlineData(412, "", 1)]
    [InlineData(409, "<Error><Code>ConditionalRequestConflict</Code></Error>", All)]
    public async Task A_state_that_is_not_current_is_not_retried_although_the_server_says_when(int status, string body, int attempts)
    {
        using var server = new ScriptedServer(_ => ScriptedServer.Response(status, body, "Retry-After: 1"));
        var failure = await Assert.ThrowsAsync<RequestException>(() => new Waiting().SendAsync(Of(Write.PatchIfMatch, server.Uri)));

        Assert.Equal(attempts, failure.Attempts);
    }

    [Theory]
    [InlineData("Server: envoy", Write.Patch, 1, true)]
    [InlineData("Server: istio-envoy", Write.Patch, 1, true)]
    [InlineData("Server: envoy\r\nx-envoy-upstream-service-time: 4", Write.Patch, All, false)]
    [InlineData("Server: envoy\r\nRetry-After: 1", Write.Patch, All, false)]
    [InlineData("Server: envoy", Write.Put, All, true)]
    public async Task Envoy_may_have_forwarded_a_write_that_it_answers_with_503_itself(string fields, Write write, int attempts, bool isUnknown)
    {
        using var server = new ScriptedServer(_ => ScriptedServer.Response(503, "", fields));
        var failure = await Assert.ThrowsAsync<RequestException>(() => new Waiting().SendAsync(Of(write, server.Uri)));

        Assert.Equal((attempts, isUnknown), (failure.Attempts, failure.OutcomeUnknown));
    }

    [Theory]
    [InlineData(Write.Put, All)]
    [InlineData(Write.Patch, 1)]
    public async Task Any_5xx_that_says_when_is_retried_if_a_repeat_is_safe(Write write, int attempts)
    {
        using var server = new ScriptedServer(static _ => ScriptedServer.Response(509, "", "Retry-After: 1"));
        var failure = await Assert.ThrowsAsync<RequestException>(() => new Waiting().SendAsync(Of(write, server.Uri)));

        Assert.Equal((attempts, true, true), (failure.Attempts, failure.OutcomeUnknown, failure.IsTransient));
    }

    [Fact]
    public async Task A_503_of_a_gateway_is_retried_if_a_repeat_is_safe()
        => await Check("status/503?field=Via:1.1 varnish", Write.PatchKey, All, isUnknown: true);

    [Theory]
    [InlineData("status/503?times=2&key=", 3)]
    [InlineData("status/429?times=1&key=", 2)]
    public async Task The_response_to_the_last_attempt_is_the_outcome(string path, int attempts)
    {
        var response = await new Waiting().SendAsync(Of(Write.Patch, fixture.At(path + Guid.NewGuid())));

        Assert.Equal(200, response.StatusCode);
        Assert.Equal(attempts, response.Attempts);
    }

    [Fact]
    public async Task Status_codes_are_added_to_the_lists_for_any_verb()
    {
        var settings = Waiting.Settings(retry: new RetrySettings { StatusCodes = [418, 500] });
        foreach (var (status, attempts) in new[] { (418, All), (500, All), (503, All), (502, 1) })
        {
            var request = Of(Write.Patch, fixture.At($"status/{status}")) with { Settings = settings };
            var failure = await Assert.ThrowsAsync<RequestException>(() => new Waiting().SendAsync(request));
            Assert.Equal((status, attempts), (failure.StatusCode, failure.Attempts));
        }
    }

    [Fact]
    public async Task Without_retries_there_is_one_attempt()
    {
        var request = Of(Write.Put, fixture.At("status/503")) with { Settings = Waiting.Settings(retries: 0) };
        var failure = await Assert.ThrowsAsync<RequestException>(() => new Waiting().SendAsync(request));
        Assert.Equal(1, failure.Attempts);
    }

    [Fact]
    public async Task A_tag_or_key_in_the_headers_of_the_settings_counts_as_well()
    {
        foreach (var write in new[] { Write.PatchIfMatch, Write.PatchKey })
        {
            var request = Of(write, fixture.At("status/502"));
            request = request with { Headers = [], Settings = request.Settings with { Headers = request.Headers } };
            var failure = await Assert.ThrowsAsync<RequestException>(() => new Waiting().SendAsync(request));
            Assert.Equal(All, failure.Attempts);
        }
    }

    private async Task Check(string path, Write write, int attempts, bool isUnknown)
    {
        var failure = await Assert.ThrowsAsync<RequestException>(() => new Waiting().SendAsync(Of(write, fixture.At(path))));

        Assert.Equal(attempts, failure.Attempts);
        Assert.Equal(isUnknown, failure.OutcomeUnknown);
    }

    private static ResourceRequest Of(Write write, Uri uri) => Requests.Put(uri, settings: Waiting.Settings()) with
    {
        Method = write is Write.Put or Write.PutIfMatch ? HttpMethod.Put : HttpMethod.Patch,
        Headers = Fields.TryGetValue(write, out var field) ? [new(field.Split(": ")[0], field.Split(": ")[1])] : [],
    };

    private static TheoryData<T, Write> Cross<T>(T[] causes)
    {
        var cells = new TheoryData<T, Write>();
        foreach (var (cause, write) in causes.SelectMany(cause => Enum.GetValues<Write>().Select(write => (cause, write))))
            cells.Add(cause, write);
        return cells;
    }
}
