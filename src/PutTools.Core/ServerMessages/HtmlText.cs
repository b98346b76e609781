using System.Net;
using System.Text;

namespace PutTools.ServerMessages;

/// <summary>Extracts the text of an HTML page in one pass.</summary>
internal static class HtmlText
{
    // The content of these elements is not for readers. That of address is the version of the server, as with Apache.
    private static readonly string[] Hidden = ["script", "style", "svg", "noscript", "address"];

    // These elements don't break the line.
    private static readonly HashSet<string> Inline = new(StringComparer.OrdinalIgnoreCase)
    {
        "a", "abbr", "b", "code", "em", "font", "i", "kbd", "samp", "small", "span", "strong", "sub", "sup", "tt", "u", "var",
    };

    /// <summary>True if the text is an HTML page, whatever its media type.</summary>
    public static bool IsPage(string text)
        => text.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns the lines that a reader of the page sees, its title first.</summary>
    public static string[] Lines(string html)
    {
        var text = new StringBuilder();
        var isPreformatted = false;
        for (var i = 0; i < html.Length;)
        {
            var open = html.IndexOf('<', i);
            if (open < 0)
                open = html.Length;
            text.Append(html, i, open - i);
            // A line break in the source is a space on the page, except in preformatted text.
            if (!isPreformatted)
                text.Replace('\n', ' ', text.Length - (open - i), open - i);
            if (open == html.Length)
                break;
            if (IsUrl(html, open))
            {
                text.Append('<');
                i = open + 1;
                continue;
            }

            i = SkipTag(html, open, out var name);
            if (name.Equals("pre", StringComparison.OrdinalIgnoreCase))
                isPreformatted = html[open + 1] != '/';
            if (!Inline.Contains(name))
                text.Append('\n');
        }

        return WebUtility.HtmlDecode(text.ToString()).Split('\n');
    }

    // Virtuoso: the graph <http://example.com/g>, not escaped.
    private static bool IsUrl(string html, int open)
        => string.CompareOrdinal(html, open, "<http://", 0, 8) == 0 || string.CompareOrdinal(html, open, "<https://", 0, 9) == 0;

    private static int SkipTag(string html, int open, out string name)
    {
        if (string.CompareOrdinal(html, open, "<!--", 0, 4) == 0)
        {
            name = "b";
            return After(html, "-->", open);
        }

        var start = open + 1 < html.Length && html[open + 1] == '/' ? open + 2 : open + 1;
        var end = start;
        // The name of an HTML element is not longer than this.
        while (end < html.Length && end - start < 20 && char.IsLetterOrDigit(html[end]))
            end++;
        var element = name = html[start..end];
        var close = After(html, ">", end);
        return start == open + 1 && Array.Exists(Hidden, hidden => hidden.Equals(element, StringComparison.OrdinalIgnoreCase))
            ? After(html, ">", After(html, "</" + element, close))
            : close;
    }

    private static int After(string html, string what, int from)
        => html.IndexOf(what, from, StringComparison.OrdinalIgnoreCase) is >= 0 and var found ? found + what.Length : html.Length;
}
