using System.Text.Json;
using PutTools.Http;
using PutTools.Json;

namespace PutTools.Authentication;

/// <summary>A token, and how it is sent: by default as <c>Authorization: Bearer</c> (RFC 6750).</summary>
internal sealed record AccessToken
{
    private const string Authorization = "Authorization";

    private AccessToken(string field) => Field = field;

    /// <summary>The header that it is sent in.</summary>
    public string Header { get; private init; } = Authorization;

    /// <summary>The value of the header.</summary>
    public string Field { get; }

    /// <summary>True if the text began with a scheme other than Bearer.</summary>
    public bool HasOtherScheme { get; private init; }

    /// <summary>When the token expires; null if that is not known.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Creates a token from a text: the token alone, or after its scheme. A JWT contains its own expiry.</summary>
    /// <param name="text">The text. A token has no spaces (RFC 9110 §11.2), so what is before one is the scheme.</param>
    /// <param name="scheme">The scheme of a token without one; null is Bearer.</param>
    /// <param name="header">The header that the token is sent in, without a scheme; null is Authorization.</param>
    /// <exception cref="RequestException">
    /// InvalidParameter: the token is empty. InvalidHeader: a header can't contain it.
    /// </exception>
    public static AccessToken Parse(string text, string? scheme = null, string? header = null)
    {
        // A file with the token has a line break at its end.
        text = text.Trim();
        var given = scheme;
        var isAlone = header is not null && !header.Equals(Authorization, StringComparison.OrdinalIgnoreCase);
        if (!isAlone && text.IndexOf(' ') is > 0 and var space)
            (scheme, text) = (text[..space], text[space..].TrimStart());
        // "Bearer $token" with a variable that is empty.
        if (text.Length == 0 || (!isAlone && text.Equals("Bearer", StringComparison.OrdinalIgnoreCase)))
            throw new RequestException(ErrorKind.InvalidParameter, AuthenticationMessages.EmptyToken);
        // RFC 6750 §2.1; token responses often write it in lower case.
        scheme = scheme is null || scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase) ? "Bearer" : scheme;
        var field = isAlone ? text : $"{scheme} {text}";
        HeaderField.Check(header ?? Authorization, field);
        // As programs print JSON, such as az without -o tsv.
        if (text.Length > 1 && text[0] == '"' && text[^1] == '"')
            throw new RequestException(ErrorKind.InvalidParameter, AuthenticationMessages.TokenInQuotes);
        if (text[0] is '{' or '[')
            throw new RequestException(ErrorKind.InvalidParameter, AuthenticationMessages.TokenInJson);
        if (text.Contains(' ') || !HeaderField.IsToken(scheme))
            throw new RequestException(ErrorKind.InvalidParameter, AuthenticationMessages.TokenWithSpace);
        return new AccessToken(field) { Header = header ?? Authorization, ExpiresAt = ExpiryOf(text), HasOtherScheme = scheme != "Bearer" && scheme != given };
    }

    /// <summary>True if <paramref name="request"/> was sent with it.</summary>
    public bool IsIn(Pipeline.HttpRequest request) => request.Field(Header) == Field;

    /// <summary>Returns the type's name, never the token.</summary>
    public override string ToString() => nameof(AccessToken);

    // RFC 7519 §4.1.4. The signature is not checked: only the server can do that.
    private static DateTimeOffset? ExpiryOf(string token)
    {
        if (token.Split('.') is not [_, var claims, _])
            return null;
        try
        {
            var base64 = claims.Replace('-', '+').Replace('_', '/');
            using var json = JsonDefaults.TryParse(Convert.FromBase64String(base64.PadRight((base64.Length + 3) / 4 * 4, '=')));
            return json?.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("exp", out var exp)
                && exp.ValueKind == JsonValueKind.Number && exp.TryGetDouble(out var seconds) && seconds is > 0 and < 253402300800
                    ? DateTimeOffset.FromUnixTimeSeconds((long)seconds) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
