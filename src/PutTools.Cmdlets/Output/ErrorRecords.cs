using System;
using System.Management.Automation;
using PutTools.Http;
using PutTools.ServerMessages;

namespace PutTools.Cmdlets.Output;

/// <summary>Turns the engine's failures into PowerShell's error records.</summary>
internal static class ErrorRecords
{
    /// <summary>The record of <paramref name="failure"/>.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="inputObject">The object that the write was made from; the record's target.</param>
    /// <param name="line">The number of the line that the object is; null where it is none.</param>
    /// <param name="asHashtable">True if JSON objects of the response become ordered dictionaries.</param>
    /// <param name="report">Gets a sentence where the response's body is not what it claims to be.</param>
    public static ErrorRecord Create(RequestException failure, object? inputObject, long? line = null, bool asHashtable = false, Action<string>? report = null)
    {
        // What a server wrote can be left out, where it can't be read; the failure can't.
        var response = Boundary.OrNothing(() => failure.Response is { } received
            ? new ResourceResponse(received, inputObject, asHashtable, report ?? (static _ => { }))
            : null);
        var row = ErrorTable.Of(failure.Kind);
        // With NoValidator the response is the resource itself as it was read, not a message of the server.
        var words = failure.Response is { } told && failure.Kind != ErrorKind.NoValidator ? Boundary.OrNothing(() => ServerMessage.Of(told)) : null;
        var message = line is { } number ? CmdletMessages.OfLine(number, failure.Message) : failure.Message;
        if (failure.Response?.RetryAfter is { } asked && asked > TimeSpan.Zero)
            message += CmdletMessages.AsksForPause(asked);
        if (failure.Attempts > 1)
            message += CmdletMessages.Tried(failure.Attempts, failure.Elapsed);
        return new ErrorRecord(new ResourceException(failure, response), failure.Kind.ToId(), row.Category, inputObject)
        {
            ErrorDetails = new ErrorDetails(words is null ? message : message + Environment.NewLine + words)
            {
                RecommendedAction = row.Advice,
            },
        };
    }
}
