using System.Text;
using PutTools.Text;

namespace PutTools.Urls;

/// <summary>
/// Urls that are sent exactly as they are written. .NET's Uri decodes escapes that it considers unnecessary, such as %7E and
/// %41, and removes dot segments. That would break a signed url.
/// </summary>
internal static class ExactUri
{
    // RFC 3986 §2.2 and §2.3, without the number sign, which ends the part that is sent.
    private const string Kept = PercentEncoding.Unreserved + ":/?[]@!$&'()*+,;=";

    private static readonly char[] AuthorityEnds = ['/', '?', '#', '\\'];
    private static readonly char[] SegmentEnds = ['/', '?', '#'];

    /// <summary>
    /// Creates a url without its fragment, with invalid characters escaped. Null if the text is not an absolute url.
    /// </summary>
    /// <remarks>On some platforms the url changes nevertheless: see <see cref="IsExact"/>.</remarks>
    public static Uri? Create(string text)
    {
        text = WithPlainZone(EscapeUser(text));
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || !Origin.IsHttp(uri) || !text.Contains("://", StringComparison.Ordinal))
            return uri;
        if (!HasEncodableHost(uri))
            return null;
        var start = AuthorityEnd(text);
        // Most urls are sent as they are.
        if (IsValid(text, start) && IsExact(uri))
            return uri;
        // .NET takes what follows the brackets of an IPv6 address for a path, even without a slash.
        var host = text[(text.LastIndexOf('@', start - 1) + 1)..start];
        if (host.IndexOf(']') is >= 0 and var end && end + 1 < host.Length && host[end + 1] != ':')
            return null;
        var target = Escape(text, start);
        // An empty path means the root.
        if (target.Length == 0 || target[0] != '/')
            target = "/" + target;
        text = text[..start] + target;
        // If a host contains a '#', such as "[::1%#]", the text before it may not be a host.
        if (!Uri.TryCreate(text, UriKind.Absolute, out uri))
            return null;
        return IsExact(uri) ? uri : CreateVerbatim(text) ?? uri;
    }

    /// <summary>True if a url of <see cref="Create"/> is sent as it is written.</summary>
    public static bool IsExact(Uri uri)
        => uri.PathAndQuery is var target && uri.OriginalString.EndsWith(target, StringComparison.Ordinal)
            && AuthorityEnd(uri.OriginalString) + target.Length == uri.OriginalString.Length;

    /// <summary>
    /// True if the host can be encoded for DNS (RFC 5891). .NET accepts others, such as one with a zero-width joiner, and
    /// fails when it connects.
    /// </summary>
    public static bool HasEncodableHost(Uri uri)
    {
        // Each character of ASCII is one byte, and needs no encoding.
        if (uri.Host is var host && Encoding.UTF8.GetByteCount(host) == host.Length)
            return true;
        try
        {
            return Uri.CheckHostName(uri.IdnHost) != UriHostNameType.Unknown;
        }
        catch (UriFormatException)
        {
            return false;
        }
    }

    /// <summary>Makes a reference absolute (RFC 3986 §5.2) without other changes; null if the result is not a url.</summary>
    public static Uri? Resolve(Uri baseUri, string reference) => Create(ResolveText(baseUri, reference));

    /// <summary>Makes a reference absolute, as text and with its fragment.</summary>
    public static string ResolveText(Uri baseUri, string reference)
    {
        reference = reference.Trim();
        if (HasScheme(reference))
            return reference;
        if (reference.StartsWith("//", StringComparison.Ordinal))
            return baseUri.Scheme + ":" + reference;
        // GetLeftPart leaves out the zone of an IPv6 address.
        var root = Authority(baseUri.OriginalString) ?? baseUri.GetLeftPart(UriPartial.Authority);
        if (reference.StartsWith('/'))
            return root + reference;
        var target = baseUri.PathAndQuery;
        if (reference.Length == 0 || reference[0] == '#')
            return root + target + reference;
        var path = target.IndexOf('?') is >= 0 and var mark ? target[..mark] : target;
        return root + (reference[0] == '?' ? path + reference : WithoutDots(path[..(path.LastIndexOf('/') + 1)], reference));
    }

    /// <summary>
    /// True if the text begins with a scheme. /users/1 does not, although .NET on Unix reads it as the url of a file.
    /// </summary>
    public static bool HasScheme(string text)
        => text.IndexOfAny([':', '/', '?', '#']) is > 0 and var end && text[end] == ':' && Uri.CheckSchemeName(text[..end]);

    /// <summary>Returns the url without <c>user:password@</c>.</summary>
    public static string WithoutUserInformation(string text)
    {
        var (start, at) = User(text);
        return at < 0 ? text : text[..start] + text[(at + 1)..];
    }

    /// <summary>Returns scheme and authority as they are written; null if there is no scheme.</summary>
    public static string? Authority(string text) => HasScheme(text) && text.Contains("://", StringComparison.Ordinal) ? text[..AuthorityEnd(text)] : null;

    /// <summary>Returns the path as it is written, without query and fragment.</summary>
    public static ReadOnlySpan<char> Path(string text)
    {
        var rest = text.AsSpan(AuthorityEnd(text));
        return rest.IndexOfAny('?', '#') is >= 0 and var end ? rest[..end] : rest;
    }

    /// <summary>
    /// Escapes the at signs in the credentials of a url, as in user@example.org:password@host: the last one ends them. .NET
    /// takes no others.
    /// </summary>
    public static string EscapeUser(string text)
    {
        if (text.IndexOf('@') == text.LastIndexOf('@'))
            return text;
        var (start, at) = User(text);
        return at < 0 ? text : text[..start] + text[start..at].Replace("@", "%40") + text[at..];
    }

    // RFC 6874 §2 escapes the percent sign before the zone of an IPv6 address, as in [fe80::1%25eth0]. .NET knows only [fe80::1%eth0].
    private static string WithPlainZone(string text)
    {
        var end = AuthorityEnd(text);
        var open = end == 0 ? -1 : text.LastIndexOf('[', end - 1);
        var zone = open < 0 ? -1 : text.IndexOf("%25", open, end - open, StringComparison.Ordinal);
        return zone < 0 ? text : text.Remove(zone + 1, 2);
    }

    // The start of the credentials, and the at sign that ends them; -1 if there are none.
    private static (int Start, int At) User(string text)
    {
        var (start, end) = (text.IndexOf("://", StringComparison.Ordinal) + 3, AuthorityEnd(text));
        return (start, start < 3 || end <= start ? -1 : text.LastIndexOf('@', end - 1, end - start));
    }

    private static int AuthorityEnd(string text)
    {
        var start = text.IndexOf("//", StringComparison.Ordinal);
        var end = start < 0 ? 0 : text.IndexOfAny(AuthorityEnds, start + 2);
        return end < 0 ? text.Length : end;
    }

    // RFC 3986 §5.2.4, only for leading dot segments. Later ones have no meaning relative to a base; the server resolves
    // them.
    private static string WithoutDots(string folder, string reference)
    {
        // What remains of each. A server may send thousands of dot segments, so that nothing is copied for one.
        var (kept, at) = (folder.Length, 0);
        while (true)
        {
            var end = Scan.ToAny(reference, SegmentEnds, at);
            var segment = reference.AsSpan(at, end - at);
            if (segment is not ("." or ".."))
                return folder[..kept] + reference[at..];
            if (segment is "..")
                kept = folder.LastIndexOf('/', Math.Max(0, kept - 2)) + 1;
            at = end < reference.Length && reference[end] == '/' ? end + 1 : end;
        }
    }

    private static bool IsValid(string text, int start)
    {
        for (var i = start; i < text.Length; i++)
        {
            if (Kept.IndexOf(text[i]) < 0 && !PercentEncoding.Is(text, i))
                return false;
        }

        return true;
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
                escaped.Append('/');
            else if (Kept.IndexOf(character) >= 0 || PercentEncoding.Is(text, i))
                escaped.Append(character);
            else
                PercentEncoding.Append(escaped, text, ref i, Encoding.UTF8);
        }

        return escaped.ToString();
    }

    // Found by its name, because the option is newer than the older build's reference assemblies. .NET Framework lacks it.
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
