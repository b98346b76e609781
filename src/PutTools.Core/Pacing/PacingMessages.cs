using PutTools.Pipeline;
using PutTools.Text;

namespace PutTools.Pacing;

/// <summary>Messages about pauses that a host requests.</summary>
internal static class PacingMessages
{
    public static string BackingOff(HttpRequest request, TimeSpan wait)
        => $"{PipelineMessages.Target(request)} waits {Wording.Seconds(wait)}: {request.Uri.Authority} requested a pause.";
}
