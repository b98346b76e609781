using PutTools.Pipeline;

namespace PutTools.Authentication;

/// <summary>Sends user name and password with each request (RFC 7617).</summary>
internal sealed class BasicAuthentication(Login login) : AuthenticationScheme
{
    private readonly string _authorization = login.ToBasic();

    public override Task<HttpRequest> ApplyAsync(HttpRequest request, ExchangeContext context, CancellationToken cancellationToken)
        => Task.FromResult(request.With("Authorization", _authorization));
}
