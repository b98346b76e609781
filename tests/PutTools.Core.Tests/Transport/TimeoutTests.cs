using System;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Content;
using PutTools.Http;
using PutTools.ServerMessages;
using Xunit;
using PutTools.Transport;
using PutTools.Writes;

namespace PutTools.Core.Tests.Transport;

/// <summary>The timeouts, on a clock that only the test moves.</summary>
public sealed class TimeoutTests(ServerFixture fixture) : IClassFixture<ServerFixture>, IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    private readonly ManualTimeProvider _clock = new();
    private readonly ManualServer _server = new();

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task No_connection_within_the_time_of_the_attempt_is_ConnectionTimeout()
    {
        var sending = SendAsync(new() { Attempt = Seconds(10), Operation = Seconds(3) }, fixture.Server.UnansweringUri);
        _clock.Advance(Seconds(10));

        await FailAsync(sending, ErrorKind.ConnectionTimeout, outcomeUnknown: false, "10 seconds");
    }

    [Fact]
    public async Task No_secure_connection_within_the_time_of_the_attempt_is_ConnectionTimeout()
    {
        // The port accepts a TLS handshake and never answers it.
        var sending = SendAsync(new() { Attempt = Seconds(10) }, new UriBuilder(fixture.Server.FaultUri) { Scheme = "https" }.Uri);
        _clock.Advance(Seconds(10));

        await FailAsync(sending, ErrorKind.ConnectionTimeout, outcomeUnknown: false, "10 seconds");
    }

    [Fact]
    public async Task No_response_within_the_time_of_the_attempt_is_ResponseTimeout()
    {
        var sending = SendAsync(new() { Attempt = Seconds(2.5), Operation = Seconds(1) });
        await _server.AcceptAndReadAsync("""{"a":1}""");
        _clock.Advance(Seconds(2.5));

        await FailAsync(sending, ErrorKind.ResponseTimeout, outcomeUnknown: true, "2.5 seconds");
    }

    [Fact]
    public async Task A_response_just_within_the_time_of_the_attempt_is_accepted()
    {
        var sending = SendAsync(new() { Attempt = Seconds(2.5), Operation = Seconds(1) });
        await _server.AcceptAndReadAsync("""{"a":1}""");
        _clock.Advance(Seconds(2.5) - Tick);
        await _server.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

        Assert.Equal(200, (await sending).StatusCode);
    }

    [Fact]
    public async Task The_time_of_the_attempt_stops_while_bytes_of_the_request_move()
    {
        var content = new SteppedContent(pieces: 5);
        var sending = SendAsync(new() { Attempt = Seconds(10), Operation = Seconds(10) }, content: content);
        for (var i = 0; i < 5; i++)
        {
            await content.StepAsync();
            _clock.Advance(Seconds(9));
        }

        await _server.AcceptAndReadAsync("xxxxx");
        await _server.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

        Assert.Equal(200, (await sending).StatusCode);
    }

    [Fact]
    public async Task The_time_of_the_attempt_restarts_once_the_request_was_sent()
    {
        var content = new SteppedContent(pieces: 1);
        var sending = SendAsync(new() { Attempt = Seconds(10), Operation = Seconds(10) }, content: content);
        await content.Started.WaitAsync(Eventually.Limit);
        _clock.Advance(Seconds(9));
        await content.StepAsync();
        await _server.AcceptAndReadAsync("x");
        _clock.Advance(Seconds(10) - Tick);
        Assert.False(sending.IsCompleted);
        _clock.Advance(Tick);

        await FailAsync(sending, ErrorKind.ResponseTimeout, outcomeUnknown: true, "10 seconds");
    }

    [Fact]
    public async Task A_server_that_accepts_no_more_of_the_request_is_OperationTimeout()
    {
        var content = new BytesContent(new byte[64 * 1024 * 1024]);
        var sending = SendAsync(new() { Operation = Seconds(5) }, content: content);
        await _server.AcceptAsync();
        await StandstillAsync();
        _clock.Advance(Seconds(5));

        await FailAsync(sending, ErrorKind.OperationTimeout, outcomeUnknown: true, "accepted no more data for 5 seconds");
        // The rest of the request is not counted as sent.
        Assert.DoesNotContain($"after {content.Length} bytes", sending.Exception!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_accepts_no_more_of_the_request_because_it_has_answered_is_believed()
    {
        var sending = SendAsync(new() { Operation = Seconds(5) }, content: new BytesContent(new byte[64 * 1024 * 1024]));
        await _server.AcceptAsync();
        await _server.SendAsync("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n");
        await StandstillAsync();
        _clock.Advance(Seconds(5));

        var failure = await Assert.ThrowsAsync<RequestException>(() => sending.WaitAsync(Eventually.Limit));
        Assert.Equal((ErrorKind.ContentTooLarge, false), (failure.Kind, failure.OutcomeUnknown));
    }

    [Fact]
    public async Task A_server_that_accepts_more_of_the_request_just_in_time_is_waited_for()
    {
        var content = new BytesContent(new byte[64 * 1024 * 1024]);
        var sending = SendAsync(new() { Operation = Seconds(5) }, content: content);
        await _server.AcceptAsync();
        await StandstillAsync();
        _clock.Advance(Seconds(5) - Tick);
        var draining = _server.DrainAsync();
        await _server.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

        Assert.Equal(200, (await sending).StatusCode);
        _server.Dispose();
        await draining;
    }

    [Fact]
    public async Task A_stalled_body_of_a_success_is_a_success_without_its_body()
    {
        var sending = SendAsync(new() { Attempt = Seconds(1), Operation = Seconds(5) });
        await _server.AcceptAndReadAsync("""{"a":1}""");
        await MoveAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
        _clock.Advance(Seconds(5) - Tick);
        await MoveAsync("12345");
        _clock.Advance(Seconds(5));

        Assert.Contains("stalled for 5 seconds", (await sending).BodyProblem!);
    }

    [Fact]
    public async Task An_error_with_a_stalled_body_is_classified_by_its_status()
    {
        var sending = SendAsync(new() { Attempt = Seconds(1), Operation = Seconds(5) });
        await _server.AcceptAndReadAsync("""{"a":1}""");
        await MoveAsync("HTTP/1.1 500 No\r\nContent-Length: 100\r\n\r\n");
        await MoveAsync("out of stock");
        _clock.Advance(Seconds(5));

        var failure = await FailAsync(sending, ErrorKind.InternalServerError, outcomeUnknown: true, "500 No");
        Assert.Equal("out of stock", ServerMessage.Of(failure.Response!));
    }

    [Fact]
    public async Task A_response_that_keeps_moving_may_take_longer_than_the_timeout()
    {
        var sending = SendAsync(new() { Attempt = Seconds(5), Operation = Seconds(5) });
        await _server.AcceptAndReadAsync("""{"a":1}""");
        await MoveAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
        for (var i = 0; i < 10; i++)
        {
            _clock.Advance(Seconds(5) - Tick);
            await MoveAsync("x");
        }

        Assert.Equal("xxxxxxxxxx", (await sending).Text());
    }

    [Fact]
    public async Task A_deadline_before_there_is_a_connection_is_DeadlineExceeded_and_nothing_was_sent()
    {
        var sending = SendAsync(new() { Deadline = Seconds(4) }, fixture.Server.UnansweringUri);
        _clock.Advance(Seconds(4));

        await FailAsync(sending, ErrorKind.DeadlineExceeded, outcomeUnknown: false, "4 seconds");
    }

    [Fact]
    public async Task A_deadline_during_the_wait_is_DeadlineExceeded_and_the_outcome_is_unknown()
    {
        var sending = SendAsync(new() { Deadline = Seconds(4) });
        await _server.AcceptAndReadAsync("""{"a":1}""");
        _clock.Advance(Seconds(4));

        await FailAsync(sending, ErrorKind.DeadlineExceeded, outcomeUnknown: true, "deadline of 4 seconds");
    }

    [Fact]
    public async Task A_deadline_does_not_stop_while_bytes_move()
    {
        var sending = SendAsync(new() { Deadline = Seconds(4) });
        await _server.AcceptAndReadAsync("""{"a":1}""");
        _clock.Advance(Seconds(2));
        await MoveAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
        _clock.Advance(Seconds(2) - Tick);
        await MoveAsync("x");
        Assert.False(sending.IsCompleted);
        _clock.Advance(Tick);

        Assert.EndsWith("missing: the time of -DeadlineSeconds is over.", (await sending).BodyProblem!);
    }

    [Fact]
    public async Task Without_timeouts_a_year_may_pass()
    {
        var sending = SendAsync(new() { Attempt = TimeSpan.MaxValue, Operation = TimeSpan.MaxValue, Deadline = TimeSpan.MaxValue });
        await _server.AcceptAndReadAsync("""{"a":1}""");
        _clock.Advance(TimeSpan.FromDays(365));
        await MoveAsync("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n");
        _clock.Advance(TimeSpan.FromDays(365));
        await _server.SendAsync("x");

        Assert.Equal("x", (await sending).Text());
    }

    [Fact]
    public async Task A_timeout_longer_than_any_timer_works()
    {
        var sending = SendAsync(new() { Attempt = TimeSpan.FromDays(100), Operation = TimeSpan.FromDays(100) });
        await _server.AcceptAndReadAsync("""{"a":1}""");
        _clock.Advance(TimeSpan.FromDays(100) - Tick);
        Assert.False(sending.IsCompleted);
        _clock.Advance(Tick);

        await FailAsync(sending, ErrorKind.ResponseTimeout, outcomeUnknown: true, "8640000 seconds");
    }

    [Fact]
    public async Task A_timeout_ends_with_the_attempt_and_not_while_the_port_is_probed_for_TLS()
    {
        var sending = SendAsync(new() { Attempt = Seconds(1), Operation = Seconds(1) });
        await _server.AcceptAndReadAsync("""{"a":1}""");
        // Neither text, which is no TLS, nor a record of TLS.
        await _server.SendAsync("\u0001hello\r\n\r\n");
        // The next connection is that of the probe.
        await _server.AcceptAsync();
        _clock.Advance(Seconds(1));
        _server.Close();

        await FailAsync(sending, ErrorKind.ProtocolError, outcomeUnknown: true, "hello");
    }

    private static TimeSpan Seconds(double count) => TimeSpan.FromSeconds(count);

    private Task<HttpResponse> SendAsync(TimeSettings time, Uri? uri = null, RequestContent? content = null)
    {
        var request = Requests.Put(uri ?? _server.Uri, settings: Requests.Once with { Time = time });
        return new WriteRunner(_clock).SendAsync(content is null ? request : request with { Content = content });
    }

    private static async Task<RequestException> FailAsync(Task<HttpResponse> sending, ErrorKind kind, bool outcomeUnknown, string words)
    {
        var failure = await Assert.ThrowsAsync<RequestException>(() => sending.WaitAsync(Eventually.Limit));
        Assert.Equal((kind, outcomeUnknown), (failure.Kind, failure.OutcomeUnknown));
        Assert.True(failure.IsTransient);
        Assert.Equal(1, failure.Attempts);
        Assert.Contains(words, failure.Message);
        return failure;
    }

    // The client has processed what was sent when it has read the clock again.
    private async Task MoveAsync(string text)
    {
        var before = _clock.ReadCount;
        await _server.SendAsync(text);
        await Eventually.TrueAsync(() => _clock.ReadCount > before, "the client reads what was sent");
    }

    // The buffers between the two are full when the client has not read the clock for a while. If it is only slow, the
    // tests still hold: the timeout counts from the last byte.
    private async Task StandstillAsync()
    {
        for (var before = -1; before != _clock.ReadCount; await Task.Delay(100))
            before = _clock.ReadCount;
    }
}
