using System.Management.Automation;
using System.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using PutTools.Authentication;
using PutTools.Cmdlets.Binding;
using PutTools.Cmdlets.Completion;
using PutTools.Cmdlets.Conversion;
using PutTools.Transport;
using PutTools.Urls;
using PutTools.Writes;

namespace PutTools.Cmdlets;

// The parameters for certificates, proxies and connections.
public abstract partial class ResourceSettingsCmdlet
{
    /// <summary>The client certificate, with its key.</summary>
    [Parameter]
    [ValidateNotNull]
    [CertificateTransformation]
    public X509Certificate? Certificate { get; set; }

    /// <summary>The PEM or PFX file of the client certificate.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [TextValue]
    public string? CertificatePath { get; set; }

    /// <summary>The PEM file of the certificate's key, if -CertificatePath does not contain it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [TextValue]
    public string? CertificateKeyPath { get; set; }

    /// <summary>The password of the certificate's key.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? CertificatePassword { get; set; }

    /// <summary>The thumbprint of the client certificate in the user's or the machine's store My.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [TextValue]
    public string? CertificateThumbprint { get; set; }

    /// <summary>A file of certificate authorities that are trusted in addition to the system's.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [TextValue]
    public string? CACertificatePath { get; set; }

    /// <summary>Accepts any server certificate.</summary>
    [Parameter]
    public SwitchParameter SkipCertificateCheck { get; set; }

    /// <summary>The allowed versions of TLS.</summary>
    // Not nullable: PowerShell converts a list, such as Tls12, Tls13, only to the enum type itself.
    [Parameter]
    [NamedValue(typeof(WebSslProtocol))]
    public WebSslProtocol SslProtocol { get; set; }

    /// <summary>The proxy's url: http, https, socks4, socks4a or socks5.</summary>
    [Parameter]
    [ProxyTransformation]
    public Uri? Proxy { get; set; }

    /// <summary>User name and password for the proxy.</summary>
    [Parameter]
    [CredentialTransformation]
    public PSCredential? ProxyCredential { get; set; }

    /// <summary>Authenticates to the proxy as the user that PowerShell runs as.</summary>
    [Parameter]
    public SwitchParameter ProxyUseDefaultCredentials { get; set; }

    /// <summary>Uses no proxy, not even the system's.</summary>
    [Parameter]
    public SwitchParameter NoProxy { get; set; }

    /// <summary>The exact version of HTTP: 1.0, 1.1, 2.0 or 3.0.</summary>
    [Parameter]
    [ValidateNotNull]
    [HttpVersionTransformation]
    [ArgumentCompleter(typeof(HttpVersionCompleter))]
    public Version? HttpVersion { get; set; }

    /// <summary>The path of a unix socket to connect to. Host and port of the url are then not resolved.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [TextValue]
    public string? UnixSocket { get; set; }

    /// <summary>Closes the connection after each response.</summary>
    [Parameter]
    public SwitchParameter DisableKeepAlive { get; set; }

    // As with Invoke-RestMethod, an empty one is none.
    private bool IsProxyGiven => Proxy is { OriginalString.Length: > 0 };

    private ResourceSettings OverrideConnection(ResourceSettings settings)
    {
        var connection = settings.Connection;
        var version = HttpVersion ?? connection.HttpVersion;
        var socket = UnixSocket is null ? connection.UnixSocket : FilePath.Resolve(this, "-UnixSocket", UnixSocket);
        if (socket is not null && IsProxyGiven)
            throw Invalid(CmdletMessages.SocketAnd("-Proxy"));
        // HTTP/3 runs over UDP: .NET would connect to the url's host.
        if (socket is not null && version is { Major: 3 })
            throw Invalid(CmdletMessages.SocketAnd("-HttpVersion 3.0"));
        return settings with
        {
            Connection = connection with
            {
                Proxy = OverrideProxy(connection.Proxy),
                Tls = OverrideTls(connection.Tls),
                HttpVersion = version,
                UnixSocket = socket,
                DisableKeepAlive = Bound(nameof(DisableKeepAlive), DisableKeepAlive) ?? connection.DisableKeepAlive,
            },
        };
    }

    private ProxySettings OverrideProxy(ProxySettings proxy)
    {
        if (IsProxyGiven && NoProxy)
            throw Invalid(CmdletMessages.ProxyAndNone);
        if (ProxyCredential is not null && ProxyUseDefaultCredentials)
            throw Invalid(CmdletMessages.ProxyCredentialTwice);
        // Not combined with the session's proxy: its credentials are only for that proxy.
        if (IsProxyGiven)
            proxy = ProxyAt(Proxy!);
        if (ProxyCredential is not null)
            proxy = proxy with { Login = CredentialConversion.Of("-ProxyCredential", ProxyCredential), UseDefaultCredentials = false };
        if (Bound(nameof(ProxyUseDefaultCredentials), ProxyUseDefaultCredentials) is { } usesDefault)
            proxy = proxy with { UseDefaultCredentials = usesDefault, Login = usesDefault ? null : proxy.Login };
        return proxy with { None = Bound(nameof(NoProxy), NoProxy) ?? proxy.None, Environment = Platform.EnvironmentProxy };
    }

    private TlsSettings OverrideTls(TlsSettings tls) => tls with
    {
        Certificate = ReadCertificate() ?? tls.Certificate,
        Authorities = CACertificatePath is null ? tls.Authorities : CertificateBundle.Read(FilePath.Resolve(this, "-CACertificatePath", CACertificatePath)),
        SkipCertificateCheck = Bound(nameof(SkipCertificateCheck), SkipCertificateCheck) ?? tls.SkipCertificateCheck,
        Protocols = IsBound(nameof(SslProtocol)) ? (SslProtocols)SslProtocol : tls.Protocols,
    };

    private ClientCertificate? ReadCertificate()
    {
        if (CertificatePath is null && (CertificateKeyPath is not null || CertificatePassword is not null))
            throw Invalid(CmdletMessages.NeedsCertificatePath(CertificateKeyPath is null ? nameof(CertificatePassword) : nameof(CertificateKeyPath)));
        return (Certificate, CertificatePath, CertificateThumbprint) switch
        {
            (null, null, null) => null,
            ({ } certificate, null, null) => ClientCertificate.From(certificate),
            (null, { } path, null) => ClientCertificate.Read(
                FilePath.Resolve(this, "-CertificatePath", path),
                CertificateKeyPath is null ? null : FilePath.Resolve(this, "-CertificateKeyPath", CertificateKeyPath),
                CertificatePassword is null ? null : SecretText.Of(CertificatePassword)),
            (null, null, { } thumbprint) => ClientCertificate.Find(thumbprint),
            _ => throw Invalid(CmdletMessages.SeveralCertificates),
        };
    }

    private static ProxySettings ProxyAt(Uri proxy)
    {
        // localhost:3128 is absolute, too, with the scheme "localhost".
        if (!proxy.IsAbsoluteUri || proxy.OriginalString.IndexOf("://", StringComparison.Ordinal) < 0)
            throw Invalid(CmdletMessages.ProxyNotAbsolute(proxy.OriginalString));
        if (!ExactUri.HasEncodableHost(proxy))
            throw Invalid(TargetMessages.NoHost(proxy.OriginalString));
        var (address, login) = UserInformation.Split(proxy);
        return new ProxySettings { Address = ProxySettings.Normalize(address), Login = login };
    }
}
