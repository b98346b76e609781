using System;
using System.Management.Automation;
using PutTools.Http;

namespace PutTools.Cmdlets.Output;

/// <summary>Turns what went wrong into PowerShell's error records.</summary>
internal static class ErrorRecords
{
    /// <summary>The record of <paramref name="failure"/>, with the input object as its target.</summary>
    public static ErrorRecord Create(ResourceException failure, object? inputObject)
    {
        var (category, advice) = ErrorTable.Of(failure.Kind);
        // The resource itself, which was read before, is no message.
        var words = failure.Response is { } response && failure.Kind != ErrorKind.NoValidator ? ServerMessage.Of(response) : null;
        return new ErrorRecord(failure, failure.Kind.ToId(), category, inputObject)
        {
            ErrorDetails = new ErrorDetails(words is null ? failure.Message : failure.Message + Environment.NewLine + words)
            {
                RecommendedAction = advice,
            },
        };
    }
}
