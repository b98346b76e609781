using System;
using System.Net.Http;
using PutTools.Http;
using PutTools.Pipeline;
using Xunit;

namespace PutTools.Core.Tests.Pipeline;

public class WriteOutcomeTests
{
    private static readonly HttpRequest Put = new() { Method = HttpMethod.Put, Uri = new Uri("http://h/1") };
    private static readonly HttpRequest Get = new() { Method = HttpMethod.Get, Uri = new Uri("http://h/1") };

    /// <summary>The state after each event, for each state before it.</summary>
    [Theory]
    //          event            NotApplied    Unknown       Redirected    Accepted      Settled
    [InlineData("start",         "NotApplied", "Unknown",    "Redirected", "Accepted",   "Settled")]
    [InlineData("lost before",   "NotApplied", "Unknown",    "Redirected", "Accepted",   "Settled")]
    [InlineData("lost after",    "Unknown",    "Unknown",    "Unknown",    "Unknown",    "Unknown")]
    [InlineData("read lost",     "NotApplied", "Unknown",    "Redirected", "Accepted",   "Settled")]
    [InlineData("409",           "NotApplied", "Unknown",    "Redirected", "Accepted",   "Settled")]
    [InlineData("503",           "NotApplied", "Unknown",    "Redirected", "Accepted",   "Settled")]
    [InlineData("502",           "Unknown",    "Unknown",    "Unknown",    "Unknown",    "Unknown")]
    [InlineData("read 502",      "NotApplied", "Unknown",    "Redirected", "Accepted",   "Settled")]
    [InlineData("303",           "Redirected", "Redirected", "Redirected", "Redirected", "Redirected")]
    [InlineData("confirmed",     "Settled",    "Settled",    "Settled",    "Settled",    "Settled")]
    [InlineData("accepted",      "Accepted",   "Accepted",   "Accepted",   "Accepted",   "Accepted")]
    [InlineData("operation end", "Settled",    "Settled",    "Settled",    "Settled",    "Settled")]
    public void An_event_leads_from_each_state_to_the_next(string what, params string[] after)
    {
        for (var i = 0; i < after.Length; i++)
        {
            var outcome = In((WriteState)i);
            Apply(what, outcome);
            Assert.Equal($"{(WriteState)i}, {what}: {after[i]}", $"{(WriteState)i}, {what}: {outcome.State}");
        }
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public void An_exception_reports_the_state(int state, bool isUnknown)
    {
        var outcome = In((WriteState)state);
        outcome.AttemptStarted(Put);
        var failure = outcome.Complete(new RequestException(ErrorKind.ConnectionLost, "lost"), TimeSpan.FromSeconds(1));

        Assert.Equal((isUnknown, 1, state == (int)WriteState.Accepted), (failure.OutcomeUnknown, failure.Attempts, failure.OperationUri is not null));
    }

    [Theory]
    // The write itself was applied, and its response cannot be saved.
    [InlineData(WriteState.Settled, ErrorKind.FileWriteFailed, true)]
    [InlineData(WriteState.Settled, ErrorKind.OperationFailed, false)]
    [InlineData(WriteState.Unknown, ErrorKind.ConnectionLost, false)]
    [InlineData(WriteState.NotApplied, ErrorKind.ConnectionFailed, false)]
    public void An_exception_tells_if_the_write_was_applied_nevertheless(object state, ErrorKind kind, bool isApplied)
        => Assert.Equal(isApplied, In((WriteState)state).Complete(new RequestException(kind, "failed"), TimeSpan.Zero).IsApplied);

    [Fact]
    public void Reads_are_not_counted()
    {
        var outcome = new WriteOutcome();
        outcome.AttemptStarted(Get);

        Assert.Equal(0, outcome.Attempts);
    }

    private static WriteOutcome In(WriteState state)
    {
        var outcome = new WriteOutcome();
        Apply(state switch
        {
            WriteState.Unknown => "lost after",
            WriteState.Redirected => "303",
            WriteState.Accepted => "accepted",
            WriteState.Settled => "confirmed",
            _ => "start",
        }, outcome);
        Assert.Equal(state, outcome.State);
        return state == WriteState.NotApplied ? new WriteOutcome() : outcome;
    }

    private static void Apply(string what, WriteOutcome outcome)
    {
        switch (what)
        {
            case "start": outcome.AttemptStarted(Put); break;
            case "lost before": outcome.AttemptLost(Put, mayHaveBeenApplied: false); break;
            case "lost after": outcome.AttemptLost(Put, mayHaveBeenApplied: true); break;
            case "read lost": outcome.AttemptLost(Get, mayHaveBeenApplied: true); break;
            case "read 502": outcome.Failed(Get, Response(502)); break;
            case "303": outcome.RedirectedToResult(); break;
            case "confirmed": outcome.Confirmed(); break;
            case "accepted": outcome.Accepted(new Uri("http://h/operations/1")); break;
            case "operation end": outcome.OperationEnded(); break;
            case "operation end in part": outcome.OperationEndedInPart(); break;
            default: outcome.Failed(Put, Response(int.Parse(what, System.Globalization.CultureInfo.InvariantCulture))); break;
        }
    }

    private static HttpResponse Response(int status) => new(status, string.Empty, ResponseHeaders.From([]));
}
