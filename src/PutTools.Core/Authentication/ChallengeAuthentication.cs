using System;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Pipeline;

namespace PutTools.Authentication;

/// <summary>
/// Credentials that answer a challenge of the server (Basic, Digest, NTLM, Negotiate). The runtime does so on the
/// connection, and NTLM and Negotiate authenticate that connection: only equal credentials share one.
/// </summary>
/// <param name="login">User name and password; null is the user that the process runs as.</param>
internal sealed class ChallengeAuthentication(Login? login) : AuthenticationScheme, IEquatable<ChallengeAuthentication>
{
    /// <summary>What the runtime answers with.</summary>
    public ICredentials Credentials => login?.Credentials ?? CredentialCache.DefaultCredentials;

    /// <summary>Whether credentials go out preemptively after the first challenge, so that a body is not sent twice each time.</summary>
    public bool PreAuthenticates => login is not null;

    public override Task<HttpRequest> ApplyAsync(HttpRequest request, ExchangeContext context, CancellationToken cancellationToken)
        => Task.FromResult(request);

    public bool Equals(ChallengeAuthentication? other) => other is not null && Equals(login, other.Login);

    public override bool Equals(object? obj) => Equals(obj as ChallengeAuthentication);

    public override int GetHashCode() => login?.GetHashCode() ?? 0;

    private Login? Login => login;
}
