using System.Text;
using System.Text.Json;
using PutTools.Json;
using PutTools.Secrets;

namespace PutTools.Http;

/// <summary>Finds the secrets of a request, which must not be shown if the server repeats them.</summary>
internal static class SentSecrets
{
    // A shorter secret is part of too many ordinary words.
    private const int Shortest = 5;

    // A longer body is data, and reading it would cost more than the request.
    private const int LongestBody = 1 << 18;

    // The parameters of Authorization that prove nothing: those of Digest name the url, those of signatures what was signed.
    private static readonly HashSet<string> Harmless = new(StringComparer.OrdinalIgnoreCase)
    {
        "realm", "uri", "username", "username*", "userhash", "algorithm", "qop", "nc", "nonce", "opaque", "charset", "SignedHeaders", "headers",
        "keyId", "created", "expires", "ts", "ext", "oauth_version", "oauth_signature_method", "oauth_timestamp", "oauth_nonce", "oauth_callback",
    };

    /// <summary>Returns the secrets in the header fields, url and body of a request, longest first.</summary>
    /// <param name="fields">The header fields.</param>
    /// <param name="secretFields">The names of those whose value is a secret, whatever the name is.</param>
    /// <param name="target">The url.</param>
    /// <param name="body">The body; empty if it is not in memory.</param>
    /// <param name="contentType">The type of the body.</param>
    public static IReadOnlyList<string> Of(
        IReadOnlyList<KeyValuePair<string, string>> fields, IReadOnlyCollection<string> secretFields, Uri? target, ReadOnlyMemory<byte> body, string? contentType) => [.. InFields(fields, secretFields)
        .Concat(InQuery(target?.Query.TrimStart('?'))).Concat(InBody(body, contentType))
        .Where(static secret => secret.Length >= Shortest).Distinct(StringComparer.Ordinal).OrderByDescending(static secret => secret.Length)];

    /// <summary>Replaces the secrets of the request in what its response repeats.</summary>
    public static string Mask(string text, HttpResponse response)
        => Mask(text, response.SentSecrets);

    /// <summary>Replaces secrets, of which the longest come first.</summary>
    public static string Mask(string text, IReadOnlyList<string> secrets)
        => secrets.Aggregate(text, static (masked, secret) => masked.Replace(secret, SecretName.Mask, StringComparison.Ordinal));

    private static IEnumerable<string> InFields(IEnumerable<KeyValuePair<string, string>> fields, IReadOnlyCollection<string> secretFields)
    {
        foreach (var field in fields.Where(field => SecretName.Is(field.Key) || secretFields.Contains(field.Key, StringComparer.OrdinalIgnoreCase)))
        {
            yield return field.Value;
            var parts = field.Key.EndsWith("Authorization", StringComparison.OrdinalIgnoreCase) ? OfAuthorization(field.Value)
                // Of several cookies in one field, each is a secret.
                : field.Value.Split(' ', ';', ',').Select(static part => part.Trim());
            foreach (var part in parts)
            {
                yield return part;
                yield return part[(part.IndexOf('=') + 1)..].Trim('"');
                if (Password(part) is { } password)
                    yield return password;
            }
        }
    }

    // A bearer token, Basic credentials, or parameters. The name of a scheme before them is no secret.
    private static IEnumerable<string> OfAuthorization(string field)
    {
        var start = field.IndexOf(' ') + 1;
        var quoted = false;
        for (var i = start; i <= field.Length; i++)
        {
            if (i < field.Length && field[i] == '"')
                quoted = !quoted;
            if (i < field.Length && (quoted || field[i] is not (',' or '&')))
                continue;
            var part = field[start..i].Trim();
            start = i + 1;
            if (part.IndexOf('=') is var equals && (equals < 0 || !Harmless.Contains(part[..equals].TrimEnd())))
                yield return part;
        }
    }

    private static IEnumerable<string> InQuery(string? query)
    {
        foreach (var pair in (query ?? string.Empty).Split('&'))
        {
            var equals = pair.IndexOf('=');
            if (equals > 0 && SecretName.IsOfQuery(pair[..equals]))
            {
                yield return pair[(equals + 1)..];
                yield return Uri.UnescapeDataString(pair[(equals + 1)..].Replace('+', ' '));
            }
        }
    }

    // Members of JSON, the fields of a form, and what the text shows masked.
    private static List<string> InBody(ReadOnlyMemory<byte> body, string? contentType)
    {
        if (body.Length is 0 or > LongestBody)
            return [];
        var text = Encoding.UTF8.GetString(body.ToArray());
        List<string> found = [.. RedactedBody.Secrets(text, contentType)];
        using var document = JsonDefaults.TryParse(body);
        if (document is null)
            found.AddRange(InQuery(text));
        else
            AddMembers(document.RootElement, isSecret: false, found);
        return found;
    }

    private static void AddMembers(JsonElement element, bool isSecret, List<string> found)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            // The value of a JSON Patch: {"op":"add","path":"/password","value":"x"}.
            var names = element.EnumerateObject().Any(static member => member.Name is "path" or "name" or "key" && member.Value.ValueKind == JsonValueKind.String && SecretName.IsOfPath(member.Value.GetString()!));
            foreach (var member in element.EnumerateObject())
                AddMembers(member.Value, isSecret || IsSecret(member.Name) || (names && member.Name == "value"), found);
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
                AddMembers(item, isSecret, found);
        }
        else if (isSecret && element.ValueKind is JsonValueKind.String or JsonValueKind.Number)
        {
            found.Add(element.ToString());
        }
    }

    private static bool IsSecret(string name) => SecretName.Is(name) || SecretName.IsOfQuery(name);

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
