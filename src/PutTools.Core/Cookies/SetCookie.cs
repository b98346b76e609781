using System.Net;

namespace PutTools.Cookies;

/// <summary>
/// A cookie of a <c>Set-Cookie</c> field, parsed as user agents do (RFC 6265 §5.2). Each character of the value is one byte
/// of the field.
/// </summary>
internal sealed record SetCookie(string Name, string Value)
{
    /// <summary>The domain without a leading dot, in lower case; null for the host that set the cookie.</summary>
    public string? Domain { get; private init; }

    /// <summary>The path; null for the folder of the url that set the cookie.</summary>
    public string? Path { get; private init; }

    /// <summary>The time when the cookie ends; null for the end of the session.</summary>
    public DateTimeOffset? Expires { get; private init; }

    /// <summary>True if the cookie is sent over https only.</summary>
    public bool IsSecure { get; private init; }

    /// <summary>True if the scripts of a browser must not read the cookie.</summary>
    public bool IsHttpOnly { get; private init; }

    /// <summary>Parses one line of the field; null if it is not a cookie.</summary>
    public static SetCookie? Parse(string line, DateTimeOffset now)
    {
        // A control character can't be sent back.
        if (line.Any(static character => character is < ' ' and not '\t' or '\x7F'))
            return null;
        var parts = line.Split(';');
        var (name, value) = Pair(parts[0]);
        if (name.Length == 0 || value is null)
            return null;
        var cookie = new SetCookie(name, value);
        DateTimeOffset? maximum = null;
        // The last one of equal attributes counts.
        foreach (var part in parts.Skip(1))
        {
            var (attribute, given) = Pair(part);
            // Older Java servers send Path="/app" (RFC 2109), as curl and Python read it.
            var argument = given?.Trim('"');
            if (attribute.Equals("Max-Age", StringComparison.OrdinalIgnoreCase))
                maximum = CookieDate.OfAge(argument ?? string.Empty, now) ?? maximum;
            else
                cookie = cookie.With(attribute, argument ?? string.Empty);
        }

        // RFC 6265 §5.3: Max-Age has precedence over Expires.
        return maximum is null ? cookie : cookie with { Expires = maximum };
    }

    /// <summary>Converts the cookie to .NET's class; null if .NET refuses its name.</summary>
    /// <param name="origin">The url that set the cookie, for a missing path or domain.</param>
    /// <param name="isForContainer">True to leave out the domain of a cookie for one host, which .NET then finds itself.</param>
    public Cookie? ToCookie(Uri? origin, bool isForContainer = false)
    {
        try
        {
            var cookie = new Cookie(Name, Value, Path ?? DefaultPath(origin)) { Secure = IsSecure, HttpOnly = IsHttpOnly };
            // .NET sends a cookie to all hosts of a domain only if the domain has a leading dot.
            if (Domain is not null)
                cookie.Domain = "." + Domain;
            else if (!isForContainer && origin is not null)
                cookie.Domain = origin.Host;
            if (Expires is { } expires)
                cookie.Expires = expires == DateTimeOffset.MinValue ? DateTime.Now.AddSeconds(-1) : expires.LocalDateTime;
            return cookie;
        }
        catch (CookieException)
        {
            return null;
        }
    }

    /// <summary>Parses the lines of a response in order into .NET's class; malformed cookies are left out.</summary>
    public static IReadOnlyList<Cookie> All(IEnumerable<string> lines, Uri? origin) =>
    [
        .. lines.Select(static line => Parse(line, DateTimeOffset.UtcNow))
            .Select(cookie => cookie?.ToCookie(origin)).OfType<Cookie>(),
    ];

    /// <summary>Returns the folder of a url (RFC 6265 §5.1.4).</summary>
    public static string DefaultPath(Uri? origin)
    {
        var path = origin?.AbsolutePath ?? "/";
        var end = path.LastIndexOf('/');
        return end <= 0 ? "/" : path[..end];
    }

    private SetCookie With(string attribute, string value) => attribute.ToUpperInvariant() switch
    {
        "DOMAIN" when value.TrimStart('.').Length > 0 => this with { Domain = (value[0] == '.' ? value[1..] : value).ToLowerInvariant() },
        "PATH" => this with { Path = value.StartsWith('/') ? value : null },
        "SECURE" => this with { IsSecure = true },
        "HTTPONLY" => this with { IsHttpOnly = true },
        "EXPIRES" => this with { Expires = CookieDate.Parse(value) ?? Expires },
        _ => this,
    };

    private static (string Name, string? Value) Pair(string text)
    {
        var equals = text.IndexOf('=');
        return equals < 0 ? (text.Trim(), null) : (text[..equals].Trim(), text[(equals + 1)..].Trim());
    }
}
