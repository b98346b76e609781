using PutTools.Http;
using PutTools.Patching;
using PutTools.Pipeline;

namespace PutTools.Verification;

/// <summary>Compares the state of a resource with what a write sent.</summary>
internal static class SentContent
{
    /// <summary>
    /// True if the resource looks as if <paramref name="request"/> had been applied. After a PUT it must equal what was
    /// sent, because an extra member could be one that the PUT was to remove. For a patch, its format decides.
    /// </summary>
    public static bool IsFoundIn(HttpResponse found, HttpRequest request)
    {
        if (request.Content?.Representation is not { } sent)
            return false;
        if (JsonTree.TryParse(found.Body, found.ContentType) is not { } foundTree || JsonTree.TryParse(sent, request.Content.ContentType) is not { } sentTree)
            return !request.IsPatch && found.Body.Span.SequenceEqual(sent.Span);
        return request.IsPatch
            ? request.PatchFormat?.IsAppliedTo(foundTree, sentTree, request.Expected) == true
            : foundTree.Equals(sentTree);
    }
}
