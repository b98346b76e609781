using PutTools.Http;
using PutTools.Pipeline;

namespace PutTools.Pacing;

/// <summary>Starts an attempt when its host has room, and adapts the limit to the result.</summary>
/// <param name="hosts">The pacers of the pipeline's hosts.</param>
/// <param name="longestPause">
/// The longest pause that a host may request. A longer one is an error of that write only.
/// </param>
/// <param name="next">The next policy.</param>
internal sealed class PacingHandler(HostPacers hosts, TimeSpan longestPause, RequestHandler next) : RequestHandler
{
    public override async ValueTask<HttpResponse> SendAsync(HttpRequest request, ExchangeContext context, CancellationToken cancellationToken)
    {
        var host = hosts.For(request.Uri);
        await EnterAsync(host, request, context, cancellationToken).ConfigureAwait(false);
        var startedAt = context.Clock.GetTimestamp();
        var (isOverloaded, retryAfter) = ((bool?)null, (TimeSpan?)null);
        try
        {
            var response = await next.SendAsync(request, context, cancellationToken).ConfigureAwait(false);
            isOverloaded = StatusCodes.SaysTooMany(response);
            if (isOverloaded == true)
                retryAfter = Pause.RetryAfter(response, context) is { } requested && requested <= longestPause ? requested : null;
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

    private static async Task EnterAsync(HostPacer host, HttpRequest request, ExchangeContext context, CancellationToken cancellationToken)
    {
        await host.EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            for (TimeSpan closed; (closed = host.ClosedFor) > TimeSpan.Zero;)
            {
                if (closed > context.Remaining)
                    throw context.DeadlineFailure(PipelineMessages.Target(request), closed);
                var happened = PacingMessages.BackingOff(request, closed);
                Pause.Report(happened, closed, context);
                await Pause.ForAsync(closed, PipelineMessages.RetryActivity(request.ToString()), happened, context, cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            host.Leave(startedAt: 0, isOverloaded: null, retryAfter: null);
            throw;
        }
    }
}
