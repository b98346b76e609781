using System;
using System.Collections.Generic;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace PutTools.Transport;

/// <summary>Says yes or no to a server's certificate, and why not.</summary>
internal static class CertificateCheck
{
    /// <summary>True if the certificate is good for <paramref name="host"/>.</summary>
    /// <exception cref="AuthenticationException">
    /// It is not; the message says which check failed, and what the certificate says.
    /// </exception>
    public static bool Pass(TlsSettings settings, string host, X509Certificate? given, X509Chain? chain, SslPolicyErrors errors)
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
        throw new AuthenticationException(TransportMessages.CertificateRejected(Faults(host, certificate, states, errors), certificate));
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
            // Of an issuer, if the certificate itself is of today.
            if (state.Status != X509ChainStatusFlags.NotTimeValid || isOfToday)
                yield return $"chain: {state.Status} ({state.StatusInformation?.Trim().TrimEnd('.')})";
        }
    }
}
