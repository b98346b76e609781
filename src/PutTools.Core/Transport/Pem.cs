using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using PutTools.Text;

namespace PutTools.Transport;

/// <summary>Reads certificates in text form (RFC 7468).</summary>
internal static class Pem
{
    private static readonly Regex Certificate = LinearRegex.Create("-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----");

    public static bool IsPem(byte[] file) => Encoding.ASCII.GetString(file).Contains("-----BEGIN ", StringComparison.Ordinal);

    /// <summary>Returns the certificates in <paramref name="file"/> in order: PEM, or a single one in DER.</summary>
    public static X509Certificate2Collection Certificates(byte[] file)
    {
        var certificates = new X509Certificate2Collection();
        // From no bytes, .NET makes a certificate without content.
        foreach (var der in file.Length == 0 ? [] : IsPem(file) ? Blocks(Encoding.ASCII.GetString(file)) : [file])
            certificates.Add(new X509Certificate2(der));
        return certificates;
    }

    private static IEnumerable<byte[]> Blocks(string text)
    {
        foreach (Match match in Certificate.Matches(text))
            yield return Convert.FromBase64String(match.Groups[1].Value);
    }
}
