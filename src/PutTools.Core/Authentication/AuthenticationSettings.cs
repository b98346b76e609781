using PutTools.Http;


namespace PutTools.Authentication;

/// <summary>Who sends a request.</summary>
public sealed record AuthenticationSettings
{
    /// <summary>Nobody in particular.</summary>
    public static AuthenticationSettings Anonymous { get; } = new();

    /// <summary>How it is said. Default: not before the server asks.</summary>
    public WebAuthenticationType Authentication { get; init; }

    /// <summary>User name and password. Default: none.</summary>
    public Login? Login { get; init; }

    /// <summary>Where the token comes from. Default: there is none.</summary>
    public TokenSource? Token { get; init; }

    /// <summary>Whether the process's own user answers a challenge. Default: no.</summary>
    public bool UseDefaultCredentials { get; init; }

    /// <summary>Whether nothing is said.</summary>
    internal bool IsAnonymous => Login is null && Token is null && !UseDefaultCredentials && Authentication == WebAuthenticationType.None;

    /// <summary>Says nothing of password and token.</summary>
    public override string ToString() => this switch
    {
        { UseDefaultCredentials: true } => "Default credentials",
        { Token: not null } => "Bearer",
        { Login: { } login } => $"{(Authentication == WebAuthenticationType.Basic ? "Basic" : "Credential")} ({login})",
        _ => "None",
    };

    /// <summary>Passes what does not contradict itself, though something may be missing that the url has.</summary>
    /// <exception cref="RequestException">InvalidParameter: it contradicts itself.</exception>
    internal void CheckTogether()
    {
        var fault = this switch
        {
            { UseDefaultCredentials: true } when Login is not null || Token is not null || Authentication != WebAuthenticationType.None
                => Messages.DefaultAndStatedCredentials,
            { Login: not null, Token: not null } => Messages.TokenAndCredential,
            _ => null,
        };
        if (fault is not null)
            throw new RequestException(ErrorKind.InvalidParameter, fault);
    }

    /// <summary>Passes what is whole and goes together.</summary>
    /// <exception cref="RequestException">InvalidParameter: it is not, or does not.</exception>
    internal void Check()
    {
        CheckTogether();
        var fault = this switch
        {
            { Authentication: WebAuthenticationType.Basic, Login: null } => Messages.BasicNeedsUser,
            { Authentication: WebAuthenticationType.Bearer or WebAuthenticationType.OAuth, Token: null } => Messages.BearerNeedsToken,
            _ => null,
        };
        if (fault is not null)
            throw new RequestException(ErrorKind.InvalidParameter, fault);
    }
}
