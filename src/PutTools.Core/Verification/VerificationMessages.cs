using PutTools.Pipeline;

namespace PutTools.Verification;

/// <summary>Messages about verification.</summary>
internal static class VerificationMessages
{
    public static string Verifying(HttpRequest request)
        => $"{PipelineMessages.Target(request)}: the precondition fails, perhaps because an earlier attempt was applied. The resource is read to find out.";
}
