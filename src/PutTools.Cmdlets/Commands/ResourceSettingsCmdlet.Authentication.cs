using System.Management.Automation;
using PutTools.Authentication;
using PutTools.Cmdlets.Binding;
using PutTools.Cmdlets.Conversion;
using PutTools.Cmdlets.Scripts;
using PutTools.Http;
using PutTools.Writes;

namespace PutTools.Cmdlets;

// The parameters for authentication. Together, those of a call replace the authentication of its session.
public abstract partial class ResourceSettingsCmdlet
{
    /// <summary>
    /// The authentication scheme: None (a challenge of the server decides), Basic, Bearer or OAuth (the same as Bearer).
    /// </summary>
    [Parameter]
    [NamedValue(typeof(WebAuthenticationType), Remedy = MistakeMessages.OtherAuthentication)]
    public WebAuthenticationType? Authentication { get; set; }

    /// <summary>
    /// User name and password. Without -Authentication they answer Basic, Digest, NTLM and Negotiate challenges.
    /// </summary>
    [Parameter]
    [CredentialTransformation]
    public PSCredential? Credential { get; set; }

    /// <summary>A bearer token: a SecureString, a string, or a script block that outputs one on demand.</summary>
    [Parameter]
    public object? Token { get; set; }

    /// <summary>Answers a challenge as the user that PowerShell runs as.</summary>
    [Parameter]
    public SwitchParameter UseDefaultCredentials { get; set; }

    /// <summary>Allows credentials over plain http, where others can read them.</summary>
    [Parameter]
    public SwitchParameter AllowUnencryptedAuthentication { get; set; }

    /// <summary>
    /// A script block that signs each attempt. It gets the request, which is otherwise complete, and sets its headers.
    /// </summary>
    [Parameter]
    public ScriptBlock? Signer { get; set; }

    /// <summary>The script block of -Signer, if it is given.</summary>
    private protected ScriptSigner? SignerScript => Signer is null ? null : new ScriptSigner(Signer);

    /// <summary>The script block of -Token, if it is given as one.</summary>
    private protected ScriptToken? TokenScript => PSValue.Base(Token) is ScriptBlock script ? new ScriptToken(script) : null;

    private ResourceSettings OverrideAuthentication(ResourceSettings settings)
    {
        settings = settings with
        {
            AllowUnencryptedAuthentication = Bound(nameof(AllowUnencryptedAuthentication), AllowUnencryptedAuthentication) ?? settings.AllowUnencryptedAuthentication,
            Signer = SignerScript?.On(Thread) ?? settings.Signer,
        };
        if (Authentication is null && Credential is null && Token is null && !IsBound(nameof(UseDefaultCredentials)))
            return settings;
        return settings with
        {
            Credentials = new AuthenticationSettings
            {
                Authentication = Authentication ?? WebAuthenticationType.None,
                Login = Credential is null ? null : CredentialConversion.Of("-Credential", Credential),
                Token = Token is null ? null : TokenScript?.On(Thread) ?? ReadToken(Token),
                UseDefaultCredentials = UseDefaultCredentials,
            },
        };
    }

    private static TokenSource ReadToken(object token)
        => new(TokenObject.Read(token) ?? throw new RequestException(ErrorKind.InvalidParameter, CmdletMessages.NoTokenType(PSValue.Base(token)!.GetType())));
}
