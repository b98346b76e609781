using System.Management.Automation;
using PutTools.Http;
using PutTools.ServerMessages;
using PutTools.Text;

namespace PutTools.Cmdlets.Output;

/// <summary>Converts failures of the engine to error records.</summary>
internal static class ErrorRecords
{
    /// <summary>Creates the record of <paramref name="failure"/>.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="inputObject">The object that the write was made from; it becomes the target of the record.</param>
    /// <param name="line">The number of the input line; null if the object is not a line.</param>
    /// <param name="asHashtable">True to convert JSON objects of the response to ordered dictionaries.</param>
    /// <param name="report">Receives a sentence if the body of the response does not match its media type.</param>
    public static ErrorRecord Create(RequestException failure, object? inputObject, long? line = null, bool asHashtable = false, Action<string>? report = null)
    {
        // The response may be left out if it can't be read; the failure must be reported.
        var response = Boundary.OrNothing(() => failure.Response is { } received
            ? new ResourceResponse(received, inputObject, asHashtable, report ?? (static _ => { }))
            : null);
        // With NoValidator the response may be the resource as it was read, and not a message of the server.
        var words = failure.Response is { } answer && !(failure.Kind == ErrorKind.NoValidator && answer.IsSuccess) ? Boundary.OrNothing(() => ServerMessage.Of(answer)) : null;
        var message = line is { } number ? CmdletMessages.OfLine(number, failure.Message) : failure.Message;
        if (failure.Response?.RetryAfter is { } pause && pause > TimeSpan.Zero)
            message += CmdletMessages.RequestedPause(pause);
        if (failure.Attempts > 1)
            message += CmdletMessages.Tried(failure);
        return new ErrorRecord(new ResourceException(failure, response), failure.Kind.ToId(), ErrorTable.Of(failure.Kind).Category, inputObject)
        {
            ErrorDetails = new ErrorDetails(DisplayText.OfLines(words is null ? message : message + Environment.NewLine + words))
            {
                RecommendedAction = Advice(failure, ErrorTable.AdviceFor(failure)),
            },
        };
    }

    // A definite answer to the last attempt, such as 403, does not show that an earlier one may have been applied. A failure of a read before the write,
    // or after the write was done, leaves nothing to find out.
    private static string? Advice(RequestException failure, string? advice)
        => failure is not { OutcomeUnknown: true, Attempts: > 0 } ? advice
            : advice is null ? CmdletMessages.MayBeApplied
            : $"{advice} {CmdletMessages.MayBeApplied}";
}
