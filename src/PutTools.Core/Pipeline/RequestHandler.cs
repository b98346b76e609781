using PutTools.Http;

namespace PutTools.Pipeline;

/// <summary>
/// One policy between a request and its response. A handler calls the next one zero or more times; with nothing to do
/// it returns the next one's task unchanged. A <c>ValueTask</c>, because most of them are done when they are returned.
/// </summary>
/// <remarks>
/// This is not a <see cref="System.Net.Http.DelegatingHandler"/>: that handles an <c>HttpRequestMessage</c>, which can't be
/// reliably sent twice and carries our own data only in an untyped dictionary. Here a request is immutable and a change
/// makes a copy. The state of the whole exchange (outcome, deadline, observer) has typed members.
/// </remarks>
internal abstract class RequestHandler
{
    public abstract ValueTask<HttpResponse> SendAsync(HttpRequest request, ExchangeContext context, CancellationToken cancellationToken);
}
