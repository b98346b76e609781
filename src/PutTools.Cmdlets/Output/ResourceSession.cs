using PutTools.Cmdlets.Pipeline;
using PutTools.Cmdlets.Scripts;
using PutTools.Writes;

#pragma warning disable IDE0130 // users see it as PutTools.ResourceSession

namespace PutTools;

/// <summary>
/// Settings that many calls share: a base url, headers, cookies, credentials, connection, redirects and limits. Safe to use
/// from several runspaces at once. Its properties contain no secrets.
/// </summary>
public sealed class ResourceSession
{
    private readonly ScriptToken? _tokenScript;
    private readonly ScriptSigner? _signer;

    internal ResourceSession(ResourceSettings settings, Uri? target, ScriptToken? tokenScript, ScriptSigner? signer)
    {
        Settings = settings;
        Target = target;
        _tokenScript = tokenScript;
        _signer = signer;
    }

    /// <summary>The url against which relative urls are resolved, masked; null if urls must be absolute.</summary>
    public Uri? BaseUri => ResourceUri.Of(Target);

    /// <summary>The kind of credentials, and the user name if there is one.</summary>
    public string Authentication => Settings.Credentials.ToString();

    /// <summary>True if a script block signs each attempt.</summary>
    public bool IsSigned => _signer is not null;

    /// <summary>The names of the headers that are sent with each request.</summary>
    public string[] HeaderNames => [.. Settings.Headers.Select(static header => header.Key).Distinct(StringComparer.OrdinalIgnoreCase).OrderBy(static name => name, StringComparer.OrdinalIgnoreCase)];

    /// <summary>The number of stored cookies and of those that are sent with each request.</summary>
    public int CookieCount => Settings.KeptCookies!.Count + Settings.Cookies.Count;

    /// <summary>The User-Agent header.</summary>
    public string? UserAgent => Settings.Header("User-Agent");

    /// <summary>The proxy.</summary>
    public string Proxy => Settings.Connection.Proxy.ToString();

    /// <summary>The client certificate: subject and thumbprint.</summary>
    public string? Certificate => Settings.Connection.Tls.Certificate?.ToString();

    /// <summary>The file of certificate authorities that are trusted in addition to the system's.</summary>
    public string? CACertificatePath => Settings.Connection.Tls.Authorities?.Path;

    /// <summary>True if any server certificate is accepted.</summary>
    public bool SkipCertificateCheck => Settings.Connection.Tls.SkipCertificateCheck;

    /// <summary>The allowed versions of TLS.</summary>
    public WebSslProtocol SslProtocol => (WebSslProtocol)Settings.Connection.Tls.Protocols;

    /// <summary>The version of HTTP; null for 1.1.</summary>
    public Version? HttpVersion => Settings.Connection.HttpVersion;

    /// <summary>The unix socket to connect to.</summary>
    public string? UnixSocket => Settings.Connection.UnixSocket;

    /// <summary>The maximum number of redirects.</summary>
    public int MaximumRedirection => Settings.Redirects.Maximum;

    /// <summary>Seconds to wait for a response's headers; 0 means no limit.</summary>
    public double TimeoutSec => Settings.Time.Attempt == TimeSpan.MaxValue ? 0 : Settings.Time.Attempt.TotalSeconds;

    internal ResourceSettings Settings { get; }

    internal Uri? Target { get; }

    /// <inheritdoc/>
    public override string ToString() => BaseUri?.ToString() ?? nameof(ResourceSession);

    /// <summary>Returns the settings for a pipeline whose script blocks run on <paramref name="thread"/>.</summary>
    internal ResourceSettings SettingsOn(PipelineThread thread) => Settings with
    {
        Credentials = _tokenScript is null ? Settings.Credentials : Settings.Credentials with
        {
            Token = Settings.Credentials.Token!.RenewedBy((claim, cancellationToken) => _tokenScript.GetTokenAsync(thread, claim, cancellationToken)),
        },
        Signer = _signer?.On(thread),
    };
}
