using System;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Transport;

namespace PutTools.Handlers;

/// <summary>Innermost: one attempt over a pooled connection, its reply read whole, its failure given a kind.</summary>
internal sealed class AttemptHandler : ResourceHandler
{
    public override async Task<ResourceReply> SendAsync(
        ResourceRequest request, ResourceExchange exchange, CancellationToken cancellationToken)
    {
        if (!request.IsSafe)
            exchange.Attempts++;
        using var watch = new AttemptWatch(exchange.Clock, request.Settings.Time, cancellationToken);
        using var message = WireMessage.Create(request, exchange, watch);
        try
        {
            using var lease = ConnectionPool.Rent(request.Settings.Connection);
            using var response = await lease.Invoker.SendAsync(message, watch.Token).ConfigureAwait(false);
            watch.Enter(AttemptPhase.Receiving);
            return await WireReply.ReadAsync(response, request, exchange, watch).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            // Counted, not guessed: once content was handed to a connection, the server may act on it.
            if (watch.Phase > AttemptPhase.Connecting && !request.IsSafe)
                exchange.MayHaveBeenApplied = true;
            cancellationToken.ThrowIfCancellationRequested();
            throw TransportFailure.ToException(failure, request, exchange, watch);
        }
    }
}
