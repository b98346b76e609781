using PutTools.Http;

namespace PutTools.Authentication;

/// <summary>The credentials of a call or session, and the scheme that uses them.</summary>
internal sealed record AuthenticationSettings
{
    /// <summary>No credentials.</summary>
    public static AuthenticationSettings Anonymous { get; } = new();

    /// <summary>The scheme. Default: <c>None</c>, credentials only answer a challenge.</summary>
    public WebAuthenticationType Authentication { get; init; }

    /// <summary>User name and password. Default: none.</summary>
    public Login? Login { get; init; }

    /// <summary>The source of the token. Default: none.</summary>
    public TokenSource? Token { get; init; }

    /// <summary>True if a challenge is answered as the user that the process runs as. Default: false.</summary>
    public bool UseDefaultCredentials { get; init; }

    /// <summary>True if there are no credentials.</summary>
    internal bool IsAnonymous => Login is null && Token is null && !UseDefaultCredentials && Authentication == WebAuthenticationType.None;

    private bool IsBearer => Authentication is WebAuthenticationType.Bearer or WebAuthenticationType.OAuth;

    /// <summary>Describes the credentials without password and token.</summary>
    public override string ToString() => this switch
    {
        { UseDefaultCredentials: true } => "Default credentials",
        { Token: not null } => "Bearer",
        { Login: { } login } => $"{(Authentication == WebAuthenticationType.Basic ? "Basic" : "Credential")} ({login})",
        _ => "None",
    };

    /// <summary>
    /// Throws if the settings contradict each other. A setting that the url can supply may still be missing.
    /// </summary>
    /// <exception cref="RequestException">InvalidParameter: the settings contradict each other.</exception>
    internal void CheckTogether()
    {
        var fault = this switch
        {
            { UseDefaultCredentials: true } when Login is not null || Token is not null || Authentication != WebAuthenticationType.None
                => AuthenticationMessages.DefaultAndOtherCredentials,
            { Login: not null, Token: not null } => AuthenticationMessages.TokenAndCredential,
            { IsBearer: true, Token.HasOtherScheme: true } => AuthenticationMessages.NoBearerToken,
            _ => null,
        };
        if (fault is not null)
            throw new RequestException(ErrorKind.InvalidParameter, fault);
    }

    /// <summary>Creates the scheme that these settings describe.</summary>
    /// <exception cref="RequestException">
    /// InvalidParameter: the settings contradict each other, or one is missing.
    /// </exception>
    internal AuthenticationScheme ToScheme()
    {
        CheckTogether();
        return this switch
        {
            { Authentication: WebAuthenticationType.Basic } => new BasicAuthentication(Login ?? throw Missing(AuthenticationMessages.BasicNeedsUser)),
            { Token: { } token } => new TokenAuthentication(token, IsBearer),
            { Authentication: not WebAuthenticationType.None } => throw Missing(AuthenticationMessages.BearerNeedsToken),
            { Login: null, UseDefaultCredentials: false } => NoAuthentication.Instance,
            _ => new ChallengeAuthentication(Login),
        };
    }

    private static RequestException Missing(string message) => new(ErrorKind.InvalidParameter, message);
}
