using PutTools.Http;
using PutTools.Pipeline;

namespace PutTools.Verification;

/// <summary>
/// Resolves a 412, or a 409 in its place, to a conditional write that follows an attempt without a response. That
/// attempt may have been applied, and so changed the state that the precondition names. The handler reads the resource
/// and reports success if it is in the state that the write leads to (RFC 9110 §13.1.1).
/// </summary>
internal sealed class VerificationHandler(RequestHandler next) : RequestHandler
{
    public override ValueTask<HttpResponse> SendAsync(HttpRequest request, ExchangeContext context, CancellationToken cancellationToken)
        => request.IsConditional
            ? SendConditionalAsync(request, context, cancellationToken)
            : next.SendAsync(request, context, cancellationToken);

    private async ValueTask<HttpResponse> SendConditionalAsync(HttpRequest request, ExchangeContext context, CancellationToken cancellationToken)
    {
        var response = await next.SendAsync(request, context, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode is not (409 or 412) || !context.Outcome.IsUnknown)
            return response;
        context.Observer?.Verbose(VerificationMessages.Verifying(request));
        if (await ReadAsync(request, context, cancellationToken).ConfigureAwait(false) is not { IsSuccess: true } read
            || !SentContent.IsFoundIn(read, request))
        {
            return response;
        }

        context.Outcome.Confirmed();
        return read with
        {
            Method = request.Method.Method,
            Outcome = request.Field("If-None-Match") is null ? ResourceOutcome.Updated : ResourceOutcome.Created,
        };
    }

    // If the read fails, the outcome stays unknown, and the 412 is reported as such.
    private async Task<HttpResponse?> ReadAsync(HttpRequest request, ExchangeContext context, CancellationToken cancellationToken)
    {
        try
        {
            return await next.SendAsync(request.ToRead(), context, cancellationToken).ConfigureAwait(false);
        }
        catch (RequestException failure)
        {
            context.Observer?.Verbose(failure.Message);
            return null;
        }
    }
}
