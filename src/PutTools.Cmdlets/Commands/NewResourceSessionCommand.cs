using System;
using System.Management.Automation;
using System.Net;
using System.Net.Http;
using PutTools.Authentication;
using PutTools.Cmdlets.Conversion;
using PutTools.Pipeline;

namespace PutTools.Cmdlets;

/// <summary>Makes a session: what many calls have in common, stated once.</summary>
[Cmdlet(VerbsCommon.New, "ResourceSession")]
[OutputType(typeof(ResourceSession))]
public sealed class NewResourceSessionCommand : ResourceSettingsCmdlet
{
    /// <summary>What relative urls are resolved against, by RFC 3986: end it with a slash to keep its last segment.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? BaseUri { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            WriteObject(Create());
        }
        catch (ResourceException failure)
        {
            Refuse(failure);
        }
    }

    private ResourceSession Create()
    {
        CheckHeaders();
        var settings = Settings with { KeptCookies = new CookieContainer() };
        settings.Identity.Check();
        if (BaseUri is null)
            return new ResourceSession(settings, target: null, TokenScript);
        var target = TargetUri.Build(BaseUri, baseUri: null, query: null, input: null);
        // RFC 3986 §5.2.3: what follows the last slash of the base is replaced.
        if (!target.AbsolutePath.EndsWith('/'))
            WriteWarning(CmdletMessages.BaseWithoutSlash(target));
        var request = UserInformation.ToIdentity(new ResourceRequest { Method = HttpMethod.Put, Uri = target, Settings = settings });
        return new ResourceSession(request.Settings, request.Uri, TokenScript);
    }
}
