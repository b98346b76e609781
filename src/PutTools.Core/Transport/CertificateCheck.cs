using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace PutTools.Transport;

/// <summary>Says yes or no to a server's certificate, and why not.</summary>
internal static class CertificateCheck
{
    /// <summary>Whether the certificate is good for <paramref name="host"/>.</summary>
    /// <exception cref="AuthenticationException">It is not; the message says which check failed, and what the certificate says.</exception>
    public static bool Pass(TlsSettings settings, string host, X509Certificate? given, X509Chain? chain, SslPolicyErrors errors)
    {
        if (settings.SkipCertificateCheck || errors == SslPolicyErrors.None)
            return true;
        if (given is null)
            throw new AuthenticationException(Messages.NoServerCertificate);
        var certificate = given as X509Certificate2 ?? new X509Certificate2(given);
        if (errors == SslPolicyErrors.RemoteCertificateChainErrors && settings.Authorities?.Vouches(certificate, chain) == true)
            return true;
        throw new AuthenticationException(Messages.CertificateRejected(Faults(settings, host, certificate, chain, errors), certificate));
    }

    private static IEnumerable<string> Faults(
        TlsSettings settings, string host, X509Certificate2 certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            yield return $"name: it is not for '{host}'";
        var now = DateTime.Now;
        if (now > certificate.NotAfter)
            yield return "date: it has expired";
        else if (now < certificate.NotBefore)
            yield return "date: it is not valid yet";
        if (!errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) || settings.Authorities?.Vouches(certificate, chain) == true)
            yield break;
        var states = chain?.ChainStatus.Where(static state => state.Status is not (X509ChainStatusFlags.NotTimeValid or X509ChainStatusFlags.NoError)).ToList() ?? [];
        if (states.Count > 0)
            yield return $"chain: {string.Join(", ", states.Select(static state => $"{state.Status} ({state.StatusInformation.Trim().TrimEnd('.')})"))}";
        else if (now <= certificate.NotAfter && now >= certificate.NotBefore)
            yield return "chain: an issuer's certificate is not valid at this time";
    }
}
