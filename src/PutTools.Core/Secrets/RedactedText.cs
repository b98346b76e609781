using System.Text;
using System.Text.RegularExpressions;
using PutTools.Text;

namespace PutTools.Secrets;

/// <summary>
/// Masks the secrets of a text by the form of its type, and then those that <see cref="RedactedMarkup"/> finds in any text. The text
/// may be cut or malformed, so it is not parsed. The time grows linearly with the length of the text.
/// </summary>
internal static class RedactedText
{
    private const int LongestPhrase = 300;

    // Atomic groups don't backtrack, so the time is linear.
    private static readonly Regex Tag = LinearRegex.Create("<(?>[^<>]+)");
    private static readonly Regex Attribute = LinearRegex.Create(@"(?<![\w.:-])(?<name>(?>[\w.:-]+))(?>\s*)=(?>\s*)(?:""(?<value>(?>[^""]*))(?:""|$)|'(?<value>(?>[^']*))(?:'|$))");
    private static readonly Regex Leaf = LinearRegex.Create(@"<(?>[\w.-]+:)?(?<name>(?>[\w.-]+))(?>[^<>]*)>(?<value><!\[CDATA\[(?>[^\]]+)\]\]>|(?>[^<>]+))</(?>[^<>]+)>(?>\s*)");
    private static readonly Regex Section = LinearRegex.Create(@"\A(?>\s*)\[(?>[\w .:/-]+)\](?>[ \t]*)[\r\n]");
    private static readonly Regex FlowMember = LinearRegex.Create(@"[{,](?>[ \t]*)(?<name>(?>[\w.-]+))(?>[ \t]*):(?>[ \t]+)(?<value>(?>[^,}""'\r\n]+))");
    private static readonly Regex Line = LinearRegex.Create(@"(?<![\w.-])(?<name>(?>[A-Za-z][\w.-]*))(?>[ \t]*)(?::(?>[ \t]*)(?<value>(?>[^\r\n]+))|=(?>[ \t]*)(?<value>(?>[^\s&;]+)))");
    // A text without its closing quote reaches to the end. Otherwise each quote in it would be tried as a start.
    private static readonly Regex Nested = LinearRegex.Create(@"""(?<inner>(?>(?:\\[\s\S]|[^""\\])*))(?<end>""|\\?\z)");

    /// <summary>Text whose type does not define its parts: JSON, XML, or lines of names and values, by its first character.</summary>
    public static string Any(string text) => RedactedMarkup.Text(text.TrimStart() switch
    {
        ['<', ..] => Xml(text),
        // A section of a file such as [database].
        ['[', ..] when Section.IsMatch(text) => Lines(text),
        ['{' or '[' or '"', ..] => Json(text),
        _ => Lines(Json(text)),
    });

    /// <summary>A server's words within a message of our own: one line of a useful length.</summary>
    public static string Phrase(string text) => Truncate.Of(Any(DisplayText.Of(text)), LongestPhrase);

    /// <summary>A server's sentence, which may repeat JSON. <c>password: is too short</c> in it is no secret.</summary>
    public static string Sentence(string text) => RedactedMarkup.Text(Json(text));

    /// <summary>YAML: the values of lines such as password: x, with the lines of a block, and those beside a name: password.</summary>
    public static string Yaml(string text)
    {
        var lines = text.Split('\n');
        for (var (i, block) = (0, int.MaxValue); i < lines.Length; i++)
        {
            var start = YamlStart(lines[i]);
            if (start > block && lines[i].Trim().Length > 0)
                lines[i] = lines[i][..start] + SecretName.Mask;
            else if (YamlMember(lines[i]) is { } member && (SecretName.IsOfMember(member.Name) || (member.Name == "value" && HasSecretName(lines, i))))
                (lines[i], block) = (lines[i][..(lines[i].IndexOf(':', start) + 1)] + (member.Value.Length == 0 ? string.Empty : " " + SecretName.Mask), start);
            else if (lines[i].Trim().Length > 0)
                block = int.MaxValue;
            lines[i] = FlowMember.Replace(lines[i], static found => SecretName.IsOfMember(found.Groups["name"].Value) ? Masked(found) : found.Value);
        }

        return string.Join("\n", lines);
    }

    private static int YamlStart(string line) => line.Length - line.TrimStart(' ', '-').Length;

    private static (string Name, string Value)? YamlMember(string line)
        => YamlStart(line) is var start && line.IndexOf(':', Math.Min(start, line.Length)) is > 0 and var colon
            ? (line[start..colon].Trim(' ', '"', '\''), line[(colon + 1)..].Trim().Trim('"', '\'')) : null;

    // In the same item of a list: "- name: DB_PASSWORD" before or after the value.
    private static bool HasSecretName(string[] lines, int value)
    {
        const int Furthest = 20;
        var start = YamlStart(lines[value]);
        bool Names(int i) => YamlStart(lines[i]) == start && YamlMember(lines[i]) is ("name" or "key" or "path", var name) && SecretName.IsOfPath(name);
        bool Begins(int i) => lines[i].TrimStart().StartsWith('-');

        for (var i = value; i > 0 && value - i < Furthest && !Begins(i) && YamlStart(lines[i]) >= start; i--)
        {
            if (Names(i - 1))
                return true;
        }

        for (var i = value + 1; i < lines.Length && i - value < Furthest && !Begins(i) && YamlStart(lines[i]) >= start; i++)
        {
            if (Names(i))
                return true;
        }

        return false;
    }

    // Only what is special to JSON. RedactedMarkup does the rest.
    private static string Json(string text)
    {
        var shown = new StringBuilder(text.Length);
        var copied = 0;
        foreach (var (start, end) in new NamedValues(text).Find().OrderBy(static range => range.Start))
        {
            // A range within another one is masked already.
            if (start < copied)
                continue;
            shown.Append(text, copied, start - copied).Append('"').Append(SecretName.Mask).Append('"');
            copied = end;
        }

        return WithinTexts(shown.Append(text, copied, text.Length - copied).ToString());
    }

    // YAML, properties, and forms with the type of plain text.
    private static string Lines(string text) => Line.Replace(text, static found =>
        SecretName.IsOfMember(found.Groups["name"].Value) ? Masked(found) : found.Value);

    // JSON within a text of JSON has escaped quotes.
    private static string WithinTexts(string text)
    {
        const string Escaped = "\\\"";
        return text.Contains(Escaped, StringComparison.Ordinal) ? Nested.Replace(text, static found =>
        {
            var escaped = found.Groups["inner"].Value;
            var inner = escaped.Replace(Escaped, "\"");
            return inner.Length < escaped.Length && Json(inner) is var shown && shown != inner
                ? "\"" + shown.Replace("\"", Escaped) + found.Groups["end"].Value : found.Value;
        }) : text;
    }

    /// <summary>Pairs as in a query, of application/x-www-form-urlencoded. A value may be JSON or XML with a secret.</summary>
    public static string Form(string text) => RedactedUri.Text("?" + string.Join("&", text.Split('&').Select(static pair
        => Uri.UnescapeDataString(pair.Replace('+', ' ')) is var plain && plain != pair && RedactedMarkup.Text(plain) != plain ? pair[..(pair.IndexOf('=') + 1)] + SecretName.Mask : pair)))[1..];

    // <add key="password" value="..."/> names the secret in another attribute. RedactedMarkup does the rest.
    private static string Xml(string text) => Tag.Replace(Leaves(text), static tag => NamesSecret(tag.Value)
        ? Attribute.Replace(tag.Value, static found => found.Groups["name"].Value == "value" ? Masked(found) : found.Value)
        : tag.Value);

    // <name>password</name><value>...</value>, in any order.
    private static string Leaves(string text)
    {
        var leaves = Leaf.Matches(text).Cast<Match>().ToList();
        var secrets = new HashSet<int>();
        for (var i = 1; i < leaves.Count; i++)
        {
            var (first, second) = (leaves[i - 1], leaves[i]);
            if (first.Index + first.Length != second.Index)
                continue;
            if (IsLeafOfSecret(first))
                secrets.Add(second.Index);
            else if (IsLeafOfSecret(second) && IsNamed(first, "value"))
                secrets.Add(first.Index);
        }

        return secrets.Count == 0 ? text : Leaf.Replace(text, leaf => secrets.Contains(leaf.Index) ? Masked(leaf) : leaf.Value);
    }

    private static bool IsLeafOfSecret(Match leaf)
        => (IsNamed(leaf, "name") || IsNamed(leaf, "key")) && SecretName.IsOfMember(leaf.Groups["value"].Value.Trim());

    private static bool IsNamed(Match leaf, string name) => leaf.Groups["name"].Value.Equals(name, StringComparison.OrdinalIgnoreCase);

    // The match with its value masked.
    private static string Masked(Match found)
    {
        var value = found.Groups["value"];
        return found.Value[..(value.Index - found.Index)] + SecretName.Mask + found.Value[(value.Index - found.Index + value.Length)..];
    }

    private static bool NamesSecret(string tag) => Attribute.Matches(tag).Cast<Match>()
        .Any(static found => found.Groups["name"].Value is "key" or "name" && SecretName.IsOfMember(found.Groups["value"].Value));

    /// <summary>A multipart form: the parts whose name is a secret's, and the secrets in the content of other parts.</summary>
    /// <param name="text">The text.</param>
    /// <param name="boundary">The text between the parts.</param>
    public static string Multipart(string text, string boundary)
        => string.Join(boundary, text.Split([boundary], StringSplitOptions.None).Select(static part
            => ContentStart(part) is not { } start ? RedactedMarkup.Text(part)
                : SecretName.IsOfMember(PartName(part[..start])) ? $"{part[..start]}{SecretName.Mask}\r\n--"
                : part[..start] + Any(part[start..])));

    // The start of the content of a part, after an empty line; null if there is none.
    private static int? ContentStart(string part)
        => part.IndexOf("\r\n\r\n", StringComparison.Ordinal) is >= 0 and var end ? end + 4
            : part.IndexOf("\n\n", StringComparison.Ordinal) is >= 0 and var bare ? bare + 2
            : null;

    // Not that of filename=.
    private static string PartName(string fields)
    {
        const string Start = "name=";
        for (var at = 0; fields.IndexOf(Start, at, StringComparison.OrdinalIgnoreCase) is > 0 and var found; at = found + 1)
        {
            if (fields[found - 1] is ' ' or ';' or '\t')
                return fields[(found + Start.Length)..].Split(';', '\r', '\n')[0].Trim().Trim('"');
        }

        return string.Empty;
    }
}
