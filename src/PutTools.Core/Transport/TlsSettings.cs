using System.Security.Authentication;

namespace PutTools.Transport;

/// <summary>The settings of TLS.</summary>
internal sealed record TlsSettings
{
    /// <summary>The client certificate. Default: none.</summary>
    public ClientCertificate? Certificate { get; init; }

    /// <summary>Certificate authorities that are trusted in addition to the system's. Default: none.</summary>
    public CertificateBundle? Authorities { get; init; }

    /// <summary>True to accept any server certificate. Default: false.</summary>
    public bool SkipCertificateCheck { get; init; }

    /// <summary>The allowed versions of TLS. Default: the system's choice.</summary>
    public SslProtocols Protocols { get; init; }

    /// <summary>Returns the type's name only.</summary>
    public override string ToString() => nameof(TlsSettings);
}
