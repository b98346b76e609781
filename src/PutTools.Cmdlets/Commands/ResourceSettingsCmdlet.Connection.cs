using System;
using System.Management.Automation;
using System.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using PutTools.Authentication;
using PutTools.Cmdlets.Completion;
using PutTools.Cmdlets.Conversion;
using PutTools.Transport;

namespace PutTools.Cmdlets;

// The parameters for certificates, proxies and the way to the server.
public abstract partial class ResourceSettingsCmdlet
{
    /// <summary>The certificate to show to the server, with its key.</summary>
    [Parameter]
    [ValidateNotNull]
    public X509Certificate? Certificate
    {
        get;
        set
        {
            field = value;
            Show(() => ClientCertificate.From(value!));
        }
    }

    /// <summary>The PEM or PFX file of the certificate to show to the server.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CertificatePath
    {
        get;
        set
        {
            field = value;
            Show(() => ClientCertificate.Read(
                FilePath.Resolve(this, "-CertificatePath", value!),
                CertificateKeyPath is null ? null : FilePath.Resolve(this, "-CertificateKeyPath", CertificateKeyPath),
                CertificatePassword is null ? null : SecretText.Of(CertificatePassword)));
        }
    }

    /// <summary>The PEM file of the certificate's key, where it is not in -CertificatePath.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CertificateKeyPath
    {
        get;
        set
        {
            field = value;
            RequireCertificatePath(nameof(CertificateKeyPath));
        }
    }

    /// <summary>What the certificate's key is encrypted with.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? CertificatePassword
    {
        get;
        set
        {
            field = value;
            RequireCertificatePath(nameof(CertificatePassword));
        }
    }

    /// <summary>The thumbprint of the certificate to show, from the user's or the machine's store My.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CertificateThumbprint
    {
        get;
        set
        {
            field = value;
            Show(() => ClientCertificate.Find(value!));
        }
    }

    /// <summary>A file of certificates of authorities that are trusted besides the system's.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CACertificatePath
    {
        get;
        set
        {
            field = value;
            Secure(tls => tls with { Authorities = CertificateBundle.Read(FilePath.Resolve(this, "-CACertificatePath", value!)) });
        }
    }

    /// <summary>Whether the server's certificate is taken unchecked.</summary>
    [Parameter]
    public SwitchParameter SkipCertificateCheck
    {
        get => Settings.Connection.Tls.SkipCertificateCheck;
        set => Secure(tls => tls with { SkipCertificateCheck = value });
    }

    /// <summary>The versions of TLS that are allowed.</summary>
    [Parameter]
    public WebSslProtocol SslProtocol
    {
        get => (WebSslProtocol)Settings.Connection.Tls.Protocols;
        set => Secure(tls => tls with { Protocols = (SslProtocols)value });
    }

    /// <summary>The proxy's url: http, https, socks4, socks4a or socks5.</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? Proxy
    {
        get;
        set
        {
            field = value;
            // First, and without the session's: a login is for the proxy that it was given for.
            OverrideFirst(settings => settings with { Connection = settings.Connection with { Proxy = ProxyAt(value!) } });
        }
    }

    /// <summary>User name and password for the proxy.</summary>
    [Parameter]
    [Credential]
    [ValidateNotNull]
    public PSCredential? ProxyCredential
    {
        get;
        set
        {
            field = value;
            Pass(proxy => proxy with { Login = CredentialConversion.Of(value!), UseDefaultCredentials = false });
        }
    }

    /// <summary>Whether the user that PowerShell runs as logs in to the proxy.</summary>
    [Parameter]
    public SwitchParameter ProxyUseDefaultCredentials
    {
        get => Settings.Connection.Proxy.UseDefaultCredentials;
        set => Pass(proxy => ProxyCredential is not null && value
            ? throw Invalid(CmdletMessages.ProxyCredentialTwice)
            : proxy with { UseDefaultCredentials = value, Login = value ? null : proxy.Login });
    }

    /// <summary>Whether to use no proxy, not even the system's.</summary>
    [Parameter]
    public SwitchParameter NoProxy
    {
        get => Settings.Connection.Proxy.None;
        set => Pass(proxy => Proxy is not null && value ? throw Invalid(CmdletMessages.ProxyAndNone) : proxy with { None = value });
    }

    /// <summary>The version of HTTP to use, exactly: 1.0, 1.1, 2.0 or 3.0.</summary>
    [Parameter]
    [ValidateNotNull]
    [HttpVersionTransformation]
    [ArgumentCompleter(typeof(HttpVersionCompleter))]
    public Version? HttpVersion
    {
        get => Settings.Connection.HttpVersion;
        set => Connect(connection => connection with { HttpVersion = value });
    }

    /// <summary>The path of a unix socket to send through; host and port of the url are not looked up then.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? UnixSocket
    {
        get => Settings.Connection.UnixSocket;
        set => Connect(connection => connection with { UnixSocket = FilePath.Resolve(this, "-UnixSocket", value!) });
    }

    /// <summary>Whether to close the connection after each response.</summary>
    [Parameter]
    public SwitchParameter DisableKeepAlive
    {
        get => Settings.Connection.DisableKeepAlive;
        set => Connect(connection => connection with { DisableKeepAlive = value });
    }

    // Looked at when all parameters are bound.
    private void RequireCertificatePath(string parameter)
        => State(settings => CertificatePath is null ? throw Invalid(CmdletMessages.NeedsCertificatePath(parameter)) : settings);

    private static ProxySettings ProxyAt(Uri proxy)
    {
        // localhost:3128 is absolute too, of the scheme "localhost".
        if (!proxy.IsAbsoluteUri || proxy.OriginalString.IndexOf("://", StringComparison.Ordinal) < 0)
            throw Invalid(CmdletMessages.ProxyNotAbsolute(proxy));
        var (address, login) = UserInformation.Split(proxy);
        return new ProxySettings { Address = address, Login = login };
    }

    private void Connect(Func<ConnectionSettings, ConnectionSettings> change)
        => State(settings => settings with { Connection = change(settings.Connection) });

    private void Pass(Func<ProxySettings, ProxySettings> change)
        => Connect(connection => connection with { Proxy = change(connection.Proxy) });

    private void Secure(Func<TlsSettings, TlsSettings> change)
        => Connect(connection => connection with { Tls = change(connection.Tls) });

    private void Show(Func<ClientCertificate> certificate) => Secure(tls =>
        new object?[] { Certificate, CertificatePath, CertificateThumbprint } is not ([null, null, _] or [null, _, null] or [_, null, null])
            ? throw Invalid(CmdletMessages.SeveralCertificates)
            : tls with { Certificate = certificate() });
}
