using PutTools.Urls;

namespace PutTools.Http;

/// <summary>Reads <c>Link</c> fields (RFC 8288): urls by their relation.</summary>
internal static class LinkHeader
{
    /// <summary>
    /// Returns absolute urls by relation, regardless of letter case; the first if several have the same relation.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Parse(string? field, Uri? baseUri)
    {
        var links = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        field ??= string.Empty;
        for (var at = 0; field.IndexOf('<', at) is >= 0 and var open && field.IndexOf('>', open) is >= 0 and var close;)
        {
            at = close + 1;
            // RFC 8288 §3.3: only the first rel counts; it may name several relations.
            var relation = FieldParameters.Read(field, ref at, isList: true).Find(static parameter => parameter.Name.Equals("rel", StringComparison.OrdinalIgnoreCase)).Value;
            if (string.IsNullOrEmpty(relation))
                continue;
            var url = field[(open + 1)..close].Trim();
            if (baseUri is not null)
                url = ExactUri.ResolveText(baseUri, url);
            foreach (var name in relation.Split([' '], StringSplitOptions.RemoveEmptyEntries))
                links.TryAdd(name, url);
        }

        return links;
    }
}
