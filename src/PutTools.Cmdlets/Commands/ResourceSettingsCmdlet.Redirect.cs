using System.Collections;
using System.Linq;
using System.Management.Automation;
using PutTools.Cmdlets.Conversion;
using PutTools.Cookies;

namespace PutTools.Cmdlets;

// The parameters for redirects and cookies.
public abstract partial class ResourceSettingsCmdlet
{
    /// <summary>How many redirects are followed; more are an error. With 0 none is, and the 3xx response is the answer.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int MaximumRedirection
    {
        get => Settings.Redirects.Maximum;
        set => State(settings => settings with { Redirects = settings.Redirects with { Maximum = value } });
    }

    /// <summary>Whether credentials, Authorization and Cookie headers go along when a redirect leads to another origin.</summary>
    [Parameter]
    public SwitchParameter PreserveAuthorizationOnRedirect
    {
        get => Settings.Redirects.PreserveAuthorization;
        set => State(settings => settings with { Redirects = settings.Redirects with { PreserveAuthorization = value } });
    }

    /// <summary>Whether a redirect from https to http is followed.</summary>
    [Parameter]
    public SwitchParameter AllowInsecureRedirect
    {
        get => Settings.Redirects.AllowInsecure;
        set => State(settings => settings with { Redirects = settings.Redirects with { AllowInsecure = value } });
    }

    /// <summary>Cookies to send, by name, besides those that the session keeps.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Cookies
    {
        get;
        set
        {
            field = value;
            State(settings =>
            {
                var stated = InputObject.Pairs(value!).ToList();
                foreach (var cookie in stated)
                    CookiePair.Check(cookie.Key, cookie.Value);
                return settings with { Cookies = [.. settings.Cookies.Where(cookie => stated.All(other => other.Key != cookie.Key)), .. stated] };
            });
        }
    }
}
