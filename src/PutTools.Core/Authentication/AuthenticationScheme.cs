using PutTools.Http;
using PutTools.Pipeline;

namespace PutTools.Authentication;

/// <summary>
/// Authenticates requests. A scheme is applied to each attempt, after all other policies, so that it sees the request as it
/// is sent.
/// </summary>
internal abstract class AuthenticationScheme
{
    /// <summary>True if the scheme leaves requests unchanged.</summary>
    public virtual bool IsNone => false;

    /// <summary>Returns the request with its credentials, for one attempt.</summary>
    public abstract Task<HttpRequest> ApplyAsync(HttpRequest request, ExchangeContext context, CancellationToken cancellationToken);

    /// <summary>Renews the credentials after the server answered <paramref name="refused"/> with 401 or 403.</summary>
    /// <returns>True if the credentials were renewed, so that the request can be sent once more.</returns>
    public virtual Task<bool> TryRenewAsync(HttpRequest refused, HttpResponse response, ExchangeContext context, CancellationToken cancellationToken) => Task.FromResult(false);
}

/// <summary>No credentials.</summary>
internal sealed class NoAuthentication : AuthenticationScheme
{
    private NoAuthentication()
    {
    }

    public static NoAuthentication Instance { get; } = new();

    public override bool IsNone => true;

    public override Task<HttpRequest> ApplyAsync(HttpRequest request, ExchangeContext context, CancellationToken cancellationToken)
        => Task.FromResult(request);
}
