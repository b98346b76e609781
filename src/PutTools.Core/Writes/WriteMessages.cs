using PutTools.Http;
using PutTools.Pipeline;
using PutTools.Secrets;
using PutTools.Text;

namespace PutTools.Writes;

/// <summary>Messages about reads, writes and long-running operations.</summary>
internal static class WriteMessages
{
    public static string OperationFailed(ResourceRequest request, Uri operation, string state, bool isPart)
        => $"{request} was accepted, but its operation {PipelineMessages.Shown(operation)} ended as '{RedactedText.Phrase(state)}'."
            + (isPart ? " A part of the write was applied: read the resource to see which." : string.Empty);

    public static string UnknownOperationState(ResourceRequest request, Uri operation, string state)
        => $"{request}: its operation {PipelineMessages.Shown(operation)} ended as '{RedactedText.Phrase(state)}', which does not tell if it succeeded. Read the resource to find out.";

    public static string UnreadableAnnouncement(ResourceRequest request)
        => $"{request}: the body of the response could not be read, so it is unknown if the server runs an operation for the write. Read the resource to find out.";

    public static string InsecureOperation(ResourceRequest request)
        => $"{request} was accepted, but its operation is at a plain http url. Follow it with -AllowInsecureRedirect, or read the resource to see how it ended.";

    public static string Page(ResourceRequest request, HttpResponse response)
        => $"{request} was {(Contradiction.IsRedirected(response) ? "redirected, and the response is" : $"answered with {response.StatusCode} and")} an HTML page of {PipelineMessages.Shown(response.Target)}. It may be a login page, and nothing may have been written. With -SuccessCondition such a response is an error.";

    public static string FailedParts(ResourceRequest request, int[] statuses)
    {
        var failed = Array.FindAll(statuses, static status => status >= 400);
        return $"{request} was applied in part, or not at all: {failed.Length} of the {statuses.Length} parts in the response failed ({string.Join(", ", failed.Distinct())}). Its content tells which.";
    }

    public static string ErrorWithSuccess(ResourceRequest request, HttpResponse response, string reason)
        => $"{request} was answered with {response.StatusCode}, but the response reports a failure, so nothing may have been written{(reason.Length > 0 ? $": {reason}" : string.Empty)}. With -SuccessCondition such a response is an error.";

    public static string IgnoredChange(ResourceRequest request, HttpResponse response)
        => $"{request} was answered with {response.StatusCode}, but the response and another read have the state as it was: the server seems to ignore the change. Perhaps it does not accept the resource in the form in which it returns it, such as in an envelope: {{\"data\":{{…}}}}. -Body sends what you give.";

    public static string ServerWarning(ResourceRequest request, string text)
        => $"{request} succeeded, and the server warns: {RedactedText.Phrase(text)}";

    public static string UnrolledList(ResourceRequest request, string path)
        => $"{request}: the resource has a list{(path.Length > 0 ? $" at '{RedactedText.Phrase(path)}'" : string.Empty)}, and the new state a single value. PowerShell makes one of a list of one element that a command outputs: put @( ) around the command to keep the list.";

    public static string UnreadText(ResourceRequest request, Exception failure)
        => $"{request}: the text of the response cannot be read: {RedactedText.Phrase(Wording.Innermost(failure))}.";

    public static string OperationActivity(ResourceRequest request) => $"Waiting for the operation of {request}";

    public static string OperationStatus(Uri operation, string state) => $"The operation {PipelineMessages.Shown(operation)} is '{RedactedText.Phrase(state)}'.";

    public static string NoOperationUrl(ResourceRequest request)
        => $"{request} was accepted (202), but the response has no Operation-Location or Location to poll. The write may still be in progress: read the resource to see.";

    public static string StartingOver(ResourceRequest request, int conflict, int most)
        => $"{request}: somebody else changed the resource in the meantime. It is read again ({Wording.Number(conflict)} of {Wording.Number(most)}).";

    public static string JustChanged(ResourceRequest request)
        => $"{request}: the resource was changed a moment ago, and its date, which has whole seconds, cannot protect the write yet. It is read again in a moment.";

    // If the last reads had the same tag, nobody has changed the resource.
    public static string ConflictRetriesExceeded(ResourceRequest request, int most, bool isSame) => isSame
        ? $"{request} failed: the server refused each write ({Wording.Number(most)} more tries), although each read had the same entity tag. Nothing was written. A cache may answer the reads with an old state, the server does not accept its own tag, or the conflict is with another resource. If a property has the version that it compares, name it with -VersionProperty; otherwise write without -Update and -IfChanged, or with the tag that it expects."
        : $"{request} failed: others changed the resource between each read and write ({Wording.Number(most)} more tries). Nothing was written.";

    public static string UnreadableState(ResourceRequest request, string problem)
        => $"{request} was not sent: its current state was read, but cannot be used. {problem}";

    public static string NoJson(HttpResponse response) => $"The response is declared as '{RedactedText.Phrase(response.ContentType ?? string.Empty)}', but it is not, or has bytes that are not in its charset.";

    public static string PartOfState => "The server answered with only a part of it (206).";

    public static string NoValidator(ResourceRequest request, bool hasDate)
        => $"{request} was not sent: the server sends {(hasDate ? "no entity tag that it compares, its Last-Modified is too recent to show a further change" : "neither an entity tag that it compares nor the time of the last change (Last-Modified)")}, and the new state has no version of the old one, so a change by somebody else could be lost.";

    public static string RefusedCondition(ResourceRequest request, HttpResponse response)
        => $"{request} failed: {HttpMessages.Status(response)}. The server accepts no precondition for this write, so a change by somebody else could be lost. Nothing was written.";

    public static string WithoutCondition(ResourceRequest request)
        => $"{request} is sent again without a precondition, because the server accepts none.";

    public static string OtherLength(string specified, long length)
        => $"The header 'Content-Length' says {specified}, but the body has {Wording.Bytes(length)}. Drop the header: the length is sent anyway. Nothing was sent.";

    public static string NoChunks
        => "HTTP/1.0 cannot send chunks, so the length of the body must be known, and -TransferEncoding cannot be used. Leave -HttpVersion out. Nothing was sent.";

    public static string NotJsonPatch(Exception failure)
        => $"The patch is not JSON: {Wording.JsonFault(failure)}. Correct the body. Nothing was sent.";

    public static string NoPatch => "The patch is not JSON: it is empty. Give a body. Nothing was sent.";

    /// <summary>The body, which must be read before it is sent, supplied nothing within the timeout.</summary>
    public static string BodyStalled(ResourceRequest request, TimeSpan limit)
        => $"{request} failed: the source of the body supplied no data for {Wording.Seconds(limit)}. Nothing was sent.";
}
