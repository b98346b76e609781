using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PutTools.Files;
using PutTools.Http;
using PutTools.Polyfills;

namespace PutTools.Transport;

/// <summary>
/// Certificate authorities from a file. Bundles with the same bytes are equal. They are parsed on first use.
/// </summary>
internal sealed class CertificateBundle : IEquatable<CertificateBundle>
{
    private readonly string _digest;
    private readonly Lazy<X509Certificate2Collection> _certificates;

    private CertificateBundle(string path, byte[] file)
    {
        Path = path;
        _digest = Convert.ToBase64String(Sha256.Hash(file));
        _certificates = new(() => Parse(path, file));
    }

    /// <summary>The path of the file.</summary>
    public string Path { get; }

    /// <summary>The authorities.</summary>
    /// <exception cref="RequestException">InvalidParameter: the file has no certificate.</exception>
    internal X509Certificate2Collection Certificates => _certificates.Value;

    /// <summary>Reads the file at <paramref name="path"/>: PEM with any number of certificates, or one in DER.</summary>
    /// <exception cref="RequestException">FileNotFound, or FileReadFailed.</exception>
    public static CertificateBundle Read(string path) => new(path, FileReader.Read(path));

    public bool Equals(CertificateBundle? other) => other is not null && _digest == other._digest;

    public override bool Equals(object? obj) => Equals(obj as CertificateBundle);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_digest);

    public override string ToString() => Path;

    /// <summary>
    /// Returns the errors of the chain from <paramref name="certificate"/> to an authority of this bundle: none if the chain is valid. Null
    /// if it does not end at such an authority.
    /// </summary>
    internal X509ChainStatus[]? Faults(X509Certificate2 certificate, X509Chain? sent)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        // Server authentication, RFC 5280 §4.2.1.12.
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1"));
        chain.ChainPolicy.ExtraStore.AddRange(Certificates);
        foreach (var element in sent?.ChainElements.Cast<X509ChainElement>() ?? [])
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        // Allows a root that the system does not know; below, the root must be one of ours. All other checks apply.
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        var isSound = chain.Build(certificate);
        var root = chain.ChainElements[chain.ChainElements.Count - 1].Certificate.RawData;
        if (!Certificates.Cast<X509Certificate2>().Any(authority => authority.RawData.SequenceEqual(root)))
            return null;
        if (isSound)
            return [];
        var others = chain.ChainStatus.Where(static state => state.Status is not (X509ChainStatusFlags.UntrustedRoot or X509ChainStatusFlags.PartialChain)).ToArray();
        return others.Length > 0 ? others : chain.ChainStatus;
    }

    private static X509Certificate2Collection Parse(string path, byte[] file)
    {
        try
        {
            if (Pem.Certificates(file) is { Count: > 0 } certificates)
                return certificates;
        }
        catch (Exception failure) when (failure is CryptographicException or FormatException)
        {
            throw new RequestException(ErrorKind.InvalidParameter, TransportMessages.NoCertificate(path, failure.Message), failure);
        }

        throw new RequestException(ErrorKind.InvalidParameter, TransportMessages.NoCertificate(path, "it has no BEGIN CERTIFICATE"));
    }
}
