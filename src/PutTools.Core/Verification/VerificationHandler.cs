using System.Threading;
using System.Threading.Tasks;
using PutTools.Http;
using PutTools.Pipeline;

namespace PutTools.Verification;

/// <summary>
/// A conditional write that meets 412 after an attempt without an answer may have been applied by that very attempt:
/// then the resource is read, and the write is a success if it finds what it sent (RFC 9110 §13.1.1).
/// </summary>
internal sealed class VerificationHandler(ResourceHandler next) : ResourceHandler
{
    public override Task<HttpResponse> SendAsync(ResourceRequest request, ExchangeContext exchange, CancellationToken cancellationToken)
        => request.IsConditional
            ? SendConditionalAsync(request, exchange, cancellationToken)
            : next.SendAsync(request, exchange, cancellationToken);

    private async Task<HttpResponse> SendConditionalAsync(
        ResourceRequest request, ExchangeContext exchange, CancellationToken cancellationToken)
    {
        var response = await next.SendAsync(request, exchange, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != 412 || !exchange.MayHaveBeenApplied)
            return response;
        exchange.Observer?.Verbose(Messages.Verifying(request));
        if (await ReadAsync(request, exchange, cancellationToken).ConfigureAwait(false) is not { IsSuccess: true } read
            || !SentContent.IsFoundIn(read, request))
        {
            return response;
        }

        exchange.MayHaveBeenApplied = false;
        return read with
        {
            Method = request.Method.Method,
            Outcome = request.Field("If-None-Match") is null ? ResourceOutcome.Updated : ResourceOutcome.Created,
        };
    }

    // Where reading fails, the doubt stays, and the 412 with it is what there is to report.
    private async Task<HttpResponse?> ReadAsync(ResourceRequest request, ExchangeContext exchange, CancellationToken cancellationToken)
    {
        try
        {
            return await next.SendAsync(request.ToRead(), exchange, cancellationToken).ConfigureAwait(false);
        }
        catch (RequestException failure)
        {
            exchange.Observer?.Verbose(failure.Message);
            return null;
        }
    }
}
