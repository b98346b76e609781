using System.Threading;
using System.Threading.Tasks;
using PutTools.Pipeline;

namespace PutTools.Authentication;

/// <summary>
/// How requests are authenticated. Applied to each attempt, after all other policies, so that a scheme sees the request
/// as it goes out.
/// </summary>
internal abstract class AuthenticationScheme
{
    /// <summary>Whether requests go out as they are.</summary>
    public virtual bool IsNone => false;

    /// <summary>The request as it goes out in one attempt.</summary>
    public abstract Task<HttpRequest> ApplyAsync(HttpRequest request, ExchangeContext context, CancellationToken cancellationToken);

    /// <summary>After a 401 to <paramref name="refused"/>: gets other credentials where the scheme can.</summary>
    /// <returns>Whether to send the request once more.</returns>
    public virtual Task<bool> TryRenewAsync(HttpRequest refused, CancellationToken cancellationToken) => Task.FromResult(false);
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
