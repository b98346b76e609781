using System;
using System.Collections.Generic;
using System.Text.RegularExpressions;
using PutTools.Urls;

namespace PutTools.Http;

/// <summary>Reads <c>Link</c> fields (RFC 8288): urls by their relation.</summary>
internal static class LinkHeader
{
    private static readonly Regex Link = new(
        """<(?<url>[^>]*)>(?<parameters>(?:\s*;\s*[^\s=;,]+\s*(?:=\s*(?:"(?:\\.|[^"\\])*"|[^\s",;]*))?)*)""",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(1));

    private static readonly Regex Relation = new(
        """;\s*rel\s*=\s*(?:"(?<rel>[^"]*)"|(?<rel>[^\s",;]+))""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(1));

    /// <summary>
    /// Returns absolute urls by relation, regardless of letter case. If a relation repeats, its first url counts.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Parse(string? field, Uri? baseUri)
    {
        var links = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (Match link in Link.Matches(field ?? string.Empty))
        {
            // RFC 8288 §3.3: only the first rel counts; it may name several relations.
            if (Relation.Match(link.Groups["parameters"].Value) is not { Success: true } relation)
                continue;
            var url = link.Groups["url"].Value.Trim();
            if (baseUri is not null)
                url = ExactUri.ResolveText(baseUri, url);
            foreach (var name in relation.Groups["rel"].Value.Split([' '], StringSplitOptions.RemoveEmptyEntries))
                links.TryAdd(name, url);
        }

        return links;
    }
}
