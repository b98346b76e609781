using System.Threading;
using System.Threading.Tasks;
using PutTools.Http;
using PutTools.Pipeline;

namespace PutTools.Content;

/// <summary>What is done to a request's content last, when it is settled what it is: its coding, and its digest over that.</summary>
internal static class OutgoingContent
{
    /// <summary><paramref name="request"/> with its content as it goes out, and the fields that say so.</summary>
    /// <exception cref="RequestException">The platform lacks the coding, or the content can be read only once.</exception>
    public static async Task<ResourceRequest> PrepareAsync(ResourceRequest request, CancellationToken cancellationToken)
    {
        // Of nothing there is nothing to code: a coding that is stated and not there can't be undone.
        if (request.ContentCoding is { } coding && request.Content!.Length != 0)
        {
            request = request with
            {
                Content = CodedContent.Create(request.Content!, coding),
                Headers = [.. request.Headers, new("Content-Encoding", coding)],
            };
        }

        return request.HasDigest ? await ContentDigest.AddAsync(request, cancellationToken).ConfigureAwait(false) : request;
    }
}
