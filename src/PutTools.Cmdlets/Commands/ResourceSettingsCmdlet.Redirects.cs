using System.Collections;
using System.Management.Automation;
using PutTools.Cmdlets.Requests;
using PutTools.Redirects;
using PutTools.Writes;

namespace PutTools.Cmdlets;

// The parameters for redirects and cookies.
public abstract partial class ResourceSettingsCmdlet
{
    /// <summary>
    /// How many redirects are followed; more are an error. With 0 none is, and the 3xx response is the answer.
    /// </summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? MaximumRedirection { get; set; }

    /// <summary>
    /// True if credentials, Authorization and Cookie headers go along when a redirect leads to another origin.
    /// </summary>
    [Parameter]
    public SwitchParameter PreserveAuthorizationOnRedirect { get; set; }

    /// <summary>True if a redirect from https to http is followed.</summary>
    [Parameter]
    public SwitchParameter AllowInsecureRedirect { get; set; }

    /// <summary>Cookies to send, by name, besides those that the session keeps.</summary>
    [Parameter]
    public object? Cookies { get; set; }

    private ResourceSettings OverrideRedirects(ResourceSettings settings) => settings with
    {
        Redirects = new RedirectSettings
        {
            Maximum = MaximumRedirection ?? settings.Redirects.Maximum,
            PreserveAuthorization = Bound(nameof(PreserveAuthorizationOnRedirect), PreserveAuthorizationOnRedirect) ?? settings.Redirects.PreserveAuthorization,
            AllowInsecure = Bound(nameof(AllowInsecureRedirect), AllowInsecureRedirect) ?? settings.Redirects.AllowInsecure,
        },
    };

    private ResourceSettings OverrideCookies(ResourceSettings settings) => new PerObject<IDictionary>(nameof(Cookies), Cookies, Argument.Dictionary).Constant is { } cookies
        ? SettingsOverride.Cookies(settings, cookies)
        : settings;
}
