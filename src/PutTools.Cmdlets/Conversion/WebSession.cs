using System.Collections;
using System.Management.Automation;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using PutTools.Authentication;
using PutTools.Cookies;
using PutTools.Http;
using PutTools.Retries;
using PutTools.Transport;
using PutTools.Writes;

namespace PutTools.Cmdlets.Conversion;

/// <summary>
/// Reads a <c>WebRequestSession</c> of Invoke-RestMethod through its properties, because a module can't reference the
/// assembly of the type.
/// </summary>
internal static class WebSession
{
    private const string TypeName = "Microsoft.PowerShell.Commands.WebRequestSession";

    /// <summary>Returns the settings of <paramref name="session"/>. Its cookies are shared and not copied.</summary>
    /// <exception cref="RequestException">The session is of another type.</exception>
    public static ResourceSettings Read(object session)
    {
        var source = PSObject.AsPSObject(session);
        if (!source.TypeNames.Contains(TypeName))
            throw new RequestException(ErrorKind.InvalidParameter, CmdletMessages.NoWebSession(PSValue.Base(session)!.GetType()));
        var defaults = ResourceSettings.Default;
        return defaults with
        {
            KeptCookies = Value<CookieContainer>(source, "Cookies") is { } cookies ? new SharedCookies(cookies) : null,
            Headers = Headers(source, defaults),
            Credentials = new AuthenticationSettings
            {
                Login = Value<ICredentials>(source, "Credentials") is { } credentials && credentials != CredentialCache.DefaultCredentials
                    ? new Login(credentials) : null,
                UseDefaultCredentials = Value<object>(source, "UseDefaultCredentials") is true,
            },
            Redirects = Value<object>(source, "MaximumRedirection") is int and >= 0 and var maximum
                ? defaults.Redirects with { Maximum = maximum } : defaults.Redirects,
            Retry = Retry(source, defaults.Retry),
            Connection = defaults.Connection with
            {
                Proxy = defaults.Connection.Proxy with { Given = Value<IWebProxy>(source, "Proxy") },
                Tls = defaults.Connection.Tls with
                {
                    Certificate = Value<X509CertificateCollection>(source, "Certificates") is { Count: > 0 } certificates
                        ? ClientCertificate.From(certificates[0]) : null,
                },
            },
        };
    }

    // Its zeros are what a session has by itself.
    private static RetrySettings Retry(PSObject source, RetrySettings retry) => retry with
    {
        MaximumRetryCount = Value<object>(source, "MaximumRetryCount") is int and > 0 and var count ? count : retry.MaximumRetryCount,
        Interval = Value<object>(source, "RetryIntervalInSeconds") is int and > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : retry.Interval,
    };

    private static IReadOnlyList<KeyValuePair<string, string>> Headers(PSObject source, ResourceSettings defaults)
    {
        if (Value<string>(source, "UserAgent") is { Length: > 0 } agent)
            defaults = defaults.WithHeaders(["User-Agent"], [new("User-Agent", agent)]);
        List<KeyValuePair<string, string>> own = Value<IDictionary>(source, "Headers") is { } headers ? [.. PSValue.Pairs(headers)] : [];
        return defaults.WithHeaders([.. own.Select(static header => header.Key)], own).Headers;
    }

    private static T? Value<T>(PSObject source, string property)
        where T : class
        => PSValue.Base(source.Properties[property]?.Value) as T;
}
