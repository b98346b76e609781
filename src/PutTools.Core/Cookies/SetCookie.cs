using System;
using System.Collections.Generic;
using System.Globalization;
using System.Net;
using PutTools.Http;

namespace PutTools.Cookies;

/// <summary>Reads <c>Set-Cookie</c> fields as user agents do (RFC 6265 §5.2).</summary>
internal static class SetCookie
{
    // The formats of HttpDate with spaces instead of dashes, because servers write dashes in any of them.
    private static readonly string[] DateForms =
    [
        "ddd, dd MMM yyyy HH:mm:ss 'GMT'", "dddd, dd MMM yy HH:mm:ss 'GMT'", "ddd MMM d HH:mm:ss yyyy",
    ];

    /// <summary>Parses the lines of a response in order; malformed cookies are left out.</summary>
    public static IReadOnlyList<Cookie> Parse(IEnumerable<string> lines, Uri? origin)
    {
        var cookies = new List<Cookie>();
        foreach (var line in lines)
        {
            if (Parse(line, origin) is { } cookie)
                cookies.Add(cookie);
        }

        return cookies;
    }

    private static Cookie? Parse(string line, Uri? origin)
    {
        var parts = line.Split(';');
        var equals = parts[0].IndexOf('=');
        if (equals < 1)
            return null;
        try
        {
            var cookie = new Cookie(parts[0][..equals].Trim(), parts[0][(equals + 1)..].Trim())
            {
                Domain = origin?.Host ?? string.Empty,
                Path = DefaultPath(origin),
            };
            DateTime? end = null;
            for (var i = 1; i < parts.Length; i++)
                Apply(cookie, parts[i], ref end);
            if (end is { } expires)
                cookie.Expires = expires;
            return cookie;
        }
        catch (CookieException)
        {
            return null;
        }
    }

    private static void Apply(Cookie cookie, string attribute, ref DateTime? end)
    {
        var equals = attribute.IndexOf('=');
        var name = (equals < 0 ? attribute : attribute[..equals]).Trim();
        var value = equals < 0 ? string.Empty : attribute[(equals + 1)..].Trim();
        switch (name.ToUpperInvariant())
        {
            case "DOMAIN" when value.Length > 0:
                cookie.Domain = value;
                break;
            case "PATH" when value.StartsWith('/'):
                cookie.Path = value;
                break;
            case "SECURE":
                cookie.Secure = true;
                break;
            case "HTTPONLY":
                cookie.HttpOnly = true;
                break;
            // RFC 6265 §5.3: Max-Age takes precedence over Expires.
            case "MAX-AGE" when double.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds):
                end = DateTime.Now.AddSeconds(Math.Max(-1, Math.Min(seconds, int.MaxValue)));
                break;
            case "EXPIRES" when HttpDate.Parse(value.Replace("-", " ", StringComparison.Ordinal), DateForms) is { } moment:
                end ??= moment.LocalDateTime;
                break;
        }
    }

    // RFC 6265 §5.1.4
    private static string DefaultPath(Uri? origin)
    {
        var path = origin?.AbsolutePath ?? "/";
        var end = path.LastIndexOf('/');
        return end <= 0 ? "/" : path[..end];
    }
}
