using System.Management.Automation;
using PutTools.Authentication;
using PutTools.Cmdlets.Binding;
using PutTools.Cmdlets.Conversion;
using PutTools.Cmdlets.Output;
using PutTools.Cmdlets.Requests;
using PutTools.Cookies;
using PutTools.Writes;

namespace PutTools.Cmdlets;

/// <summary>Creates a session: settings that many calls share.</summary>
[Cmdlet(VerbsCommon.New, "ResourceSession")]
[OutputType(typeof(ResourceSession))]
public sealed class NewResourceSessionCommand : ResourceSettingsCmdlet
{
    /// <summary>
    /// The url against which relative urls are resolved (RFC 3986). Without a slash at its end, its last segment is
    /// replaced.
    /// </summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [UriTransformation]
    public string? BaseUri { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            WriteObject(Create());
        }
        catch (Exception failure) when (Boundary.IsOfOneObject(failure))
        {
            Refuse(Boundary.Wrap(failure, response: null, mayBeSent: false));
        }
    }

    private ResourceSession Create()
    {
        if (HeaderArgument.IsScript || CookieArgument.IsScript)
            throw Invalid(CmdletMessages.SessionHasNoObjects(HeaderArgument.IsScript ? nameof(Headers) : nameof(Cookies)));
        var settings = Override(ResourceSettings.Default) with { KeptCookies = new CookieJar(TimeProvider.System) };
        SettingsOverride.CheckHeaders(settings);
        // Throws if a part is missing.
        _ = settings.Credentials.ToScheme();
        if (BaseUri is null)
            return new ResourceSession(settings, target: null, TokenScript, SignerScript);
        var target = TargetUri.Build(BaseUri, baseUri: null, query: null, input: null);
        // RFC 3986 §5.2.3: a relative url replaces what follows the last slash of the base.
        if (!target.AbsolutePath.EndsWith('/'))
            WriteWarning(TargetMessages.BaseWithoutSlash(target));
        // RFC 3986 §5.2.2: it has its own query, if any.
        if (target.Query.Length > 0)
            WriteWarning(TargetMessages.BaseWithQuery(target));
        var (address, login) = UserInformation.Split(target);
        return new ResourceSession(settings with { Credentials = UserInformation.OrElse(settings.Credentials, login) }, address, TokenScript, SignerScript);
    }
}
