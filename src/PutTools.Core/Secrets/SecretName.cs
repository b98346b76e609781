using System;
using System.Text.RegularExpressions;

namespace PutTools.Secrets;

/// <summary>Names of header fields whose values tell who someone is.</summary>
internal static class SecretName
{
    private static readonly Regex Pattern = new(
        "^(?!Idempotency-Key$).*(?:authorization|cookie|token|key|sig$|signature|password|secret|credential)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        TimeSpan.FromSeconds(1));

    public static bool Is(string name) => Pattern.IsMatch(name);
}
