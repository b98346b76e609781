using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Content;
using PutTools.Http;
using PutTools.Redirects;
using PutTools.Writes;
using Xunit;

namespace PutTools.Core.Tests.Transport;

/// <summary>Responses that are allowed and rare, or not allowed and sent nevertheless.</summary>
public sealed class UnusualResponseTests
{
    [Fact]
    public async Task An_unrequested_switch_of_protocols_is_an_error_at_once()
    {
        using var server = new ScriptedServer(static _ => "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n");
        var failure = await Requests.Put(server.Uri).FailAsync().WaitAsync(Eventually.Limit);
        Assert.Equal(101, (int)failure.Kind);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_205_without_a_length_has_no_body_and_is_not_awaited(bool mayBlock)
    {
        using var server = new ScriptedServer(static _ => "HTTP/1.1 205 Reset Content\r\n\r\n");
        var response = await Requests.Put(server.Uri).SendAsync(mayBlock).WaitAsync(Eventually.Limit);
        Assert.Equal((205, 0, null), (response.StatusCode, response.Body.Length, response.BodyProblem));
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    public async Task A_status_line_of_2xx_is_an_answer_whatever_follows(string method)
    {
        foreach (var cut in new[] { "HTTP/1.1 200 ", "HTTP/1.1 200 OK\r\n", "HTTP/1.0 201 Created\r\nContent-Le", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\nHTTP/1.1 204\r\nA: b", "HTTP/1.1 200 OK\r\nno colon here\r\n\r\n" })
        {
            foreach (var isSecure in new[] { false, true })
            {
                using var authority = new Authority();
                using var server = new ScriptedServer(_ => cut, isSecure ? authority.Issue("127.0.0.1") : null, closes: static request => request.Number == 1);
                var settings = ResourceSettings.Default with { Retry = new() { Interval = TimeSpan.FromMilliseconds(1) }, Connection = new() { Tls = new() { SkipCertificateCheck = true } } };
                var request = Requests.Put(server.Uri, settings: settings) with { Method = new HttpMethod(method) };
                var response = await request.SendAsync(mayBlock: cut.Length % 2 == 0);

                Assert.True(response.IsSuccess, cut);
                Assert.Contains("confirms the write", response.BodyProblem);
                Assert.Single(server.Requests);
            }
        }
    }

    [Theory]
    [InlineData("HTTP/1.1 20", ErrorKind.ConnectionLost)]
    [InlineData("HTTP/1.1 200", ErrorKind.ConnectionLost)]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 2", ErrorKind.ConnectionLost)]
    // Without its fields, it may be the 503 of a gateway.
    [InlineData("HTTP/1.1 503 No\r\n", ErrorKind.ConnectionLost)]
    [InlineData("HTTP/1.1 502 No\r\n", ErrorKind.BadGateway)]
    // No version of HTTP.
    [InlineData("HTTP/1.x 200 OK\r\n\r\n", ErrorKind.ProtocolError)]
    public async Task A_line_without_a_whole_status_or_with_an_open_one_leaves_the_outcome_unknown(string cut, ErrorKind kind)
    {
        using var server = new ScriptedServer(_ => cut, closes: static request => request.Number == 1);
        var failure = await (Requests.Put(server.Uri) with { Method = HttpMethod.Patch }).FailAsync();

        Assert.Equal((kind, true), (failure.Kind, failure.OutcomeUnknown));
    }

    [Fact]
    public async Task A_status_line_of_4xx_is_an_answer_too()
    {
        using var server = new ScriptedServer(static _ => "HTTP/1.1 422 No\r\nContent-Le", closes: static request => request.Number == 1);
        var failure = await Requests.Put(server.Uri, settings: ResourceSettings.Default).FailAsync();

        Assert.Equal((ErrorKind.UnprocessableContent, false, 1), (failure.Kind, failure.OutcomeUnknown, failure.Attempts));
    }

    [Fact]
    public async Task A_status_line_without_more_is_awaited_no_longer_than_any_response()
    {
        using var server = new ManualServer();
        var sending = Requests.Put(server.Uri, settings: Requests.Once with { Time = new() { Attempt = TimeSpan.FromMilliseconds(300) } }).SendAsync();
        await server.AcceptAndReadAsync("""{"a":1}""");
        await server.SendAsync("HTTP/1.1 200 OK\r\nContent-Le");

        Assert.Equal(ResourceOutcome.Updated, (await sending.WaitAsync(Eventually.Limit)).Outcome);
    }

    [Fact]
    public async Task The_status_line_of_a_proxy_is_no_answer()
    {
        using var proxy = new ScriptedServer(static _ => "HTTP/1.1 200 Connection established\r\n\r\n", closes: static request => request.Number == 1);
        var settings = Requests.Once with { Connection = new() { Proxy = new() { Address = new Uri(proxy.Uri, "/") } } };
        var failure = await Requests.Put(new Uri("https://example.test/items/1"), settings: settings).FailAsync();

        Assert.Equal((ErrorKind.ConnectionFailed, false), (failure.Kind, failure.OutcomeUnknown));
    }

    [Theory]
    [InlineData("ETag: \"2\"\r\n", "Etag: \"1\"", "\"2\"")]
    [InlineData("", "Etag: \"/items/1 836f535f\"", "\"/items/1 836f535f\"")]
    [InlineData("", "Location: /other", null)]
    public async Task The_entity_tag_may_follow_the_body_and_other_fields_may_not(string field, string trailer, string? tag)
    {
        using var server = new ScriptedServer(_ => $"HTTP/1.1 200 OK\r\n{field}Trailer: ETag\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{{}}\r\n0\r\n{trailer}\r\n\r\n");
        foreach (var mayBlock in new[] { false, true })
        {
            var response = await Requests.Put(server.Uri).SendAsync(mayBlock);
            Assert.Equal((tag, null), (response.ETag, response.Location));
        }
    }

    [Theory]
    [InlineData("Content-Length: 2, 2")]
    [InlineData("Content-Length: 2\r\nContent-Length: 2")]
    public async Task A_repeated_length_is_one(string field)
    {
        using var server = new ScriptedServer(_ => $"HTTP/1.1 200 OK\r\n{field}\r\n\r\n{{}}");
        Assert.Equal("{}", (await Requests.Put(server.Uri).SendAsync().WaitAsync(Eventually.Limit)).Text());
    }

    [Theory]
    [InlineData("Content-Length: 2, 3", "")]
    [InlineData("Content-Length: 2\r\nContent-Length: 3", "")]
    [InlineData("Content-Length: 3\r\nContent-Length: 2", "")]
    [InlineData("Content-Length: x", "")]
    [InlineData("Content-Length: -1", "")]
    // The end of the connection is the end of the body.
    [InlineData("Content-Length: 2\r\nContent-Length: 3\r\nConnection: close", "{}")]
    [InlineData("Content-Length: x\r\nConnection: close", "{}")]
    public async Task A_body_whose_length_is_not_known_is_not_awaited_on_a_kept_connection(string fields, string body)
    {
        foreach (var mayBlock in new[] { false, true })
        {
            using var server = new ScriptedServer(_ => $"HTTP/1.1 200 OK\r\n{fields}\r\n\r\n{{}}", closes: _ => body.Length > 0);
            var response = await Requests.Put(server.Uri).SendAsync(mayBlock).WaitAsync(Eventually.Limit);

            Assert.Equal((body, body.Length > 0), (response.Text(), response.BodyProblem is null));
            // The bytes that are left are not read as the next response.
            if (body.Length == 0)
                Assert.Equal(200, (await Requests.Put(server.Uri).SendAsync(mayBlock).WaitAsync(Eventually.Limit)).StatusCode);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_421_is_retried_on_another_connection(bool mayBlock)
    {
        using var server = new ScriptedServer(request => ScriptedServer.Response(request.Connection == 1 ? 421 : 200));
        var settings = ResourceSettings.Default with { Retry = new() { Interval = TimeSpan.FromMilliseconds(1) } };
        var request = Requests.Put(server.Uri, settings: settings) with { Method = HttpMethod.Patch };

        Assert.Equal(200, (await request.SendAsync(mayBlock)).StatusCode);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_status_of_three_zeros_is_a_protocol_error()
    {
        using var server = new ScriptedServer(static _ => "HTTP/1.1 000 X\r\nContent-Length: 0\r\n\r\n");
        var failure = await Requests.Put(server.Uri).FailAsync();
        Assert.Equal((ErrorKind.ProtocolError, true), (failure.Kind, failure.OutcomeUnknown));
    }

    [Theory]
    [InlineData(600)]
    [InlineData(999)]
    public async Task An_invalid_status_of_three_digits_is_an_error_with_the_words_of_the_server(int status)
    {
        using var server = new ScriptedServer(_ => ScriptedServer.Response(status, "{\"message\":\"blocked\"}"));
        var failure = await Requests.Put(server.Uri).FailAsync();
        Assert.Equal(((ErrorKind)status, true, 1), (failure.Kind, failure.OutcomeUnknown, failure.Attempts));
        Assert.Equal("blocked", PutTools.ServerMessages.ServerMessage.Of(failure.Response!));
    }

    [Fact]
    public async Task A_body_after_a_204_is_not_read_as_the_next_response()
    {
        using var server = new ScriptedServer(static _ => "HTTP/1.1 204 No Content\r\nContent-Length: 30\r\n\r\n" + new string('x', 30));
        for (var i = 0; i < 5; i++)
            Assert.Equal(204, (await Requests.Put(server.Uri).SendAsync()).StatusCode);
        Assert.Equal(5, server.Requests.Count);
    }

    [Fact]
    public async Task Headers_of_more_than_64_KiB_are_read()
    {
        using var server = new ScriptedServer(static _ => ScriptedServer.Response(200, "", [.. Enumerable.Range(0, 10).Select(static n => $"X-{n}: {new string('x', 10_000)}")]));
        Assert.Equal(200, (await Requests.Put(server.Uri, settings: ResourceSettings.Default).SendAsync()).StatusCode);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(null, 5)]
    [InlineData("Location: mailto:x@example.com", 5)]
    [InlineData("Location:", 5)]
    [InlineData("Location: /elsewhere", 0)]
    public async Task A_303_without_a_usable_Location_reports_that_the_write_is_done(string? location, int redirects)
    {
        using var server = new ScriptedServer(_ => ScriptedServer.Response(303, "", location is null ? [] : [location]));
        var response = await Requests.Put(server.Uri, settings: Requests.Once with { Redirects = new RedirectSettings { Maximum = redirects } }).SendAsync();
        Assert.Equal((303, ResourceOutcome.Updated, true), (response.StatusCode, response.Outcome, response.IsSuccess));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_truncated_303_reports_the_same_and_is_followed()
    {
        using var server = new ScriptedServer(static request => request.Number == 1
            ? "HTTP/1.1 303 See Other\r\nLocation: /result\r\nConnection: close\r\nContent-Length: 10\r\n\r\n123"
            : ScriptedServer.Response(200, """{"id":1}"""), closes: static request => request.Number == 1);
        var response = await Requests.Put(server.Uri, settings: ResourceSettings.Default).SendAsync();
        Assert.Equal((200, 1), (response.StatusCode, response.Attempts));
        Assert.Equal(["PUT", "GET"], server.Requests.Select(static request => request.Method), StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_request_without_a_body_does_not_wait_for_100_Continue()
    {
        using var server = new ScriptedServer(static _ => null);
        var request = Requests.Put(server.Uri, settings: ResourceSettings.Default with { Retry = new() { MaximumRetryCount = 0 } }) with { Method = HttpMethod.Patch, Content = null, Headers = [new("Expect", "100-continue")] };
        var failure = await request.FailAsync();
        Assert.Equal((ErrorKind.ConnectionLost, true), (failure.Kind, failure.OutcomeUnknown));
        Assert.False(Assert.Single(server.Requests).Fields.ContainsKey("Expect"));
    }

    [Theory]
    [InlineData("PATCH", true)]
    [InlineData("PATCH", false)]
    [InlineData("PUT", true)]
    public async Task A_header_section_that_waits_for_100_Continue_leaves_once_an_attempt(string method, bool closes)
    {
        using var server = new HeadServer(closes);
        var settings = ResourceSettings.Default with { Retry = new() { MaximumRetryCount = closes ? 0 : 3 }, Time = new() { Attempt = TimeSpan.FromSeconds(0.3) } };
        // Connections that the runtime could use for another try.
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Requests.Put(server.Uri, settings: settings).SendAsync()));
        var failure = await (Requests.Put(server.Uri, settings: settings) with { Method = new HttpMethod(method), Headers = [new("Expect", "100-continue")] }).FailAsync();

        Assert.Equal((closes ? ErrorKind.ConnectionLost : ErrorKind.ResponseTimeout, true, 1, 1), (failure.Kind, failure.OutcomeUnknown, failure.Attempts, server.Waiting));
    }

    [Fact]
    public async Task A_read_without_a_response_is_no_failure_to_connect()
    {
        using var server = new HeadServer(closes: false);
        var settings = Requests.Once with { Time = new() { Attempt = TimeSpan.FromSeconds(0.3) } };
        var write = new WriteOptions { Request = Requests.Put(server.Uri, settings: settings) with { Headers = [new("X-Wait", "1")] }, IfChanged = true };
        var failure = await Assert.ThrowsAsync<RequestException>(() => new WriteRunner(TimeProvider.System).RunAsync(write, observer: null, CancellationToken.None));
        Assert.Equal(ErrorKind.ResponseTimeout, failure.Kind);
    }

    [Theory]
    [InlineData("HTTP/1.1 400 ~\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 405 X\r\nAllow: ~\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 302 X\r\nLocation: /?~\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("~\r\n\r\n")]
    [InlineData("HTTP/1.1 200 X\r\nContent-Encoding: ~\r\nContent-Length: 2\r\n\r\n{}")]
    public async Task The_words_of_a_server_are_cut_and_masked(string response)
    {
        using var server = new ScriptedServer(_ => response.Replace("~", "password=hunter2&" + new string('x', 20_000), StringComparison.Ordinal), closes: static request => request.Number == 1);
        var listener = new Listener();
        try
        {
            listener.Messages.Add((await new WriteRunner(TimeProvider.System).SendAsync(Requests.Put(server.Uri), listener)).BodyProblem!);
        }
        catch (RequestException failure)
        {
            listener.Messages.Add(failure.Message);
        }

        Assert.All(listener.Messages, static text => Assert.True(text.Length < 1500 && !text.Contains("hunter2", StringComparison.Ordinal), text));
    }

    [Fact]
    public async Task A_login_page_is_a_warning()
    {
        using var server = new ScriptedServer(static request => request.Path == "/login" ? "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\n<p/>" : ScriptedServer.Response(302, "", "Location: /login"));
        var listener = new Listener();
        Assert.True((await new WriteRunner(TimeProvider.System).SendAsync(Requests.Put(server.Uri), listener)).IsSuccess);
        Assert.Contains(listener.Messages, static text => text.Contains("may be a login page", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("application/json", 203, "\n<!DOCTYPE html><title>Sign in</title>", true)]
    [InlineData("application/json-patch+json", 200, "<html>", true)]
    [InlineData("application/json", 200, "updated", false)]
    [InlineData("application/json", 201, "<html><title>201 Created</title>", false)]
    [InlineData("text/plain", 200, "<html>", false)]
    public async Task A_page_in_reply_to_JSON_is_a_warning(string sent, int status, string body, bool isWarning)
    {
        using var server = new ScriptedServer(_ => ScriptedServer.Response(status, body, "Content-Type: text/html; charset=utf-8"));
        var listener = new Listener();
        var request = Requests.Put(server.Uri) with { Content = new BytesContent("[]"u8.ToArray()) { ContentType = sent } };
        var response = await new WriteRunner(TimeProvider.System).SendAsync(request, listener);
        Assert.True(response.IsSuccess);
        Assert.Equal(isWarning, response.Outcome == ResourceOutcome.Unknown);
        Assert.Equal(isWarning, listener.Messages.Exists(static text => text.Contains("may be a login page", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("<D:multistatus xmlns:D='DAV:'><D:response><D:status>HTTP/1.1 423 Locked</D:status></D:response><D:response><D:status>HTTP/1.1 200 OK</D:status></D:response></D:multistatus>", "1 of the 2 parts in the response failed (423)")]
    [InlineData("""{"items":[{"id":1,"status":200},{"id":2,"status":"404"},{"id":3,"status":409},{"id":4,"status":409}]}""", "3 of the 4 parts in the response failed (404, 409)")]
    [InlineData("""{"status":207,"responses":[{"status":{"code":500}}]}""", "1 of the 1 parts in the response failed (500)")]
    [InlineData("""{"results":[{"status":"error","code":423},{"status":"ok","code":200}]}""", "1 of the 2 parts in the response failed (423)")]
    [InlineData("\ufeff{\"results\":[{\"status\":409}]}", "1 of the 1 parts in the response failed (409)")]
    [InlineData("""[{"status":"HTTP/1.1 201 Created"},{"status":"active"}]""", null)]
    [InlineData("", null)]
    public async Task A_207_with_failed_parts_is_a_warning(string body, string? warning)
    {
        using var server = new ScriptedServer(_ => ScriptedServer.Response(207, body));
        var listener = new Listener();
        var response = await new WriteRunner(TimeProvider.System).SendAsync(Requests.Put(server.Uri), listener);
        Assert.True(response.IsSuccess);
        Assert.Equal(warning is null ? ResourceOutcome.Updated : ResourceOutcome.Unknown, response.Outcome);
        Assert.Equal(warning is not null, listener.Messages.Any(text => text.Contains(warning ?? "parts", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(200, """Warning: 299 - "unknown field \"spec.replica\"" """, "unknown field \"spec.replica\"")]
    [InlineData(200, """Warning: 299 Server-1 "first", 199 - "second, too" "Sat, 25 Feb 2017 10:00:00 GMT" """, "first|second, too")]
    [InlineData(200, "Warning: 299 - \"first\"\r\nWarning: 299 - \"second\"\r\nWarning: 299 - \"first\"", "first|second")]
    [InlineData(201, """warning: 299 api.example:80 "password=hunter2" """, "password=***")]
    [InlineData(200, """Warning: 110 - "Response is Stale" """, "")]
    [InlineData(200, """Warning: 299 - unquoted""", "")]
    [InlineData(200, """Warning: 299 - "cut""", "cut")]
    [InlineData(200, "Warning: ", "")]
    [InlineData(409, """Warning: 299 - "x" """, "")]
    public async Task What_a_server_warns_of_is_a_warning(int status, string field, string warnings)
    {
        using var server = new ScriptedServer(_ => ScriptedServer.Response(status, "{}", field.Trim()));
        Assert.Equal(warnings, await WarningsAsync(Requests.Put(server.Uri) with { SkipHttpErrorCheck = true }));
    }

    [Theory]
    [InlineData("""{"data":null,"warnings":["Endpoint ignored these unrecognized parameters: [foo]"]}""", "Endpoint ignored these unrecognized parameters: [foo]")]
    [InlineData("""{"EvalID":"a","Warnings":"1 warning"}""", "1 warning")]
    [InlineData("""{"warnings":[{"code":1,"message":"deprecated"},{"code":2},7,["x"]]}""", "deprecated")]
    [InlineData("""{"@Message.ExtendedInfo":[{"MessageId":"IDRAC.2.8.SYS413","Message":"Done.","Severity":"OK"},{"Message":"Model is read only.","Severity":"Warning"}]}""", "Model is read only.")]
    [InlineData("""{"AssetTag":"x","Model@Message.ExtendedInfo":[{"Message":"Model is read only.","MessageSeverity":"Warning"}]}""", "Model is read only.")]
    [InlineData("""{"error":{"code":"x","message":"y","@Message.ExtendedInfo":[{"MessageID":"iLO.0.10.SystemResetRequired"}]}}""", "iLO.0.10.SystemResetRequired")]
    [InlineData("""{"error":{"code":"x","message":"y","@Message.ExtendedInfo":[{"MessageId":"Base.1.4.Success"}]}}""", "")]
    // Hue, and GraphQL with a part of the data. Without data, or with a count of failures, it is a failure.
    [InlineData("""{"data":[{"rid":"1"}],"errors":[{"description":"The light is off."}]}""", "The light is off.")]
    [InlineData("""{"data":{"a":1},"errors":[{"message":"deprecated"}]}""", "deprecated")]
    [InlineData("""{"data":{"a":null},"errors":[{"message":"not allowed"}]}""", "")]
    [InlineData("""{"errors":[{"message":"x"}],"a":1}""", "")]
    [InlineData("""{"Id":"x","Warnings":null}""", "")]
    [InlineData("""{"warnings":[]}""", "")]
    [InlineData("""{"data":{"warnings":["x"]}}""", "")]
    [InlineData("""["warnings",{"warnings":["x"]}]""", "")]
    public async Task So_is_what_it_warns_of_in_its_content(string body, string warnings)
    {
        using var server = new ScriptedServer(_ => ScriptedServer.Response(200, body));
        Assert.Equal(warnings, await WarningsAsync(Requests.Put(server.Uri)));
        var state = Requests.Put(server.Uri) with { Content = new BytesContent("""{"warnings":[],"errors":[]}"""u8.ToArray()) { ContentType = "application/json" } };
        Assert.Equal(body.Contains("ExtendedInfo", StringComparison.Ordinal) ? warnings : "", await WarningsAsync(state));
    }

    [Theory]
    [InlineData("""{"responses":[{"id":"1","status":204},{"id":"2","status":429,"body":{"error":{"code":"TooManyRequests"}}}]}""", "1 of the 2 parts in the response failed (429)")]
    [InlineData("""{"took":30,"errors":true,"items":[{"index":{"_id":"1","status":201}},{"index":{"_id":"2","status":400,"error":{"type":"x"}}}]}""", "1 of the 2 parts in the response failed (400)")]
    [InlineData("""{"count":2,"value":[{"code": 200,"body":"{}"},{"code": 400,"body":"{}"}]}""", "1 of the 2 parts in the response failed (400)")]
    [InlineData("""{"hasErrors":true,"results":[{"statusCode":204,"result":null},{"statusCode":404,"result":[{"message":"x"}]}]}""", "1 of the 2 parts in the response failed (404)")]
    [InlineData("""{"total":2,"failures":[{"id":"1","cause":{"type":"x"},"status":409}]}""", "1 of the 1 parts in the response failed (409)")]
    [InlineData("""{"Operations":[{"method":"PUT","status":"409","response":{"detail":"x"}}]}""", "1 of the 1 parts in the response failed (409)")]
    [InlineData("""[{"code":200,"body":"a"},null,{"code":500,"body":"b"}]""", null)]
    [InlineData("""{"checks":[{"url":"/a","status":200},{"url":"/b","status":500}]}""", null)]
    [InlineData("""{"rules":[{"code":404,"message":"x"},{"name":"y"}]}""", null)]
    [InlineData("""{"points":[{"code":450,"message":"x"},{"code":90}]}""", null)]
    [InlineData("""{"items":[{"index":{"_id":"1","status":201}}],"code":5}""", null)]
    [InlineData("""{"id":"7","pages":[{"code":404,"response":"/404.html"},{"code":500,"response":"/500.html"}]}""", null)]
    public async Task A_200_of_a_batch_with_failed_parts_is_a_warning(string body, string? warning)
    {
        using var server = new ScriptedServer(_ => ScriptedServer.Response(200, body));
        var listener = new Listener();
        var response = await new WriteRunner(TimeProvider.System).SendAsync(Requests.Put(server.Uri), listener);
        Assert.Equal(warning is null ? ResourceOutcome.Updated : ResourceOutcome.Unknown, response.Outcome);
        Assert.Equal(warning is not null, listener.Messages.Any(text => text.Contains(warning ?? "parts", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("application/xml", "\n<?xml version='1.0'?><Error><Code>InternalError</Code></Error>", true)]
    [InlineData("text/xml; charset=utf-8", "<a:error xmlns:a='urn:x'/>", true)]
    [InlineData("application/xml", "<CopyObjectResult><Error/></CopyObjectResult>", false)]
    [InlineData("text/xml", "<ocs><meta><status>failure</status><message>Invalid email</message></meta><data/></ocs>", true)]
    [InlineData("text/xml", "<ocs><meta><status>ok</status><message>OK</message></meta><data/></ocs>", false)]
    [InlineData("application/xml", "<response status='error' code='7'><msg>Not present</msg></response>", true)]
    [InlineData("application/xml", "<build id='7' status='error'><message>x</message></build>", false)]
    [InlineData("application/xml", "<result error='false' message='saved'/>", false)]
    [InlineData("application/xml", "<Error", false)]
    [InlineData("application/xml", "", false)]
    [InlineData("text/plain", "<Error/>", false)]
    public async Task An_error_in_XML_with_a_2xx_is_a_warning(string contentType, string body, bool warns)
    {
        using var server = new ScriptedServer(_ => $"HTTP/1.1 200 OK\r\nContent-Type: {contentType}\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        var listener = new Listener();
        var response = await new WriteRunner(TimeProvider.System).SendAsync(Requests.Put(server.Uri), listener);
        Assert.True(response.IsSuccess);
        Assert.Equal(warns ? ResourceOutcome.Unknown : ResourceOutcome.Updated, response.Outcome);
        Assert.Equal(warns, listener.Messages.Any(static text => text.Contains("reports a failure, so nothing may have been written", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("""{"success":false,"errors":[{"code":1003}]}""", true)]
    [InlineData("""{"ok":false}""", true)]
    [InlineData("""{"success":false,"result":null}""", true)]
    [InlineData("""{"ocs":{"meta":{"status":"failure","statuscode":103,"message":"Invalid email"},"data":[]}}""", true)]
    [InlineData("""{"ocs":{"meta":{"status":"ok","statuscode":100,"message":"OK"},"data":[]}}""", false)]
    [InlineData("""{"job":{"status":"failed","message":"x"}}""", false)]
    [InlineData("""{"id":1,"name":"x","ok":false}""", false)]
    [InlineData("""{"jsonrpc":"2.0","error":{"code":-32602,"message":"Invalid params."},"id":1}""", true)]
    [InlineData("""{"status":"error","messages":{"asset_tag":["must be unique"]},"payload":null}""", true)]
    [InlineData("""[{"success":{"/on":true}},{"error":{"type":201,"description":"not modifiable"}}]""", true)]
    [InlineData("false", true)]
    [InlineData("""{"Success":false,"ErrorMessage":"Bad price"}""", true)]
    [InlineData("""{"Result":"Failed","Reason":"locked"}""", true)]
    [InlineData("""{"status":500,"message":"Internal Server Error"}""", true)]
    [InlineData("""{"timestamp":1,"status":404,"error":"Not Found","path":"/items/1"}""", true)]
    [InlineData("""{"type":"about:blank","title":"Invalid","status":400,"errors":{"name":["is taken"]}}""", true)]
    [InlineData("""{"error":"invalid_token","error_description":"It expired."}""", true)]
    [InlineData("""{"error":true,"message":"locked"}""", true)]
    [InlineData("""{"errorType":"Error","errorMessage":"Task timed out","trace":["Error: x"]}""", true)]
    [InlineData("""{"errors":[{"message":"Not found"}],"data":null}""", true)]
    [InlineData("""{"error":false,"message":"updated"}""", false)]
    [InlineData("""{"error":"","code":200}""", false)]
    [InlineData("""{"errors":[],"message":"updated"}""", false)]
    [InlineData("""{"errorCode":0,"errorMessage":"none"}""", false)]
    [InlineData("""{"errors":{"name":[],"age":""},"message":"saved"}""", false)]
    [InlineData("""{"errors":{"name":[],"age":["is negative"]}}""", true)]
    [InlineData("""{"id":1,"errorMessage":"the last run failed"}""", false)]
    [InlineData("""{"status":200,"message":"no error"}""", false)]
    [InlineData("""{"success":true,"errors":[]}""", false)]
    [InlineData("""{"id":1,"error":null,"status":"failed"}""", false)]
    [InlineData("""{"id":1,"error":"none","errors":[]}""", false)]
    [InlineData("""[{"id":1,"error":{"message":"x"}}]""", false)]
    [InlineData("[false,{}]", false)]
    [InlineData("""{"sent":{"success":false}}""", false)]
    [InlineData("""{"code":500,"msg":"internal","data":null}""", true)]
    [InlineData("""{"timestamp": 1732700000, "status": 404, "message": "No such row"}""", true)]
    [InlineData("""{"statusCode":400,"reason":"Bad value"}""", true)]
    [InlineData("""{"errcode":40001,"errmsg":"invalid credential"}""", true)]
    [InlineData("""{"errors":[{"title":"Invalid","detail":"name is short"}]}""", true)]
    [InlineData("""[{"id":"a","success":true,"errors":[]},{"success":false,"errors":[{"statusCode":"X","message":"y"}]}]""", true)]
    [InlineData("""{"took":30,"errors":true,"items":[{"index":{"status":400}}]}""", true)]
    [InlineData("""{"isError":true,"message":"locked"}""", true)]
    [InlineData("""{"ok":false,"error_code":400,"description":"not found"}""", true)]
    [InlineData("""{"ok":0,"errmsg":"not primary"}""", true)]
    [InlineData("""{"success":"false","message":"locked"}""", true)]
    [InlineData("""{"data":[{"code":"INVALID_DATA","message":"invalid","status":"error"}]}""", true)]
    [InlineData("""{"took":3,"errors":false,"items":[]}""", false)]
    [InlineData("""{"id":7,"hasErrors":true}""", false)]
    [InlineData("""{"data":[{"id":1,"status":"error","message":"the last run"}]}""", false)]
    [InlineData("""{"next":"/2","data":[{"status":"error","message":"the last run"}]}""", false)]
    [InlineData("""{"ok":1,"message":"updated"}""", false)]
    [InlineData("""{"code":200,"msg":"ok","data":{}}""", false)]
    [InlineData("""{"errcode":0,"errmsg":"ok"}""", false)]
    [InlineData("""{"code":500,"name":"x"}""", false)]
    [InlineData("""{"id":7,"status":404,"message":"page not found"}""", false)]
    [InlineData("""{"name":"check","errors":["a"]}""", false)]
    [InlineData("""{"data":{"a":1},"errors":[{"message":"deprecated"}]}""", false)]
    [InlineData("""[{"ok":false,"name":"x"}]""", false)]
    // In an envelope: UniFi, Tencent Cloud, others. With the reason below: WordPress, EdgeOS, JSend, GraphQL. Beside what is empty: Tapo, Hue.
    [InlineData("""{"meta":{"rc":"error","msg":"api.err.IdInvalid"},"data":[]}""", true)]
    [InlineData("""{"Response":{"Error":{"Code":"AuthFailure","Message":"Bad signature."},"RequestId":"1"}}""", true)]
    [InlineData("""{"status":{"code":500,"message":"Internal"},"data":null}""", true)]
    [InlineData("""{"success":false,"data":[{"code":"rest_forbidden","message":"Not allowed"}]}""", true)]
    [InlineData("""{"SET":{"failure":"1","error":{"firewall":"bad"}},"success":false}""", true)]
    [InlineData("""{"status":"fail","data":{"title":"A title is required"}}""", true)]
    [InlineData("""{"data":{"updateUser":null},"errors":[{"message":"not allowed"}]}""", true)]
    [InlineData("""{"data":[],"errors":[{"description":"unreachable"}]}""", true)]
    [InlineData("""{"error_code":-1301,"result":{}}""", true)]
    [InlineData("""{"http status code":409,"http status description":"Conflict","message":"Duplicate key"}""", true)]
    [InlineData("""{"meta":{"rc":"ok"},"data":[{"_id":"1"}]}""", false)]
    // Elasticsearch, when the cluster did not confirm the change in time; ArangoDB, for one of several documents.
    [InlineData("""{"acknowledged":false}""", true)]
    [InlineData("""{"acknowledged":false,"shards_acknowledged":false,"index":"logs"}""", true)]
    [InlineData("""{"acknowledged":true,"shards_acknowledged":false,"index":"logs"}""", false)]
    [InlineData("""{"alert":"disk","acknowledged":false,"message":"full"}""", false)]
    [InlineData("""[{"_key":"1"},{"error":true,"errorNum":1202,"errorMessage":"document not found"}]""", true)]
    [InlineData("""[{"_key":"1"},{"_key":"2","error":true,"errorMessage":"document not found"}]""", false)]
    // Redfish has messages of a success, too.
    [InlineData("""{"error":{"code":"iLO.0.10.ExtendedInfo","message":"See @Message.ExtendedInfo.","@Message.ExtendedInfo":[{"MessageId":"Base.1.4.Success"}]}}""", false)]
    [InlineData("""{"Messages":[{"MessageID":"Base.0.10.Success"}],"Type":"ExtendedError.1.0.0","error":{"@Message.ExtendedInfo":[{"MessageID":"Base.0.10.Success"}],"code":"x","message":"y"}}""", false)]
    [InlineData("""{"error":{"code":"x","message":"y","@Message.ExtendedInfo":[{"MessageId":"Base.1.8.GeneralError","Severity":"Critical"}]}}""", true)]
    [InlineData("""{"error_code":0,"result":{}}""", false)]
    [InlineData("""{"job":{"id":7,"status":"failed","message":"x"}}""", false)]
    [InlineData("""{"job":{"name":"x","status":"failed","message":"x"}}""", false)]
    [InlineData("""{"pipeline":{"state":"failed","error":{"message":"x"}}}""", false)]
    [InlineData("""{"result":{"sys_id":"a","status":"failed","message":"x"}}""", false)]
    [InlineData("""{"@odata.id":"/x","Status":"Failed","Message":"x"}""", false)]
    [InlineData("""{"test":{"passed":false,"message":"x"}}""", false)]
    [InlineData("""{"id":1,"success":false,"run":{"message":"x"}}""", false)]
    [InlineData("""{"name":"x","status":"failed","data":{"a":1}}""", false)]
    // Under other names: Eve, PAN-OS, FIWARE Orion, Citrix, Kommo, QuickBooks. With a negative code: Shelly.
    [InlineData("""{"_status":"ERR","_issues":{"age":"unknown field"}}""", true)]
    [InlineData("""{"@status":"error","@code":"3","result":{"msg":"Invalid Object"}}""", true)]
    [InlineData("""{"code":"404","reasonPhrase":"No context element found"}""", true)]
    [InlineData("""{"orionError":{"code":"400","reasonPhrase":"Bad Request"}}""", true)]
    [InlineData("""{"errorcode":258,"message":"No such resource","severity":"ERROR"}""", true)]
    [InlineData("""{"response":{"leads":{"update":{"errors":{"7":"It is older."}}}},"server_time":1499868971}""", true)]
    [InlineData("""{"Fault":{"Error":[{"Message":"Stale Object Error"}],"type":"ValidationFault"},"time":"2024-01-01"}""", true)]
    [InlineData("""{"result":null,"status":{"error":"Not found"},"time":0.1}""", true)]
    [InlineData("""{"code":-103,"message":"Missing argument"}""", true)]
    [InlineData("""{"result":"NOK","message":"locked"}""", true)]
    [InlineData("""{"_id":"1","_status":"OK","_etag":"a"}""", false)]
    [InlineData("""{"errorcode":1067,"message":"The feature is off","severity":"WARNING"}""", false)]
    [InlineData("""{"errcode":0,"errmsg":"Stored."}""", false)]
    [InlineData("""{"errorCode":"00000","errorMsg":"Stored."}""", false)]
    [InlineData("""{"error_code":200,"message":"OK"}""", false)]
    [InlineData("""{"error":false,"errorMessage":"nothing","message":"Saved."}""", false)]
    [InlineData("""{"error_page":"/404.html","error_log":"/var/log/x"}""", false)]
    [InlineData("""{"data":{"errorRate":0.1}}""", false)]
    [InlineData("""{"data":{"errors":3}}""", false)]
    [InlineData("""{"default":{"message":"x"}}""", false)]
    [InlineData("""{"lat":-5,"code":-5}""", false)]
    [InlineData("""{"level":-1,"name":"x","status":-5}""", false)]
    // Some parts: SendGrid, HubSpot, Elasticsearch, SQS, Google Ads.
    [InlineData("""{"error_count":1,"errors":[{"message":"Invalid email."}],"new_count":2}""", true)]
    [InlineData("""{"status":"COMPLETE","results":[],"numErrors":1,"errors":[{"message":"no such object"}]}""", true)]
    [InlineData("""{"updated":4,"failed":1,"failures":[{"id":"3","cause":{"reason":"conflict"}}]}""", true)]
    [InlineData("""{"failed":[{"id":"7","reason":"locked"}],"succeeded":[{"id":"8"}]}""", true)]
    [InlineData("""{"Failed":["7"],"Successful":[]}""", true)]
    [InlineData("""{"partialFailureError":{"code":3,"message":"Some failed."},"results":[{}]}""", true)]
    [InlineData("""{"data":{},"errors":[{"message":"x"}],"account":1}""", true)]
    [InlineData("""{"error_count":0,"errors":[],"new_count":2}""", false)]
    [InlineData("""{"failed":[],"succeeded":["7"]}""", false)]
    [InlineData("""{"succeeded":3,"failed":2}""", false)]
    [InlineData("""{"name":"suite","failed":2,"errors":[{"message":"x"}]}""", false)]
    [InlineData("""{"failureThreshold":3,"retryOnErrors":["gateway"]}""", false)]
    [InlineData("""{"failureActions":["mail"],"successActions":["mail"],"failureThreshold":3}""", false)]
    public async Task A_failure_that_JSON_with_a_2xx_reports_is_a_warning(string body, bool warns)
        => Assert.Equal(warns, await WarnsOfErrorAsync("""{"a":1}""", body));

    [Theory]
    [InlineData("text/html", true)]
    [InlineData("text/plain; charset=utf-8", true)]
    [InlineData("json", true)]
    [InlineData("text/csv", false)]
    public async Task So_is_one_in_JSON_that_is_declared_as_text(string contentType, bool warns)
        => Assert.Equal(warns, await WarnsOfErrorAsync("""{"a":1}""", """{"ok":false}""", contentType));

    [Theory]
    [InlineData("false")]
    [InlineData("""{"ok":false}""")]
    [InlineData("""{"error":{"message":"x"},"b":1}""")]
    [InlineData("""{"status":"failed","message":"x"}""")]
    [InlineData("""[{"ok":true},{"ok":false,"message":"x"}]""")]
    [InlineData("""{"errorMessage":"x"}""")]
    [InlineData("""{"job":{"status":"failed","message":"x"}}""")]
    [InlineData("""{"responses":[{"status":404,"body":"gone"}]}""")]
    [InlineData("""[{"status":404,"body":"gone"}]""")]
    [InlineData("""{"data":[{"status":"error","message":"x"}]}""")]
    [InlineData("""{"failed":["7"],"succeeded":[]}""")]
    public async Task A_state_that_was_sent_is_not_a_failure(string state) => Assert.False(await WarnsOfErrorAsync(state, state));

    [Theory]
    [InlineData("""{"status":"active","age":-1}""", """{"status":"error","message":"Bad age"}""", true)]
    [InlineData("""{"code":7}""", """{"code":500,"message":"boom"}""", true)]
    [InlineData("""{"success":true}""", """{"success":false,"message":"locked"}""", true)]
    [InlineData("""{"status":"error","message":"Disk full"}""", """{"Status":"Error","message":"Disk full","time":1}""", false)]
    [InlineData("""[{"op":"replace","path":"/status","value":"failed"}]""", """{"status":"failed","message":"x"}""", false)]
    [InlineData("""[{"op":"replace","path":"/status","value":"ready"}]""", """{"status":"failed","message":"x"}""", true)]
    public async Task A_failure_with_the_name_of_what_was_sent_is_one_if_its_value_differs(string sent, string body, bool warns)
        => Assert.Equal(warns, await WarnsOfErrorAsync(sent, body));

    [Theory]
    [InlineData(500, "", "Unknown")]
    [InlineData(599, "", "Unknown")]
    [InlineData(600, "", "Unknown")]
    [InlineData(999, "", "Unknown")]
    [InlineData(503, "Via: 1.1 x", "Unknown")]
    [InlineData(503, "", "Failed")]
    [InlineData(501, "", "Failed")]
    [InlineData(409, "", "Failed")]
    public async Task A_status_that_leaves_the_outcome_open_does_so_on_the_response_as_well(int status, string field, string outcome)
    {
        using var server = new ScriptedServer(_ => ScriptedServer.Response(status, "", field.Length > 0 ? [field] : []));
        var response = await (Requests.Put(server.Uri) with { SkipHttpErrorCheck = true }).SendAsync();
        Assert.Equal(outcome, response.Outcome.ToString());
    }

    [Fact]
    public async Task A_refusal_after_a_lost_attempt_leaves_the_outcome_unknown_on_the_response_as_well()
    {
        using var server = new ScriptedServer(static request => request.Number == 1 ? null : ScriptedServer.Response(403));
        var settings = ResourceSettings.Default with { Retry = new() { MaximumRetryCount = 1, Interval = TimeSpan.FromMilliseconds(1) } };
        var request = Requests.Put(server.Uri, settings: settings);
        Assert.Equal(ResourceOutcome.Unknown, (await (request with { SkipHttpErrorCheck = true }).SendAsync()).Outcome);
    }

    [Fact]
    public async Task A_put_that_adds_is_not_retried()
    {
        using var server = new ScriptedServer(static _ => null);
        var request = Requests.Put(server.Uri, settings: ResourceSettings.Default with { Retry = new() { Interval = TimeSpan.FromMilliseconds(1) } });
        Assert.Equal(1, (await (request with { IsAppending = true }).FailAsync()).Attempts);
        Assert.Equal(4, (await request.FailAsync()).Attempts);
    }

    private static async Task<string> WarningsAsync(ResourceRequest request)
    {
        const string Words = "the server warns: ";
        var listener = new Listener();
        var runner = new WriteRunner(TimeProvider.System);
        for (var write = 0; write < 2; write++)
            await runner.SendAsync(request, listener);
        return string.Join("|", listener.Messages.Where(static text => text.Contains(Words, StringComparison.Ordinal)).Select(static text => text[(text.IndexOf(Words, StringComparison.Ordinal) + Words.Length)..]));
    }

    private static async Task<bool> WarnsOfErrorAsync(string sent, string body, string contentType = "application/json")
    {
        using var server = new ScriptedServer(_ => $"HTTP/1.1 200 OK\r\nContent-Type: {contentType}\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        var listener = new Listener();
        var request = Requests.Put(server.Uri) with { Content = new BytesContent(System.Text.Encoding.UTF8.GetBytes(sent)) { ContentType = "application/json" } };
        var response = await new WriteRunner(TimeProvider.System).SendAsync(request, listener);
        Assert.True(response.IsSuccess);
        Assert.Equal(response.Outcome == ResourceOutcome.Unknown, listener.Messages.Exists(static text => text.Contains("reports a failure, so nothing may have been written", StringComparison.Ordinal)));
        return response.Outcome == ResourceOutcome.Unknown;
    }

    /// <summary>Answers each request, but none that expects 100 Continue or has X-Wait; it reads no body of those.</summary>
    private sealed class HeadServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly bool _closes;
        private int _waiting;

        public HeadServer(bool closes)
        {
            _closes = closes;
            _listener.Start();
            _ = AcceptAsync();
        }

        public Uri Uri => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/items/1");

        public int Waiting => _waiting;

        public void Dispose() => _listener.Dispose();

        private async Task AcceptAsync()
        {
            try
            {
                while (true)
                    _ = ServeAsync(await _listener.AcceptTcpClientAsync());
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // The test has ended.
            }
        }

        private async Task ServeAsync(TcpClient client)
        {
            using var opened = client;
            using var reader = new StreamReader(client.GetStream());
            try
            {
                for (var waits = false; await reader.ReadLineAsync() is { } line;)
                {
                    waits |= line.StartsWith("Expect:", StringComparison.Ordinal) || line.StartsWith("X-Wait:", StringComparison.Ordinal);
                    if (line.Length > 0)
                        continue;
                    if (!waits)
                    {
                        await reader.ReadBlockAsync(new char["""{"a":1}""".Length]);
                        await client.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
                        continue;
                    }

                    Interlocked.Increment(ref _waiting);
                    if (_closes)
                        return;
                }
            }
            catch (IOException)
            {
                // The client has disconnected.
            }
        }
    }
}
