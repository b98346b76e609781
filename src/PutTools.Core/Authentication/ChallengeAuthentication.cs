using System.Net;
using PutTools.Pipeline;

namespace PutTools.Authentication;

/// <summary>
/// Answers a challenge of the server (Basic, Digest, NTLM, Negotiate). The runtime does that per connection, and NTLM and
/// Negotiate authenticate the connection itself. Therefore only requests with equal credentials share a connection.
/// </summary>
/// <param name="login">User name and password; null for the user that the process runs as.</param>
internal sealed class ChallengeAuthentication(Login? login) : AuthenticationScheme, IEquatable<ChallengeAuthentication>
{
    /// <summary>The credentials that the runtime answers a challenge with.</summary>
    public ICredentials Credentials => login?.Credentials ?? CredentialCache.DefaultCredentials;

    /// <summary>
    /// True if credentials are sent preemptively after the first challenge, so that later bodies are sent only once.
    /// </summary>
    public bool PreAuthenticates => login is not null;

    public override Task<HttpRequest> ApplyAsync(HttpRequest request, ExchangeContext context, CancellationToken cancellationToken)
        => Task.FromResult(request);

    public bool Equals(ChallengeAuthentication? other) => other is not null && Equals(login, other.Login);

    public override bool Equals(object? obj) => Equals(obj as ChallengeAuthentication);

    public override int GetHashCode() => login?.GetHashCode() ?? 0;

    private Login? Login => login;
}
