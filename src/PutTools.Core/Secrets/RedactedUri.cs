using System.Text;
using System.Text.RegularExpressions;
using PutTools.Text;

namespace PutTools.Secrets;

/// <summary>A url that is safe to show: without user information, and with secret values of its query masked.</summary>
internal static class RedactedUri
{
    // Each url in a url is unescaped once more, so a server's text could take long.
    private const int MostNested = 4;
    private const long LeastEffort = 1 << 16;
    private const long EffortPerCharacter = 16;

    private static readonly char[] NameStarts = ['?', '&', ';', '#'];
    private static readonly char[] NameEnds = ['=', '?', '&', ';', '#', '/'];
    private static readonly char[] QueryValueEnds = ['&', '#'];
    private static readonly char[] PathValueEnds = ['/', ';', '?', '#'];
    private static readonly char[] AuthorityEnds = ['/', '?', '#', '\\'];

    private static readonly Regex Scheme = LinearRegex.Create("^[A-Za-z][A-Za-z0-9+.-]*:");

    // A host and its port, which look like a scheme or a user.
    private static readonly Regex HostAndPort = LinearRegex.Create(@"^[^/?#:@\\]+:[0-9]{1,5}(?=[/?#]|$)");

    // The rest of user:pa#ss@host after its fragment was cut off: a port begins with a digit, and this does not.
    private static readonly Regex CutPassword = LinearRegex.Create(@"^([A-Za-z][A-Za-z0-9+.-]*:[/\\]{2}[^/?#:@\\\[]+:)[^0-9/?#\\{][^/?#\\]*");

    // Also where the url was escaped after it was copied.
    private static readonly Regex MaskedValue = LinearRegex.Create("=(?:[*]|%2[Aa]){3}(?:[&#;/?]|$)");

    // The author of user:80?pa@ss@host means a password; a parser sees a port and a query. A query would have pairs.
    private static readonly Regex CutByMark = LinearRegex.Create(@"^[^/?#:@\\\[]+:[0-9]+[?][^=&/?#]*@");

    // What is meant as a scheme, but not the name of a path's segment.
    private static readonly Regex MistypedScheme = LinearRegex.Create("(?:^|//|[^A-Za-z0-9/])[Hh][Tt][Tt][Pp][Ss]?[:;]*$");

    private static readonly char[] WordEnds = [' ', '\t', '\r', '\n', '\'', '"', '<', '>', '(', ')'];

    // A parsed url without '@' has no user information, so most urls only need their query masked.
    public static string Text(Uri uri)
        => !uri.IsAbsoluteUri ? Text(uri.OriginalString)
            : uri.AbsoluteUri.Contains('@') ? Text(uri.AbsoluteUri)
            : MaskQuery(uri.AbsoluteUri);

    /// <summary>Masks text that may not be a url.</summary>
    public static string Text(string text) => MaskQuery(WithoutUser(text));

    private static string Text(string text, int nested, ref long effort) => MaskQuery(WithoutUser(text), nested, ref effort);

    /// <summary>Masks the urls in a sentence, which may be of the runtime or of a server, and pairs of a name and a value.</summary>
    public static string InSentence(string text)
    {
        var shown = new StringBuilder(text.Length);
        for (var start = 0; start < text.Length;)
        {
            var end = Scan.ToAny(text, WordEnds, start);
            if (text.IndexOf('=', start, end - start) >= 0 || text.IndexOf("//", start, end - start, StringComparison.Ordinal) >= 0)
                AppendWord(shown, text[start..end]);
            else
                shown.Append(text, start, end - start);
            if (end < text.Length)
                shown.Append(text[end]);
            start = end + 1;
        }

        return shown.ToString();
    }

    // A url may have something before it, as in url=https://host/.
    private static void AppendWord(StringBuilder shown, string word)
    {
        var scheme = Math.Max(0, word.IndexOf("://", StringComparison.Ordinal));
        while (scheme > 0 && (char.IsLetterOrDigit(word[scheme - 1]) || word[scheme - 1] is '+' or '.' or '-'))
            scheme--;
        // The whole once more: its start may name a secret whose value is the url.
        shown.Append(Text(word[..scheme] + Text(word[scheme..])));
    }

    /// <summary>True if a value of the query is the mask: the url was copied from output and is not the original.</summary>
    public static bool IsMasked(string text) => MaskedValue.IsMatch(text);

    /// <summary>
    /// True if a text that is not a url would be one without its user information, because that has a '/', '?', '#' or '\'. The
    /// text may end before its fragment.
    /// </summary>
    public static bool IsCutByUser(string text)
        => Text(text) is var shown && shown != text
            && (shown.EndsWith(":" + SecretName.Mask, StringComparison.Ordinal) || Uri.TryCreate(shown.IndexOf("://", StringComparison.Ordinal) > 0 ? shown : "http://" + shown, UriKind.Absolute, out _));

    private static string WithoutUser(string text) => WithoutMisplacedUser(WithoutUserInformation(text));

    // In a mistyped url, which no parser reads: http//me:password@host, url=http://me:password@host, http://http://me:password@host.
    private static string WithoutMisplacedUser(string text)
    {
        var at = text.LastIndexOf('@');
        if (at < 0)
            return text;
        var scheme = Scheme.Match(text).Length;
        // Not those of the scheme. .NET removes the second colon of http://http://.
        var slashes = text.Replace('\\', '/').IndexOf("//", scheme > 0 ? Math.Min(scheme + 2, at) : 0, StringComparison.Ordinal);
        // The path of a url that is read as it is written may have all of them: https://host/save/http://site:80/@me.
        if (scheme > 0 && slashes > scheme + 2 && text[(scheme + 2)..slashes].TrimEnd(':').ToUpperInvariant() is not ("HTTP" or "HTTPS"))
            return text;
        // http//token@host has no colon; a path such as /notify//me@host has none either.
        var isUser = slashes > 0 && at > slashes && (text.IndexOf(':', slashes, at - slashes) >= 0 || MistypedScheme.IsMatch(text[..slashes]));
        return isUser ? text[..(slashes + 2)] + text[(at + 1)..] : text;
    }

    private static string WithoutUserInformation(string text)
    {
        if (!text.Contains('@'))
            return CutPassword.Replace(text, "$1***");
        if (HostAndPort.IsMatch(text))
            return text;
        var scheme = Scheme.Match(text).Length;
        var start = scheme;
        while (start < text.Length && text[start] is '/' or '\\')
            start++;
        // A path, or a mail address: without a scheme only //user:password@host and user:password@host have user information.
        if (scheme == 0 && start != 2)
            return text;
        var authorityEnd = Scan.ToAny(text, AuthorityEnds, start);
        var isUrl = start == scheme + 2 && (scheme == 0 || Uri.TryCreate(text, UriKind.Absolute, out _));
        // In a text that is not a url, a password with a '#' may have ended the authority, as in user:pa#ss@host; if it
        // has only digits, it looks like a port.
        if ((authorityEnd < text.Length && text[authorityEnd] == '#' && text.IndexOf(':', start, authorityEnd - start) >= 0) || CutByMark.IsMatch(text[start..]))
            isUrl = false;
        var at = isUrl ? text.LastIndexOf('@', authorityEnd - 1, authorityEnd - start) : text.LastIndexOf('@');
        if (at < start)
            return text;
        // user:password@host has no scheme.
        return (start == scheme && scheme > 0 ? string.Empty : text[..start]) + text[(at + 1)..];
    }

    private static string MaskQuery(string text)
    {
        var effort = LeastEffort + (EffortPerCharacter * text.Length);
        return MaskQuery(text, MostNested, ref effort);
    }

    private static string MaskQuery(string text, int nested, ref long effort)
    {
        if (text.IndexOfAny(NameStarts) < 0)
            return text;
        var shown = new StringBuilder(text.Length);
        var at = 0;
        var query = text.IndexOf('?');
        // The places from the current one on. A value may reach beyond the next pair, so each is looked for only once.
        var (queryEnd, escape) = (-1, -1);
        while (text.IndexOfAny(NameStarts, at) is >= 0 and var start && text.IndexOfAny(NameEnds, start + 1) is >= 0 and var end)
        {
            shown.Append(text, at, end - at);
            at = end;
            if (text[end] != '=')
                continue;
            var isPath = text[start] == ';' && (query < 0 || start < query);
            if (queryEnd <= end)
                queryEnd = Scan.ToAny(text, QueryValueEnds, end + 1);
            if (escape <= end)
                escape = text.IndexOf("%3D", end + 1, StringComparison.OrdinalIgnoreCase) is >= 0 and var found ? found : text.Length;
            var valueEnd = isPath ? Scan.ToAny(text, PathValueEnds, end + 1) : queryEnd;
            var isSecret = valueEnd > end + 1
                && (SecretName.IsOfQuery(text[(start + 1)..end]) || (escape < valueEnd && HasSecret(text, end + 1, valueEnd, nested, ref effort)));
            shown.Append('=').Append(isSecret ? SecretName.Mask : string.Empty);
            at = isSecret ? valueEnd : end + 1;
        }

        return at == 0 ? text : shown.Append(text, at, text.Length - at).ToString();
    }

    // A url within a url: ?next=https%3A%2F%2Fhost%2F%3Ftoken%3Dabc. What would take too long is masked.
    private static bool HasSecret(string text, int start, int end, int nested, ref long effort)
    {
        if (nested == 0)
            return false;
        var mark = text.IndexOf('?', start, end - start);
        effort -= (mark < 0 ? end : mark) - start;
        return effort < 0 || (mark < 0 && Uri.UnescapeDataString(text[start..end]) is var inner && Text(inner, nested - 1, ref effort) != inner);
    }
}
