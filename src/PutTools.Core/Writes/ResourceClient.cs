using System;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Http;
using PutTools.Pacing;
using PutTools.Pipeline;

namespace PutTools.Writes;

/// <summary>
/// Sends requests: one send, one outcome. Holds no connections itself (equal settings share them in the whole
/// process), is safe to use from many threads at once, and costs nothing to make.
/// </summary>
internal sealed class ResourceClient
{
    private readonly TimeProvider _clock;
    private readonly Func<double> _random;
    private readonly HostPacers? _pace;

    /// <summary>Creates a client.</summary>
    public ResourceClient()
        : this(TimeProvider.System)
    {
    }

    /// <summary>Creates a client with another clock, and other chance (numbers from 0 up to 1).</summary>
    /// <remarks>The limit is the most requests at once to one host; 0 is none, and no host is paced.</remarks>
    internal ResourceClient(TimeProvider clock, Func<double>? random = null, int limit = 0)
    {
        _pace = limit > 0 ? new HostPacers(clock, limit) : null;
        _clock = clock;
        _random = random ?? SharedRandom.NextDouble;
    }

    /// <summary>Whether the threads that send only wait for the outcome, so that they may as well be blocked.</summary>
    internal bool MayBlock { get; init; }

    /// <summary>Sends <paramref name="request"/> and returns its response, whole.</summary>
    /// <param name="request">The request.</param>
    /// <param name="observer">Is told what happens on the way; null: nobody is.</param>
    /// <param name="cancellationToken">Ends the exchange, any wait in it included.</param>
    /// <exception cref="RequestException">It failed; the exception says how, and whether it may have been applied.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<HttpResponse> SendAsync(
        ResourceRequest request, IExchangeObserver? observer = null, CancellationToken cancellationToken = default)
    {
        using var exchange = Open(request.Settings, observer, cancellationToken);
        return await exchange.RunAsync(request, () => exchange.SendAsync(request)).ConfigureAwait(false);
    }

    /// <summary>Does a write that may take more than one request.</summary>
    /// <returns>The response; null where the write was not approved.</returns>
    /// <inheritdoc cref="SendAsync" path="/exception"/>
    internal async Task<HttpResponse?> WriteAsync(WriteOptions write, IExchangeObserver? observer, CancellationToken cancellationToken)
    {
        using var exchange = Open(write.Request.Settings, observer, cancellationToken);
        return await exchange.RunAsync(write.Request, new WriteRunner(exchange, write).RunAsync).ConfigureAwait(false);
    }

    private ExchangeContext Open(ResourceSettings settings, IExchangeObserver? observer, CancellationToken cancellationToken)
        => new(_clock, _random, settings.Time.Deadline, observer, cancellationToken) { Pacing = _pace, MayBlock = MayBlock };
}
