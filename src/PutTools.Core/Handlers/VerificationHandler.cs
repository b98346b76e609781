using System.Threading;
using System.Threading.Tasks;
using PutTools.Semantics;

namespace PutTools.Handlers;

/// <summary>
/// A conditional write that meets 412 after an attempt without an answer may have been applied by that very attempt:
/// then the resource is read, and the write is a success if it finds what it sent (RFC 9110 §13.1.1).
/// </summary>
internal sealed class VerificationHandler(ResourceHandler inner) : ResourceHandler
{
    public override async Task<ResourceReply> SendAsync(
        ResourceRequest request, ResourceExchange exchange, CancellationToken cancellationToken)
    {
        var reply = await inner.SendAsync(request, exchange, cancellationToken).ConfigureAwait(false);
        if (reply.StatusCode != 412 || !exchange.MayHaveBeenApplied || !request.IsConditional || request.Content?.Representation is not { } sent)
            return reply;
        exchange.Observer?.Verbose(Messages.Verifying(request));
        var read = await inner.SendAsync(request.ToRead(), exchange, cancellationToken).ConfigureAwait(false);
        if (!read.IsSuccess || !SentContent.IsFoundIn(read.Body, sent, isPatch: request.Method.Method == "PATCH"))
            return reply;
        return new ResourceReply(read)
        {
            Method = request.Method.Method,
            Outcome = request.Field("If-None-Match") is null ? ResourceOutcome.Updated : ResourceOutcome.Created,
        };
    }
}
