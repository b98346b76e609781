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

    // Atomic groups don't backtrack, so the time is linear.
    private static readonly Regex Element = Linear(@"<(?<name>(?>[^\s<>/!?]+))(?>[^<>]*)>(?:<!\[CDATA\[)?(?<value>[^<>]+)");
    private static readonly Regex Tag = Linear("<(?>[^<>]+)");
    private static readonly Regex Attribute = Linear(@"(?<![\w.:-])(?<name>(?>[\w.:-]+))(?>\s*)=(?>\s*)(?:""(?<value>(?>[^""]*))(?:""|$)|'(?<value>(?>[^']*))(?:'|$))");
    private static readonly Regex Line = Linear(@"(?<![\w.-])(?<name>(?>[A-Za-z][\w.-]*))(?>[ \t]*)(?::(?>[ \t]*)(?<value>(?>[^\r\n]+))|=(?>[ \t]*)(?<value>(?>[^\s&;]+)))");
    private static readonly Regex Nested = Linear(@"""(?>(?:\\.|[^""\\])*)""");

    /// <summary>Text of any type that does not tell its parts in another way: JSON, XML, or lines of names and values.</summary>
    public static string Any(string text) => text.TrimStart() switch
    {
        ['<', ..] => Xml(text),
        ['{' or '[' or '"', ..] => Json(text),
        _ => Lines(text),
    };

    /// <summary>JSON, or text that looks like it.</summary>
    public static string Json(string text)
    {
        var masked = new JsonSecrets(text).Find();
        var shown = new StringBuilder(text.Length);
        var copied = 0;
        foreach (var (start, end) in masked.OrderBy(static range => range.Start))
        {
            // A range within another one is masked already.
            if (start < copied)
                continue;
            shown.Append(text, copied, start - copied).Append('"').Append(Mask).Append('"');
            copied = end;
        }

        return WithinTexts(shown.Append(text, copied, text.Length - copied).ToString());
    }

    // YAML, properties, and forms with the type of plain text.
    private static string Lines(string text) => Line.Replace(text, static found =>
        SecretName.IsOfMember(found.Groups["name"].Value) ? found.Value[..(found.Groups["value"].Index - found.Index)] + Mask : found.Value);

    // JSON within a text of JSON has escaped quotes.
    private static string WithinTexts(string text)
    {
        const string Escaped = "\\\"";
        return text.Contains(Escaped, StringComparison.Ordinal) ? Nested.Replace(text, static found =>
        {
            var inner = found.Value[1..^1].Replace(Escaped, "\"");
            return inner.Length < found.Length - 2 && Json(inner) is var shown && shown != inner ? "\"" + shown.Replace("\"", Escaped) + "\"" : found.Value;
        }) : text;
    }

    /// <summary>Pairs as in a query, of application/x-www-form-urlencoded.</summary>
    public static string Form(string text) => RedactedUri.Text("?" + text)[1..];

    /// <summary>XML, or text that looks like it.</summary>
    public static string Xml(string text) => Element.Replace(Tag.Replace(text, static tag => Attributes(tag.Value)), static found =>
        SecretName.IsOfMember(LocalName(found.Groups["name"].Value)) && found.Groups["value"].Value.Trim().Length > 0
            ? found.Value[..(found.Groups["value"].Index - found.Index)] + Mask
            : found.Value);

    // <add key="password" value="..."/> names the secret in another attribute.
    private static string Attributes(string tag)
    {
        var isNamed = Attribute.Matches(tag).Cast<Match>()
            .Any(static found => found.Groups["name"].Value is "key" or "name" && SecretName.IsOfMember(found.Groups["value"].Value));
        return Attribute.Replace(tag, found =>
            SecretName.IsOfMember(LocalName(found.Groups["name"].Value)) || (isNamed && found.Groups["name"].Value == "value")
                ? found.Value[..(found.Groups["value"].Index - found.Index)] + Mask + found.Value[^1]
                : found.Value);
    }

    private static string LocalName(string name) => name.Split(':')[^1];

    /// <summary>A multipart form: the parts whose name is a secret's.</summary>
    /// <param name="text">The text, with line breaks of two characters.</param>
    /// <param name="boundary">What stands between the parts.</param>
    public static string Multipart(string text, string boundary)
    {
        var parts = text.Split([boundary], StringSplitOptions.None);
        return string.Join(boundary, parts.Select(static part =>
        {
            var body = part.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            return body < 0 ? part
                : PartName(part[..body]) is { } name && SecretName.IsOfMember(name) ? part[..(body + 4)] + Mask + "\r\n--"
                : part[..(body + 4)] + Any(part[(body + 4)..]);
        }));
    }

    private static Regex Linear(string pattern) => new(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    private static string? PartName(string fields)
    {
        const string Start = " name=";
        var at = fields.IndexOf(Start, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? null : fields[(at + Start.Length)..].Split(';', '\r')[0].Trim().Trim('"');
    }
}
