using System;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Http;
using PutTools.Pipeline;

namespace PutTools.Pacing;

/// <summary>Lets an attempt begin when its host can take it, and learns from how it went.</summary>
internal sealed class PacingHandler(ResourceHandler next) : ResourceHandler
{
    public override Task<HttpResponse> SendAsync(ResourceRequest request, ExchangeContext exchange, CancellationToken cancellationToken)
        => exchange.Pacing?.For(request.Uri) is { } host
            ? SendAsync(host, request, exchange, cancellationToken)
            : next.SendAsync(request, exchange, cancellationToken);

    private async Task<HttpResponse> SendAsync(
        HostPacer host, ResourceRequest request, ExchangeContext exchange, CancellationToken cancellationToken)
    {
        await EnterAsync(host, request, exchange, cancellationToken).ConfigureAwait(false);
        var startedAt = exchange.Clock.GetTimestamp();
        var (isOverloaded, retryAfter) = ((bool?)null, (TimeSpan?)null);
        try
        {
            var response = await next.SendAsync(request, exchange, cancellationToken).ConfigureAwait(false);
            isOverloaded = response.StatusCode is 429 or 503;
            if (isOverloaded == true)
                retryAfter = exchange.RetryAfter(response);
            return response;
        }
        catch (RequestException failure)
        {
            if (failure.Kind is ErrorKind.ResponseTimeout or ErrorKind.ConnectionTimeout or ErrorKind.OperationTimeout)
                isOverloaded = true;
            throw;
        }
        finally
        {
            host.Leave(startedAt, isOverloaded, retryAfter);
        }
    }

    private static async Task EnterAsync(HostPacer host, ResourceRequest request, ExchangeContext exchange, CancellationToken cancellationToken)
    {
        await host.EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            for (TimeSpan closed; (closed = host.ClosedFor) > TimeSpan.Zero;)
            {
                if (closed > exchange.Remaining)
                    throw exchange.DeadlineFailure(request, closed);
                var happened = Messages.LeftAlone(request, closed);
                exchange.Observer?.Verbose(happened);
                await exchange.WaitAsync(Messages.RetryActivity(request), happened, closed, cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            host.Leave(startedAt: 0, isOverloaded: null, retryAfter: null);
            throw;
        }
    }
}
