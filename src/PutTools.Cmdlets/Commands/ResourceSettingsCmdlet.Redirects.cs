using System.Collections;
using System.Management.Automation;
using PutTools.Cmdlets.Requests;
using PutTools.Writes;

namespace PutTools.Cmdlets;

// The parameters for redirects and cookies.
public abstract partial class ResourceSettingsCmdlet
{
    /// <summary>The maximum number of redirects; more are an error. With 0 the 3xx response is emitted.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? MaximumRedirection { get; set; }

    /// <summary>Keeps credentials, Authorization and Cookie headers if a redirect leads to another origin.</summary>
    [Parameter]
    public SwitchParameter PreserveAuthorizationOnRedirect { get; set; }

    /// <summary>Follows redirects from https to http.</summary>
    [Parameter]
    public SwitchParameter AllowInsecureRedirect { get; set; }

    /// <summary>Cookies to send, by name, in addition to those of the session.</summary>
    [Parameter]
    public object? Cookies { get; set; }

    /// <summary>The argument of -Cookies.</summary>
    private protected PerObject<IDictionary> CookieArgument => field ??= new(nameof(Cookies), Cookies, Argument.Cookies, mayBeNull: true);

    private ResourceSettings OverrideRedirects(ResourceSettings settings) => settings with
    {
        Redirects = settings.Redirects with
        {
            Maximum = MaximumRedirection ?? settings.Redirects.Maximum,
            PreserveAuthorization = Bound(nameof(PreserveAuthorizationOnRedirect), PreserveAuthorizationOnRedirect) ?? settings.Redirects.PreserveAuthorization,
            AllowInsecure = Bound(nameof(AllowInsecureRedirect), AllowInsecureRedirect) ?? settings.Redirects.AllowInsecure,
        },
    };

    private ResourceSettings OverrideCookies(ResourceSettings settings) => CookieArgument.Constant is { } cookies
        ? SettingsOverride.Cookies(settings, cookies)
        : settings;
}
