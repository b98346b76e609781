namespace PutTools.Secrets;

/// <summary>A header field as it may be shown.</summary>
internal static class RedactedField
{
    // Fields that hold credentials by name and value: RFC 6265 §4, RFC 7615 §3.
    private static readonly string[] Pairs = ["Set-Cookie", "Authentication-Info", "Proxy-Authentication-Info"];

    private static readonly string[] Schemes = ["Authorization", "Proxy-Authorization"];

    /// <summary>Returns the value of one line of the field <paramref name="name"/>.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The value.</param>
    /// <param name="isSecret">True if the value is a secret whatever its name, such as a signature.</param>
    public static string Value(string name, string value, bool isSecret = false)
    {
        // The name of a cookie and the scheme of credentials are not secret.
        if (Pairs.Contains(name, StringComparer.OrdinalIgnoreCase))
            return value[..(value.IndexOf('=') + 1)] + SecretName.Mask;
        if (!isSecret && !SecretName.Is(name))
            return RedactedUri.InSentence(value);
        return Schemes.Contains(name, StringComparer.OrdinalIgnoreCase) && value.IndexOf(' ') is > 0 and var space ? value[..(space + 1)] + SecretName.Mask : SecretName.Mask;
    }
}
