using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using PutTools.Files;
using PutTools.Http;

namespace PutTools.Transport;

/// <summary>A client certificate with its key. Two are equal if their thumbprints are.</summary>
internal sealed class ClientCertificate : IEquatable<ClientCertificate>
{
    private ClientCertificate(X509Certificate2 certificate, X509Certificate2Collection issuers)
    {
        Certificate = certificate;
        Issuers = issuers;
        // Stored separately, because the pool compares them long afterwards.
        Subject = certificate.Subject;
        Thumbprint = certificate.Thumbprint;
    }

    /// <summary>The subject of the certificate.</summary>
    public string Subject { get; }

    /// <summary>The SHA-1 thumbprint.</summary>
    public string Thumbprint { get; }

    internal X509Certificate2 Certificate { get; }

    /// <summary>Intermediate certificates, sent along so that the server can build the chain to an authority.</summary>
    internal X509Certificate2Collection Issuers { get; }

    /// <summary>Wraps a certificate that has its key.</summary>
    /// <exception cref="RequestException">InvalidParameter: the certificate has no key.</exception>
    public static ClientCertificate From(X509Certificate certificate)
    {
        var whole = certificate as X509Certificate2 ?? new X509Certificate2(certificate);
        return whole.HasPrivateKey
            // A copy, because the caller may dispose of the certificate while connections still use it.
            ? new ClientCertificate(new X509Certificate2(whole), [])
            : throw new RequestException(ErrorKind.InvalidParameter, TransportMessages.CertificateWithoutKey(whole.Subject));
    }

    /// <summary>Reads a PEM or PFX file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="keyPath">The PEM file with the key; null if the first file has it.</param>
    /// <param name="password">The password of the key; null if the key is not encrypted.</param>
    /// <exception cref="RequestException">A file is missing or has the wrong format, or the password is wrong.</exception>
    public static ClientCertificate Read(string path, string? keyPath, string? password)
    {
        var file = FileReader.Read(path);
        try
        {
            if (Pem.IsPem(file))
                return OfPem(path, file, Encoding.UTF8.GetString(keyPath is null ? file : FileReader.Read(keyPath)), password);
            return keyPath is null
                ? OfPfx(path, file, password)
                : throw new RequestException(ErrorKind.InvalidParameter, TransportMessages.KeyPathWithoutPem(path));
        }
        catch (Exception failure) when (failure is CryptographicException or FormatException or ArgumentException)
        {
            throw new RequestException(ErrorKind.InvalidParameter, TransportMessages.CertificateUnusable(path, password is not null, failure), failure);
        }
    }

    /// <summary>Finds a certificate in the user's store, then in the machine's.</summary>
    /// <exception cref="RequestException">
    /// InvalidParameter: no store has the certificate, or its key is missing there.
    /// </exception>
    public static ClientCertificate Find(string thumbprint)
    {
        // Windows shows it with spaces, and copies an invisible character before it.
        var digits = string.Concat(thumbprint.Where(Uri.IsHexDigit));
        foreach (var location in new[] { StoreLocation.CurrentUser, StoreLocation.LocalMachine })
        {
            using var store = new X509Store(StoreName.My, location);
            try
            {
                store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
            }
            catch (CryptographicException)
            {
                // This platform has no such store, or the store was never used.
                continue;
            }

            foreach (var certificate in store.Certificates.Find(X509FindType.FindByThumbprint, digits, validOnly: false))
                return From(certificate);
        }

        throw new RequestException(ErrorKind.InvalidParameter, TransportMessages.CertificateNotInStore(thumbprint));
    }

    public bool Equals(ClientCertificate? other) => other is not null && Thumbprint == other.Thumbprint;

    public override bool Equals(object? obj) => Equals(obj as ClientCertificate);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Thumbprint);

    public override string ToString() => $"{Subject} ({Thumbprint})";

    private static ClientCertificate OfPfx(string path, byte[] file, string? password)
    {
        var all = new X509Certificate2Collection();
        all.Import(file, password, X509KeyStorageFlags.DefaultKeySet);
        var own = all.Cast<X509Certificate2>().FirstOrDefault(static certificate => certificate.HasPrivateKey)
            ?? throw new RequestException(ErrorKind.InvalidParameter, TransportMessages.CertificateWithoutKey(path));
        all.Remove(own);
        return new ClientCertificate(own, all);
    }

#if NET
    private static ClientCertificate OfPem(string path, byte[] file, string key, string? password)
    {
        if (!key.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
            throw new RequestException(ErrorKind.InvalidParameter, TransportMessages.CertificateWithoutKey(path));
        var isEncrypted = key.Contains("BEGIN ENCRYPTED PRIVATE KEY", StringComparison.Ordinal);
        if (isEncrypted && password is null)
            throw new RequestException(ErrorKind.InvalidParameter, TransportMessages.KeyNeedsPassword(path));
        if (key.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal))
            throw new RequestException(ErrorKind.InvalidParameter, TransportMessages.OldEncryptedKey(path));
        var text = Encoding.UTF8.GetString(file);
        using var own = isEncrypted
            ? X509Certificate2.CreateFromEncryptedPem(text, key, password)
            : X509Certificate2.CreateFromPem(text, key);
        var issuers = Pem.Certificates(file);
        issuers.RemoveAt(0);
        // Windows can't use a key for TLS that was never in a key set. This round trip works on every platform.
        return new ClientCertificate(new X509Certificate2(own.Export(X509ContentType.Pkcs12)), issuers);
    }
#else
    private static ClientCertificate OfPem(string path, byte[] file, string key, string? password)
        => throw new RequestException(ErrorKind.NotSupported, TransportMessages.PemNotSupported(path));
#endif
}
