using System;
using System.Management.Automation;
using PutTools.Http;

namespace PutTools.Cmdlets.Output;

/// <summary>Turns failures into PowerShell's error records.</summary>
internal static class ErrorRecords
{
    /// <summary>The record of <paramref name="failure"/>, with the input object as its target.</summary>
    public static ErrorRecord Create(ResourceException failure, object? inputObject)
    {
        var row = ErrorTable.Of(failure.Kind);
        // The response of NoValidator is the resource that was read, and no message of the server.
        var words = failure.Response is { } response && failure.Kind != ErrorKind.NoValidator ? ServerMessage.Of(response) : null;
        return new ErrorRecord(failure, failure.Kind.ToId(), row.Category, inputObject)
        {
            ErrorDetails = new ErrorDetails(words is null ? failure.Message : failure.Message + Environment.NewLine + words)
            {
                RecommendedAction = row.Advice,
            },
        };
    }
}
