using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace PutTools.Transport;

/// <summary>Validates a server's certificate, and explains why it is not valid.</summary>
internal static class CertificateCheck
{
    /// <summary>True if the certificate is valid for <paramref name="host"/>.</summary>
    /// <exception cref="AuthenticationException">
    /// It is not valid; the message names the failed check and the certificate.
    /// </exception>
    public static bool Validate(TlsSettings settings, string host, X509Certificate? given, X509Chain? chain, SslPolicyErrors errors)
    {
        if (settings.SkipCertificateCheck || errors == SslPolicyErrors.None)
            return true;
        if (given is null)
            throw new AuthenticationException(TransportMessages.NoServerCertificate);
        var certificate = given as X509Certificate2 ?? new X509Certificate2(given);
        var states = errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors)
            ? settings.Authorities?.Faults(certificate, chain) ?? chain?.ChainStatus ?? [default]
            : [];
        if (states.Length == 0 && !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return true;
        throw new AuthenticationException(TransportMessages.CertificateRejected([.. Faults(host, certificate, states, errors)], certificate));
    }

    private static IEnumerable<string> Faults(
        string host, X509Certificate2 certificate, X509ChainStatus[] states, SslPolicyErrors errors)
    {
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            yield return $"name: it is not for '{host}'";
        var now = DateTime.Now;
        var isOfToday = now >= certificate.NotBefore && now <= certificate.NotAfter;
        if (!isOfToday)
            yield return now > certificate.NotAfter ? "date: it has expired" : "date: it is not valid yet";
        foreach (var state in states)
        {
            // If the certificate itself is within its dates, NotTimeValid is about an issuer.
            if (state.Status != X509ChainStatusFlags.NotTimeValid || isOfToday)
                yield return $"chain: {state.Status} ({state.StatusInformation?.Trim().TrimEnd('.')})";
        }
    }
}
