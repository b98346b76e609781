using System.Threading;
using System.Threading.Tasks;
using PutTools.Http;

namespace PutTools.Pipeline;

/// <summary>
/// One policy on the way of a request to the server and of its response back. Each calls the next one, never, once or
/// more often, and is not seen where it has nothing to do: then it hands on the next one's task as it is. The order,
/// outermost first, stands in <see cref="ExchangeContext"/>.
/// </summary>
/// <remarks>
/// Not a <see cref="System.Net.Http.DelegatingHandler"/>: that sees an <c>HttpRequestMessage</c>, which can't be sent
/// twice with certainty and carries our own facts only in an untyped bag. Here a request is immutable, a changed one is
/// a copy, and what belongs to the whole exchange (attempts, deadline, observer) has typed members.
/// </remarks>
internal abstract class ResourceHandler
{
    public abstract Task<HttpResponse> SendAsync(
        ResourceRequest request, ExchangeContext exchange, CancellationToken cancellationToken);
}
