using System;
using System.Threading;
using System.Threading.Tasks;

namespace PutTools;

/// <summary>
/// Sends requests: one send, one outcome. Holds no connections itself (equal settings share them in the whole
/// process), is safe to use from many threads at once, and costs nothing to make.
/// </summary>
public sealed class ResourceClient
{
    private readonly TimeProvider _clock;

    /// <summary>Creates a client.</summary>
    public ResourceClient()
        : this(TimeProvider.System)
    {
    }

    internal ResourceClient(TimeProvider clock)
    {
        _clock = clock;
    }

    /// <summary>Sends <paramref name="request"/> and returns its reply, whole.</summary>
    /// <param name="request">The request.</param>
    /// <param name="observer">Is told what happens on the way; null: nobody is.</param>
    /// <param name="cancellationToken">Ends the exchange, any wait in it included.</param>
    /// <exception cref="ResourceException">It failed; the exception says how, and whether it may have been applied.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<ResourceReply> SendAsync(
        ResourceRequest request, IExchangeObserver? observer = null, CancellationToken cancellationToken = default)
    {
        using var exchange = Open(request.Settings, observer, cancellationToken);
        return await exchange.SendAsync(request).ConfigureAwait(false);
    }

    /// <summary>Begins an exchange of several sends under one deadline.</summary>
    internal ResourceExchange Open(ResourceSettings settings, IExchangeObserver? observer, CancellationToken cancellationToken)
        => new(_clock, settings.Time.Deadline, observer, cancellationToken);
}
