using System.Threading;
using System.Threading.Tasks;
using PutTools.Http;

namespace PutTools.Pipeline;

/// <summary>
/// One policy between a request and its response. A handler calls the next one zero or more times; with nothing to do
/// it returns the next one's task unchanged.
/// </summary>
/// <remarks>
/// Not a <see cref="System.Net.Http.DelegatingHandler"/>: that handles an <c>HttpRequestMessage</c>, which can't be sent
/// twice with certainty and carries our own facts only in an untyped bag. Here a request is immutable, a changed one is
/// a copy, and what belongs to the whole exchange (outcome, deadline, observer) has typed members.
/// </remarks>
internal abstract class RequestHandler
{
    public abstract Task<HttpResponse> SendAsync(HttpRequest request, ExchangeContext context, CancellationToken cancellationToken);
}
