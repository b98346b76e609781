using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using PutTools.Http;
using PutTools.Secrets;

namespace PutTools.ServerMessages;

/// <summary>Finds the secrets of a request, which must not be shown if the server repeats them.</summary>
internal static class SentSecrets
{
    // A shorter secret is part of too many ordinary words.
    private const int Shortest = 5;

    /// <summary>
    /// Returns the secrets in the header fields and url of the request for <paramref name="response"/>, longest first.
    /// </summary>
    public static IReadOnlyList<string> Of(HttpResponse response) => [.. InFields(response.SentHeaders).Concat(InQuery(response.Target))
        .Where(static secret => secret.Length >= Shortest).Distinct(StringComparer.Ordinal).OrderByDescending(static secret => secret.Length)];

    private static IEnumerable<string> InFields(IReadOnlyList<KeyValuePair<string, string>> fields)
    {
        foreach (var field in fields.Where(static field => SecretName.Is(field.Key)))
        {
            yield return field.Value;
            // A bearer token, Basic credentials, or cookies.
            foreach (var part in field.Value.Split(' ', ';', ',').Select(static part => part.Trim()))
            {
                yield return part;
                yield return part[(part.IndexOf('=') + 1)..].Trim('"');
                if (Password(part) is { } password)
                    yield return password;
            }
        }
    }

    private static IEnumerable<string> InQuery(Uri? url)
    {
        foreach (var pair in (url?.Query ?? string.Empty).TrimStart('?').Split('&'))
        {
            var equals = pair.IndexOf('=');
            if (equals > 0 && RedactedUri.Text("http://x/?" + pair).EndsWith("***", StringComparison.Ordinal))
            {
                yield return pair[(equals + 1)..];
                yield return Uri.UnescapeDataString(pair[(equals + 1)..]);
            }
        }
    }

    // RFC 7617: the base64 of user:password.
    private static string? Password(string part)
    {
        try
        {
            var text = Encoding.UTF8.GetString(Convert.FromBase64String(part));
            return text.IndexOf(':') is > 0 and var colon ? text[(colon + 1)..] : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
