using PutTools.Http;


namespace PutTools.Authentication;

/// <summary>The credentials of a call or session, and how they are used.</summary>
internal sealed record AuthenticationSettings
{
    /// <summary>No credentials.</summary>
    public static AuthenticationSettings Anonymous { get; } = new();

    /// <summary>The scheme. Default: credentials are sent when the server asks for them.</summary>
    public WebAuthenticationType Authentication { get; init; }

    /// <summary>User name and password. Default: none.</summary>
    public Login? Login { get; init; }

    /// <summary>Where the token comes from. Default: there is none.</summary>
    public TokenSource? Token { get; init; }

    /// <summary>Whether the user that the process runs as answers a challenge. Default: no.</summary>
    public bool UseDefaultCredentials { get; init; }

    /// <summary>Whether there are no credentials.</summary>
    internal bool IsAnonymous => Login is null && Token is null && !UseDefaultCredentials && Authentication == WebAuthenticationType.None;

    /// <summary>Without password and token.</summary>
    public override string ToString() => this switch
    {
        { UseDefaultCredentials: true } => "Default credentials",
        { Token: not null } => "Bearer",
        { Login: { } login } => $"{(Authentication == WebAuthenticationType.Basic ? "Basic" : "Credential")} ({login})",
        _ => "None",
    };

    /// <summary>Refuses settings that contradict each other. Something may still be missing that the url has.</summary>
    /// <exception cref="RequestException">InvalidParameter: they contradict each other.</exception>
    internal void CheckTogether()
    {
        var fault = this switch
        {
            { UseDefaultCredentials: true } when Login is not null || Token is not null || Authentication != WebAuthenticationType.None
                => AuthenticationMessages.DefaultAndStatedCredentials,
            { Login: not null, Token: not null } => AuthenticationMessages.TokenAndCredential,
            _ => null,
        };
        if (fault is not null)
            throw new RequestException(ErrorKind.InvalidParameter, fault);
    }

    /// <summary>The scheme that these settings describe.</summary>
    /// <exception cref="RequestException">InvalidParameter: they contradict each other, or something is missing.</exception>
    internal AuthenticationScheme ToScheme()
    {
        CheckTogether();
        return this switch
        {
            { Authentication: WebAuthenticationType.Basic } => new BasicAuthentication(Login ?? throw Missing(AuthenticationMessages.BasicNeedsUser)),
            { Token: { } token } => new BearerAuthentication(token),
            { Authentication: not WebAuthenticationType.None } => throw Missing(AuthenticationMessages.BearerNeedsToken),
            { Login: null, UseDefaultCredentials: false } => NoAuthentication.Instance,
            _ => new ChallengeAuthentication(Login),
        };
    }

    private static RequestException Missing(string message) => new(ErrorKind.InvalidParameter, message);
}
