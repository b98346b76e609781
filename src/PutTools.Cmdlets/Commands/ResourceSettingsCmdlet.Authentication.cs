using System.Management.Automation;
using PutTools.Authentication;
using PutTools.Cmdlets.Conversion;
using PutTools.Writes;

namespace PutTools.Cmdlets;

// The parameters for authentication. What a call gives of them replaces its session's as a whole.
public abstract partial class ResourceSettingsCmdlet
{
    /// <summary>
    /// The authentication scheme: None (the server's challenge decides), Basic, Bearer or OAuth (the same).
    /// </summary>
    [Parameter]
    public WebAuthenticationType? Authentication { get; set; }

    /// <summary>
    /// User name and password; without -Authentication they answer Basic, Digest, NTLM and Negotiate challenges.
    /// </summary>
    [Parameter]
    [CredentialTransformation]
    public PSCredential? Credential { get; set; }

    /// <summary>A bearer token: a SecureString, a string, or a script block that outputs one when it is needed.</summary>
    [Parameter]
    public object? Token { get; set; }

    /// <summary>True if the user that PowerShell runs as answers a challenge.</summary>
    [Parameter]
    public SwitchParameter UseDefaultCredentials { get; set; }

    /// <summary>True if credentials and tokens may go over plain http, where others can read them.</summary>
    [Parameter]
    public SwitchParameter AllowUnencryptedAuthentication { get; set; }

    /// <summary>
    /// The token that a script block outputs; <paramref name="script"/> runs on a thread that the command waits on.
    /// </summary>
    private protected abstract TokenSource CreateTokenSource(ScriptToken script);

    private ResourceSettings OverrideAuthentication(ResourceSettings settings)
    {
        settings = settings with { AllowUnencryptedAuthentication = Bound(nameof(AllowUnencryptedAuthentication), AllowUnencryptedAuthentication) ?? settings.AllowUnencryptedAuthentication };
        if (Authentication is null && Credential is null && Token is null && !IsBound(nameof(UseDefaultCredentials)))
            return settings;
        return settings with
        {
            Identity = new AuthenticationSettings
            {
                Authentication = Authentication ?? WebAuthenticationType.None,
                Login = Credential is null ? null : CredentialConversion.Of("-Credential", Credential),
                Token = Token is null ? null : CreateToken(Token),
                UseDefaultCredentials = UseDefaultCredentials,
            },
        };
    }

    private TokenSource CreateToken(object token)
        => InputObject.Base(token) is ScriptBlock script ? CreateTokenSource(new ScriptToken(script)) : new TokenSource(SecretText.Of(token));
}
