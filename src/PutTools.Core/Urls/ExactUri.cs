using System;
using System.Text;

namespace PutTools.Urls;

/// <summary>
/// Urls that go out as they are written. .NET's own class undoes escapes that it finds needless, such as %7E and %41, and
/// dot segments: a url that was signed is another one then.
/// </summary>
internal static class ExactUri
{
    // RFC 3986 §2.2 and §2.3, without the number sign, which ends what is sent.
    private const string Kept = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?[]@!$&'()*+,;=";

    private static readonly char[] AuthorityEnds = ['/', '?', '#', '\\'];

    /// <summary>
    /// The url without its fragment; what can't stand in a url is escaped. Null where the text is no absolute url.
    /// </summary>
    /// <remarks>A platform that can't help changing it does so: see <see cref="IsExact"/>.</remarks>
    public static Uri? Create(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || !Origin.IsHttp(uri) || !text.Contains("://", StringComparison.Ordinal))
            return uri;
        var start = AuthorityEnd(text);
        var target = Escape(text, start);
        // An empty path is the root.
        if (target.Length == 0 || target[0] != '/')
            target = "/" + target;
        text = text[..start] + target;
        uri = new Uri(text);
        return IsExact(uri) ? uri : CreateVerbatim(text) ?? uri;
    }

    /// <summary>True if a url of <see cref="Create"/> goes out as it is written.</summary>
    public static bool IsExact(Uri uri) => uri.OriginalString.EndsWith(uri.PathAndQuery, StringComparison.Ordinal)
        && AuthorityEnd(uri.OriginalString) + uri.PathAndQuery.Length == uri.OriginalString.Length;

    /// <summary>
    /// A reference that a server or user wrote, made absolute (RFC 3986 §5.2) and not changed otherwise; null where that is
    /// no url.
    /// </summary>
    public static Uri? Resolve(Uri baseUri, string reference) => Create(ResolveText(baseUri, reference));

    /// <summary>The same as text, with its fragment.</summary>
    public static string ResolveText(Uri baseUri, string reference)
    {
        reference = reference.Trim();
        if (HasScheme(reference))
            return reference;
        if (reference.StartsWith("//", StringComparison.Ordinal))
            return baseUri.Scheme + ":" + reference;
        var root = baseUri.GetLeftPart(UriPartial.Authority);
        if (reference.StartsWith('/'))
            return root + reference;
        var target = baseUri.PathAndQuery;
        if (reference.Length == 0 || reference[0] == '#')
            return root + target + reference;
        var path = Before(target, '?');
        return root + (reference[0] == '?' ? path + reference : WithoutDots(path[..(path.LastIndexOf('/') + 1)], reference));
    }

    /// <summary>
    /// True if it begins with a scheme. /users/1 does not: on Unix .NET takes it for an absolute url of a file.
    /// </summary>
    public static bool HasScheme(string text)
        => text.IndexOfAny([':', '/', '?', '#']) is > 0 and var end && text[end] == ':' && Uri.CheckSchemeName(text[..end]);

    /// <summary>The url without <c>user:password@</c>.</summary>
    public static string WithoutUserInformation(string text)
    {
        var (start, end) = (text.IndexOf("://", StringComparison.Ordinal) + 3, AuthorityEnd(text));
        var at = start < 3 ? -1 : text.LastIndexOf('@', end - 1, end - start);
        return at >= 0 ? text[..start] + text[(at + 1)..] : text;
    }

    /// <summary>Scheme and authority as they are written; null where there is no scheme.</summary>
    public static string? Authority(string text) => HasScheme(text) && text.Contains("://", StringComparison.Ordinal) ? text[..AuthorityEnd(text)] : null;

    /// <summary>The path as it is written, without query and fragment.</summary>
    public static string Path(string text) => Before(Before(text[AuthorityEnd(text)..], '#'), '?');

    /// <summary>True if an escape of a character begins there, such as %2F.</summary>
    public static bool IsEscape(string value, int at)
        => value[at] == '%' && at + 2 < value.Length && Uri.IsHexDigit(value[at + 1]) && Uri.IsHexDigit(value[at + 2]);

    private static string Before(string text, char sign) => text.IndexOf(sign) is >= 0 and var end ? text[..end] : text;

    private static int AuthorityEnd(string text)
    {
        var start = text.IndexOf("//", StringComparison.Ordinal);
        var end = start < 0 ? 0 : text.IndexOfAny(AuthorityEnds, start + 2);
        return end < 0 ? text.Length : end;
    }

    // RFC 3986 §5.2.4, for those that the reference begins with: the others mean nothing in a base, and are the server's.
    private static string WithoutDots(string folder, string reference)
    {
        while (true)
        {
            var segment = reference.IndexOfAny(['/', '?', '#']) is >= 0 and var end ? reference[..end] : reference;
            if (segment is not ("." or ".."))
                return folder + reference;
            if (segment == "..")
                folder = folder[..(folder.LastIndexOf('/', Math.Max(0, folder.Length - 2)) + 1)];
            if (folder.Length == 0)
                folder = "/";
            reference = reference[segment.Length..];
            if (reference.StartsWith('/'))
                reference = reference[1..];
        }
    }

    private static string Escape(string text, int start)
    {
        var escaped = new StringBuilder(text.Length - start);
        var isQuery = false;
        for (var i = start; i < text.Length && text[i] != '#'; i++)
        {
            var character = text[i];
            isQuery |= character == '?';
            if (character == '\\' && !isQuery)
            {
                escaped.Append('/');
            }
            else if (Kept.IndexOf(character) >= 0 || IsEscape(text, i))
            {
                escaped.Append(character);
            }
            else
            {
                var length = char.IsSurrogatePair(text, i) ? 2 : 1;
                foreach (var octet in Encoding.UTF8.GetBytes(text.Substring(i, length)))
                    escaped.Append('%').Append(octet.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
                i += length - 1;
            }
        }

        return escaped.ToString();
    }

    // The option is newer than what the older build is made against, and known by its name. .NET Framework lacks it.
    private static Uri? CreateVerbatim(string text)
    {
        if (typeof(Uri).Assembly.GetType("System.UriCreationOptions") is not { } type
            || typeof(Uri).GetConstructor([typeof(string), type.MakeByRefType()]) is not { } create)
            return null;
        var options = Activator.CreateInstance(type)!;
        type.GetProperty("DangerousDisablePathAndQueryCanonicalization")!.SetValue(options, value: true);
        return (Uri)create.Invoke([text, options]);
    }
}
