using System;
using System.Management.Automation;
using System.Security;
using PutTools.Authentication;
using PutTools.Cmdlets.Conversion;
using PutTools.Cmdlets.Pipeline;

namespace PutTools.Cmdlets;

// The parameters that say who sends requests. What a call states of them replaces its session's identity whole.
public abstract partial class ResourceSettingsCmdlet
{
    private bool _statesIdentity;

    /// <summary>How to say who sends: None (when the server asks), Basic, Bearer or OAuth (the same).</summary>
    [Parameter]
    public WebAuthenticationType Authentication
    {
        get => Settings.Identity.Authentication;
        set => Identify(identity => identity with { Authentication = value });
    }

    /// <summary>User name and password; without -Authentication they answer Basic, Digest, NTLM and Negotiate challenges.</summary>
    [Parameter]
    [Credential]
    [ValidateNotNull]
    public PSCredential? Credential
    {
        get;
        set
        {
            field = value;
            Identify(identity => identity with { Login = CredentialConversion.Of(value!) });
        }
    }

    /// <summary>A bearer token: a SecureString, a string, or a script block that is asked for one when it is needed.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Token
    {
        get;
        set
        {
            field = value;
            Identify(identity => identity with { Token = CreateToken(value!) });
        }
    }

    /// <summary>Whether the user that PowerShell runs as answers a challenge.</summary>
    [Parameter]
    public SwitchParameter UseDefaultCredentials
    {
        get => Settings.Identity.UseDefaultCredentials;
        set => Identify(identity => identity with { UseDefaultCredentials = value });
    }

    /// <summary>Whether credentials and tokens may go over plain http, where others can read them.</summary>
    [Parameter]
    public SwitchParameter AllowUnencryptedAuthentication
    {
        get => Settings.AllowUnencryptedAuthentication;
        set => State(settings => settings with { AllowUnencryptedAuthentication = value });
    }

    /// <summary>The script block of -Token; null where there is none.</summary>
    private protected ScriptToken? TokenScript { get; private set; }

    /// <summary>The thread that script blocks run on.</summary>
    private protected virtual PipelineThread Thread { get; } = new();

    // First, so that it can't undo what the same call states, in whatever order parameters are bound.
    private void ForgetIdentity()
    {
        if (!_statesIdentity)
            OverrideFirst(static settings => settings with { Identity = AuthenticationSettings.Anonymous });
        _statesIdentity = true;
    }

    private void Identify(Func<AuthenticationSettings, AuthenticationSettings> change)
    {
        ForgetIdentity();
        State(settings => settings with { Identity = change(settings.Identity) });
    }

    private TokenSource CreateToken(object value)
    {
        if (InputObject.Base(value) is not ScriptBlock script)
            return new TokenSource(SecretText.Of(value));
        var asked = TokenScript = new ScriptToken(script);
        return new TokenSource(cancellationToken => asked.AskAsync(Thread, cancellationToken));
    }
}
