using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Linq;
using PutTools.Secrets;

#pragma warning disable IDE0130 // PowerShell users meet this name

namespace PutTools;

/// <summary>
/// The header fields of a response, by name without regard to case; each an array of its lines. Shown as a whole or
/// serialized, they are without secrets: cookies and what looks secret in a url are masked there. Read one by its name
/// to have it as it came.
/// </summary>
public sealed class ResponseHeaders : ReadOnlyDictionary<string, string[]>, IDictionary, IEnumerable
{
    private const string Mask = "***";

    // Fields that hand out credentials by name and value: RFC 6265 §4.1, RFC 7615 §3.
    private static readonly string[] SecretPairs = ["Set-Cookie", "Authentication-Info", "Proxy-Authentication-Info"];

    internal ResponseHeaders(Dictionary<string, string[]> fields)
        : base(fields)
    {
    }

    // What PowerShell shows and serializes a dictionary by, pairs of names and values here too.
    IEnumerator IEnumerable.GetEnumerator() => ((IDictionary)this).GetEnumerator();

    IDictionaryEnumerator IDictionary.GetEnumerator() => ((IDictionary)Masked()).GetEnumerator();

    internal static ResponseHeaders From(IEnumerable<KeyValuePair<string, string>> lines)
    {
        var fields = new Dictionary<string, string[]>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines)
            fields[line.Key] = fields.TryGetValue(line.Key, out var before) ? [.. before, line.Value] : [line.Value];
        return new ResponseHeaders(fields);
    }

    /// <summary>The field's lines as one value, joined as RFC 9110 §5.3 says; null without the field.</summary>
    internal string? Single(string name)
        => !TryGetValue(name, out var lines) ? null : lines.Length == 1 ? lines[0] : string.Join(", ", lines);

    private Dictionary<string, string[]> Masked()
        => this.ToDictionary(static field => field.Key, static field => WithoutSecrets(field.Key, field.Value), StringComparer.OrdinalIgnoreCase);

    private static string[] WithoutSecrets(string name, string[] lines)
        => SecretPairs.Contains(name, StringComparer.OrdinalIgnoreCase) ? [.. lines.Select(MaskValue)]
            : SecretName.Is(name) ? [.. lines.Select(static _ => Mask)]
            : [.. lines.Select(RedactedUri.Text)];

    // A cookie's name may be seen.
    private static string MaskValue(string pair) => pair[..(pair.IndexOf('=') + 1)] + Mask;
}
