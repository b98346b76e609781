using System.Security.Authentication;

namespace PutTools.Transport;

/// <summary>How a connection is secured.</summary>
internal sealed record TlsSettings
{
    /// <summary>The certificate that the client shows. Default: none.</summary>
    public ClientCertificate? Certificate { get; init; }

    /// <summary>Authorities that are trusted besides the system's. Default: none.</summary>
    public CertificateBundle? Authorities { get; init; }

    /// <summary>True if the server's certificate is taken unchecked. Default: false.</summary>
    public bool SkipCertificateCheck { get; init; }

    /// <summary>The versions of TLS that are allowed. Default: the system's choice.</summary>
    public SslProtocols Protocols { get; init; }

    /// <summary>Says nothing of what it holds.</summary>
    public override string ToString() => nameof(TlsSettings);
}
