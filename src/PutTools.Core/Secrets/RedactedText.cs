using System;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;

namespace PutTools.Secrets;

/// <summary>
/// Masks the values of members, fields and elements with the name of a secret; other text stays as it is. The text may
/// be cut or malformed, so it is not parsed. The time grows linearly with the length of the text.
/// </summary>
internal static class RedactedText
{
    private const string Mask = "***";

    private static readonly char[] ValueEnds = [',', '}', ']', '\r', '\n'];

    // Atomic groups don't backtrack, so the time is linear.
    private static readonly Regex Element = new(
        @"<(?<name>(?>[^\s<>/!?]+))(?>[^<>]*)>(?:<!\[CDATA\[)?(?<value>[^<>]+)", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    /// <summary>JSON, or text that looks like it.</summary>
    public static string Json(string text)
    {
        var shown = new StringBuilder(text.Length);
        var copied = 0;
        for (var i = 0; i < text.Length;)
        {
            if (text[i] != '"')
            {
                i++;
                continue;
            }

            var nameEnd = StringEnd(text, i);
            var colon = SkipSpace(text, nameEnd);
            var name = text[(i + 1)..Math.Max(i + 1, nameEnd - 1)];
            i = nameEnd;
            if (colon == text.Length || text[colon] != ':' || !SecretName.IsOfMember(Unescape(name)))
                continue;
            var start = SkipSpace(text, colon + 1);
            i = ValueEnd(text, start);
            if (i > start && text[start..i] is not "null")
            {
                shown.Append(text, copied, start - copied).Append('"').Append(Mask).Append('"');
                copied = i;
            }
        }

        return shown.Append(text, copied, text.Length - copied).ToString();
    }

    /// <summary>Pairs as in a query, of application/x-www-form-urlencoded.</summary>
    public static string Form(string text) => RedactedUri.Text("?" + text)[1..];

    /// <summary>XML, or text that looks like it.</summary>
    public static string Xml(string text) => Element.Replace(text, static found =>
        SecretName.IsOfMember(found.Groups["name"].Value.Split(':')[^1]) && found.Groups["value"].Value.Trim().Length > 0
            ? found.Value[..(found.Groups["value"].Index - found.Index)] + Mask
            : found.Value);

    /// <summary>A multipart form: the parts whose name is a secret's.</summary>
    /// <param name="text">The text, with line breaks of two characters.</param>
    /// <param name="boundary">What stands between the parts.</param>
    public static string Multipart(string text, string boundary)
    {
        var parts = text.Split([boundary], StringSplitOptions.None);
        return string.Join(boundary, parts.Select(static part =>
        {
            var body = part.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            return body >= 0 && PartName(part[..body]) is { } name && SecretName.IsOfMember(name) ? part[..(body + 4)] + Mask + "\r\n--" : part;
        }));
    }

    private static string? PartName(string fields)
    {
        const string Start = " name=";
        var at = fields.IndexOf(Start, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? null : fields[(at + Start.Length)..].Split(';', '\r')[0].Trim().Trim('"');
    }

    // The place after the quote that ends the string, or the end of the text.
    private static int StringEnd(string text, int start)
    {
        for (var i = start + 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
                i++;
            else if (text[i] == '"')
                return i + 1;
        }

        return text.Length;
    }

    // All of an object or a list: what stands under a secret's name is one.
    private static int ValueEnd(string text, int start)
    {
        if (start == text.Length)
            return start;
        if (text[start] == '"')
            return StringEnd(text, start);
        if (text[start] is not ('{' or '['))
            return text.IndexOfAny(ValueEnds, start) is >= 0 and var end ? end : text.Length;
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

    private static int SkipSpace(string text, int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
        return at;
    }

    private static string Unescape(string name)
    {
        try
        {
            return name.Contains('\\') ? Regex.Unescape(name) : name;
        }
        catch (ArgumentException)
        {
            return name;
        }
    }
}
