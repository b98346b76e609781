using System.Management.Automation;
using PutTools.Cmdlets.Pipeline;
using PutTools.Cmdlets.Scripts;
using PutTools.Http;
using PutTools.Text;

namespace PutTools.Cmdlets.Output;

/// <summary>Decides which responses count as success, and emits them.</summary>
internal sealed class ResponseOutput(Cmdlet cmdlet)
{
    /// <summary>Decides if a 2xx response means success; null: every one does.</summary>
    public ScriptBlock? SuccessCondition { get; init; }

    public bool AsHashtable { get; init; }

    public bool ContentOnly { get; init; }

    /// <summary>True to emit a response whose body was saved to a file.</summary>
    public bool PassThru { get; init; }

    public bool IsVerbose { get; init; }

    /// <summary>Converts a response for users. Called from any thread.</summary>
    public ResourceResponse Create(HttpResponse response, PipelineItem item)
        => new(response, item.InputObject, AsHashtable, item);

    /// <summary>Creates the error record of a failed write.</summary>
    public ErrorRecord Create(RequestException failure, PipelineItem item, long? line)
        => ErrorRecords.Create(failure, item.InputObject, line, AsHashtable, IsVerbose ? cmdlet.WriteVerbose : null);

    /// <summary>
    /// Returns the error if <paramref name="response"/> is not a success; otherwise null. A write that was not sent is not
    /// evaluated.
    /// </summary>
    public RequestException? Rejection(ResourceResponse response)
    {
        if (SuccessCondition is null || response.StatusCode is < 200 or >= 300 || response.Outcome == nameof(ResourceOutcome.Unchanged))
            return null;
        try
        {
            return LanguagePrimitives.IsTrue(ScriptRunner.Run(nameof(SuccessCondition), SuccessCondition, response, response.InputObject))
                ? null
                : Rejected(ErrorKind.ResponseRejected, CmdletMessages.Rejected(response));
        }
        catch (RequestException failure)
        {
            return Rejected(failure.Kind, CmdletMessages.ConditionFailed(response, ScriptRunner.Cause((RuntimeException)failure.InnerException!)));
        }

        RequestException Rejected(ErrorKind kind, string message)
            => new(kind, message) { Response = response.Http, Problem = ProblemDetails.Parse(response.Http), Attempts = response.Attempts, IsApplied = kind != ErrorKind.ResponseRejected };
    }

    /// <summary>Emits the parts of <paramref name="response"/> that the user wants.</summary>
    public void Write(ResourceResponse response)
    {
        if (IsVerbose)
            cmdlet.WriteVerbose(DisplayText.OfLines(CmdletMessages.Response(response)));
        if (response.OutFile is not null && !PassThru)
            return;
        if (!ContentOnly)
            cmdlet.WriteObject(response);
        else if (response.HasContent)
            cmdlet.WriteObject(response.Content, enumerateCollection: false);
    }
}
