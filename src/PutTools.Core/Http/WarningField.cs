namespace PutTools.Http;

/// <summary>
/// Reads <c>Warning</c> fields (RFC 7234 §5.5): <c>299 - "unknown field \"spec.replica\""</c>. Kubernetes and Elasticsearch say in them what they
/// ignored, although the write succeeded.
/// </summary>
internal static class WarningField
{
    /// <summary>Returns the texts that are meant for a person (199, 299). The other codes are about caches.</summary>
    public static IReadOnlyList<string> Texts(ResponseHeaders headers)
    {
        // Nearly no response has one.
        if (!headers.TryGetValue("Warning", out var lines))
            return [];
        var texts = new List<string>();
        foreach (var line in lines)
        {
            // The code and an agent stand before the text, and the text may be followed by a date in quotes.
            for (var at = 0; line.IndexOf('"', at) is >= 0 and var quote;)
            {
                var isText = line[at..quote].TrimStart(' ', '\t', ',') is var code && (code.StartsWith("199 ", StringComparison.Ordinal) || code.StartsWith("299 ", StringComparison.Ordinal));
                at = quote;
                var text = QuotedString.Read(line, ref at);
                if (isText)
                    texts.Add(text);
            }
        }

        return texts;
    }
}
