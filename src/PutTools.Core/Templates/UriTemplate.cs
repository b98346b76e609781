using System.Text;
using PutTools.Http;
using PutTools.Text;
using PutTools.Urls;

namespace PutTools.Templates;

/// <summary>Url templates: <c>{name}</c> is RFC 6570's simple expansion, <c>{+name}</c> its reserved expansion.</summary>
internal static class UriTemplate
{
    // RFC 3986 §2.2.
    private const string Reserved = ":/?#[]@!$&'()*+,;=";

    private const int LongestSpare = 4096;

    // A pipeline expands its url for each object.
    [ThreadStatic]
    private static StringBuilder? _spare;

    public static bool HasBraces(string template) => template.IndexOfAny(['{', '}']) >= 0;

    /// <summary>Replaces each variable by its values, joined by commas.</summary>
    /// <param name="template">The template.</param>
    /// <param name="source">Where the values come from.</param>
    /// <param name="lookup">Returns the values of a variable, at least one of them not empty. Throws if there is none.</param>
    /// <param name="placeholder">
    /// What each <c>{+name}</c> becomes instead. The result shows which parts of the url such values must not change.
    /// </param>
    /// <exception cref="RequestException">
    /// InvalidUri: a brace is not closed, or a value would change the path.
    /// </exception>
    /// <exception cref="EncoderFallbackException">A value has half a surrogate pair.</exception>
    public static string Expand<T>(string template, T source, Func<T, string, IReadOnlyList<string>> lookup, string? placeholder = null)
    {
        // Taken while it is in use, because a lookup may run a script that expands another template.
        var expanded = (_spare ?? new StringBuilder()).Clear();
        _spare = null;
        for (var at = 0; at < template.Length;)
        {
            var open = template.IndexOf('{', at);
            var end = open < 0 ? template.Length : open;
            var close = template.IndexOf('}', end);
            if (template.IndexOf('}', at, end - at) >= 0 || (close < 0 && open >= 0))
                throw new RequestException(ErrorKind.InvalidUri, UriMessages.LoneBrace(template));
            expanded.Append(template, at, end - at);
            if (open < 0)
                break;
            var expression = template[(open + 1)..close];
            var reserved = expression.StartsWith('+');
            var name = reserved ? expression[1..] : expression;
            var values = reserved && placeholder is not null ? [placeholder] : lookup(source, name);
            // A segment of dots can't be escaped: every url parser turns /users/.. into /.
            if (!reserved && values is ["." or ".."])
                throw new RequestException(ErrorKind.InvalidUri, UriMessages.DotSegment(template, name, values[0]));
            var isLiteral = !reserved && IsLiteral(template, open, close);
            for (var i = 0; i < values.Count; i++)
                Append(i == 0 ? expanded : expanded.Append(','), isLiteral ? values[i].Replace("'", "''", StringComparison.Ordinal) : values[i], reserved);
            at = close + 1;
        }

        _spare = expanded.Capacity <= LongestSpare ? expanded : null;
        return expanded.ToString();
    }

    // OData: people('{name}'), rows(group='{a}',id='{b}'). A server decodes the url before it reads the literal, so that an apostrophe in it, escaped or not,
    // must be doubled (OData 4.01, URL Conventions §2).
    private static bool IsLiteral(string template, int open, int close)
        => open > 1 && close + 2 < template.Length && template[open - 1] == '\'' && template[close + 1] == '\'' && template[open - 2] is '(' or '=' or ',' && template[close + 2] is ')' or ',';

    private static void Append(StringBuilder expanded, string value, bool reserved)
    {
        for (var i = 0; i < value.Length; i++)
        {
            var character = value[i];
            if (PercentEncoding.Unreserved.Contains(character) || (reserved && (Reserved.Contains(character) || PercentEncoding.Is(value, i))))
                expanded.Append(character);
            else
                PercentEncoding.Append(expanded, value, ref i, Charset.StrictUtf8);
        }
    }
}
