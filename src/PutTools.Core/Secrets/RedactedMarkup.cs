using System.Text;
using PutTools.Text;

namespace PutTools.Secrets;

/// <summary>
/// Masks the secrets of JSON and XML that are cut, malformed, or part of another text, and of urls and pairs such as password=x.
/// The time grows linearly with the length of the text.
/// </summary>
internal static class RedactedMarkup
{
    private const string KeyBegin = "-----BEGIN ";
    private const string KeyDashes = "-----";
    private const int LongestKeyLabel = 60;

    private static readonly char[] ValueEnds = [',', '}', ']', '\r', '\n'];
    private static readonly char[] WordEnds = [' ', .. ValueEnds];
    private static readonly char[] BareEnds = [' ', '\t', '\r', '\n', ';', '&', ',', '"', '\'', '<', '>', '(', ')', '[', ']', '{', '}', '#', '\\'];
    private static readonly char[] TagNameEnds = ['<', '>', '/', ' ', '\t', '\r', '\n'];

    public static string Text(string text)
        => RedactedUri.InSentence(Masked(Masked(Masked(Masked(Masked(text, PrivateKeys), Elements), Attributes), Members), Quoted));

    private static string Masked(string text, Func<string, IEnumerable<(int Start, int End, string Mask)>> secrets)
    {
        var shown = new StringBuilder(text.Length);
        var copied = 0;
        foreach (var (start, end, mask) in secrets(text))
        {
            shown.Append(text, copied, start - copied).Append(mask);
            copied = end;
        }

        return copied == 0 ? text : shown.Append(text, copied, text.Length - copied).ToString();
    }

    // In PEM (RFC 7468 §10), whatever the name of the member is. To the end of the text if the key is cut.
    private static IEnumerable<(int Start, int End, string Mask)> PrivateKeys(string text)
    {
        for (var begin = text.IndexOf(KeyBegin, StringComparison.Ordinal); begin >= 0; begin = text.IndexOf(KeyBegin, begin, StringComparison.Ordinal))
        {
            begin += KeyBegin.Length;
            var labelEnd = text.IndexOf(KeyDashes, begin, Math.Min(LongestKeyLabel, text.Length - begin), StringComparison.Ordinal);
            if (labelEnd < 0 || text.IndexOf("PRIVATE KEY", begin, labelEnd - begin, StringComparison.Ordinal) < 0)
                continue;
            var end = text.IndexOf("-----END", labelEnd, StringComparison.Ordinal) is >= 0 and var close ? close : text.Length;
            yield return (labelEnd + KeyDashes.Length, end, SecretName.Mask);
            begin = end;
        }
    }

    // A name ends with the quote before a colon. It is found from there, so that an odd quote before it does not matter.
    private static IEnumerable<(int Start, int End, string Mask)> Members(string text)
    {
        var bare = (Word: -1, End: -1);
        for (int open = -1, close = text.IndexOf('"'); close >= 0; close = text.IndexOf('"', close + 1))
        {
            var colon = Scan.PastSpace(text, close + 1);
            var isName = colon < text.Length && text[colon] == ':' && SecretName.IsOfMember(text[(open + 1)..close].TrimEnd('\\'));
            var start = Scan.PastSpace(text, colon + 1);
            var end = isName ? ValueEnd(text, start, ref bare) : start;
            if (end > start && text[start..end].Trim('"', '\\') is not ("null" or SecretName.Mask))
            {
                // Quotes like those of the name: in a string of JSON they have backslashes.
                var quote = text[(close - Backslashes(text, close))..(close + 1)];
                yield return (start, end, quote + SecretName.Mask + quote);
                close = end - 1;
            }

            open = close;
        }
    }

    private static IEnumerable<(int Start, int End, string Mask)> Elements(string text)
    {
        for (var open = text.IndexOf('<'); open >= 0; open = text.IndexOf('<', open + 1))
        {
            var nameEnd = Scan.ToAny(text, TagNameEnds, open + 1);
            var name = text[(open + 1)..nameEnd];
            if (!SecretName.IsOfMember(name.Split(':')[^1]))
                continue;
            var start = text.IndexOf('>', nameEnd) + 1;
            if (start == 0)
                yield break;
            var end = text[start - 2] == '/' ? start
                : text.IndexOf("</" + name, start, StringComparison.Ordinal) is >= 0 and var close ? close
                : text.Length;
            if (text[start..end].Trim().Length > 0)
                yield return (start, end, SecretName.Mask);
            open = end - 1;
        }
    }

    private static IEnumerable<(int Start, int End, string Mask)> Attributes(string text)
    {
        for (var equals = text.IndexOf('='); equals >= 0; equals = text.IndexOf('=', equals + 1))
        {
            var quote = Scan.PastSpace(text, equals + 1);
            while (quote < text.Length && text[quote] == '\\')
                quote++;
            if (quote == text.Length || !SecretName.IsOfMember(NameBefore(text, equals)))
                continue;
            var isQuoted = text[quote] is '"' or '\'';
            var start = isQuoted ? quote + 1 : equals + 1;
            var end = isQuoted ? Scan.ToAny(text, [text[quote]], start) : Scan.ToAny(text, BareEnds, start);
            // A value in XML has no '<', so its quote is missing.
            if (isQuoted && text.IndexOf('<', quote, end - quote) >= 0)
                end = Scan.ToAny(text, ['>'], end);
            if (end == start)
                continue;
            yield return (start, end, SecretName.Mask);
            equals = end - 1;
        }
    }

    // A name without double quotes before a quoted value: password: "x" of JavaScript and GraphQL, 'password': 'x' of Python.
    private static IEnumerable<(int Start, int End, string Mask)> Quoted(string text)
    {
        for (var colon = text.IndexOf(':'); colon >= 0; colon = text.IndexOf(':', colon + 1))
        {
            var quote = Scan.PastSpace(text, colon + 1);
            while (quote < text.Length && text[quote] == '\\')
                quote++;
            if (quote == text.Length || text[quote] is not ('"' or '\'') || !SecretName.IsOfMember(NameBefore(text, colon > 0 && text[colon - 1] == '\'' ? colon - 1 : colon)))
                continue;
            var end = text[quote] == '"' ? StringEnd(text, quote) : Scan.ToAny(text, ['\''], quote + 1) + 1;
            var isClosed = end <= text.Length && end > quote + 1 && text[end - 1] == text[quote];
            end = isClosed ? end - 1 - Backslashes(text, end - 1, quote + 1) : text.Length;
            if (end > quote + 1)
                yield return (quote + 1, end, SecretName.Mask);
            colon = Math.Max(colon, end - 1);
        }
    }

    private static string NameBefore(string text, int equals)
    {
        var end = equals;
        while (end > 0 && char.IsWhiteSpace(text[end - 1]))
            end--;
        var start = end;
        while (start > 0 && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] is '-' or '_' or '.'))
            start--;
        return text[start..end];
    }

    // The place after the quote that ends the string, or the end of the text. The quotes of JSON in a string of JSON have
    // backslashes; inside that string a quote has more of them.
    private static int StringEnd(string text, int quote)
    {
        var level = Backslashes(text, quote);
        for (var i = text.IndexOf('"', quote + 1); i >= 0; i = text.IndexOf('"', i + 1))
        {
            var more = Backslashes(text, i, quote + 1) - level;
            if (more >= 0 && more % (2 * (level + 1)) == 0)
                return i + 1;
        }

        return text.Length;
    }

    private static int Backslashes(string text, int quote, int from = 0)
    {
        var start = quote;
        while (start > from && text[start - 1] == '\\')
            start--;
        return quote - start;
    }

    // All of an object or a list: what stands under a secret's name is one.
    private static int ValueEnd(string text, int start, ref (int Word, int End) bare)
    {
        var first = start;
        while (first < text.Length && text[first] == '\\')
            first++;
        if (first == text.Length)
            return first;
        if (text[first] == '"')
            return StringEnd(text, first);
        if (text[start] is not ('{' or '['))
            return BareEnd(text, start, ref bare);

        var depth = 0;
        for (var i = start; i < text.Length; i++)
        {
            if (text[i] == '"')
                i = StringEnd(text, i) - 1;
            else if (text[i] is '{' or '[')
                depth++;
            else if (text[i] is '}' or ']' && --depth == 0)
                return i + 1;
        }

        return text.Length;
    }

    // A value of several words is a sentence, and not JSON. Read no further than its second word, and each word only once, even if it
    // has many names, so that the time stays linear.
    private static int BareEnd(string text, int start, ref (int Word, int End) bare)
    {
        if (bare.Word < start)
        {
            bare.Word = bare.End = Scan.ToAny(text, WordEnds, start);
            while (bare.End < text.Length && char.IsWhiteSpace(text[bare.End]) && Array.IndexOf(ValueEnds, text[bare.End]) < 0)
                bare.End++;
        }

        return bare.End == text.Length || Array.IndexOf(ValueEnds, text[bare.End]) >= 0 ? bare.End : start;
    }
}
