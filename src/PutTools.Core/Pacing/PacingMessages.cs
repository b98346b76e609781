using System;
using PutTools.Pipeline;
using PutTools.Text;

namespace PutTools.Pacing;

/// <summary>The words for pauses that a host asks for.</summary>
internal static class PacingMessages
{
    public static string BackingOff(HttpRequest request, TimeSpan wait)
        => $"{PipelineMessages.Target(request)} waits {Wording.Seconds(wait)}: {request.Uri.Authority} asked for a pause.";
}
