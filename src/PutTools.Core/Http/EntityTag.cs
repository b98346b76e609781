namespace PutTools.Http;

/// <summary>Entity tags in header fields (RFC 9110 §8.8.3).</summary>
internal static class EntityTag
{
    /// <summary>True for a field of the request whose value is entity tags.</summary>
    public static bool IsIn(string name)
        => name.Equals("If-Match", StringComparison.OrdinalIgnoreCase) || name.Equals("If-None-Match", StringComparison.OrdinalIgnoreCase);

    /// <summary>True if representations with this tag may differ in their bytes (RFC 9110 §8.8.1).</summary>
    public static bool IsWeak(string tag) => tag.StartsWith("W/", StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns the value of <c>If-Match</c> or <c>If-None-Match</c>: the tags, separated by commas.</summary>
    /// <exception cref="RequestException">InvalidHeader: a tag is empty, or has an unclosed quote.</exception>
    public static string Join(IEnumerable<string> tags) => string.Join(", ", tags.Select(static tag => Check(tag.Trim())));

    /// <summary>
    /// Checks one tag, or the whole value of a field. A tag without quotes passes, because some servers use them.
    /// </summary>
    /// <exception cref="RequestException">InvalidHeader: the value is empty, or has an unclosed quote.</exception>
    public static string Check(string field) => (field.Contains('"') ? IsList(field) || IsQuoted(field) : field.Split(',').All(static tag => tag.Trim() is not ("" or "W/")))
        ? field
        : throw new RequestException(ErrorKind.InvalidHeader, HttpMessages.InvalidTag(field));

    /// <summary>True if a tag of a response identifies a state. As a precondition, <c>*</c> would match any.</summary>
    public static bool IsUsable(string tag) => tag.Trim() is not ("" or "*" or "W/" or "w/");

    /// <summary>True if the value is a list of valid tags, so that a server can decide that none matches.</summary>
    public static bool IsList(string field)
    {
        var rest = field.AsSpan().Trim();
        while (true)
        {
            if (rest is ['W', '/', ..])
                rest = rest[2..];
            var end = rest is ['"', ..] ? rest[1..].IndexOf('"') + 1 : 0;
            if (end == 0)
                return false;
            rest = rest[(end + 1)..].TrimStart();
            if (rest.Length == 0)
                return true;
            if (rest[0] != ',')
                return false;
            rest = rest[1..].TrimStart();
        }
    }

    // A server may send a tag with a quote inside, or a lower-case w/, and compares what it sent.
    private static bool IsQuoted(string field)
        => (IsWeak(field) ? field[2..] : field) is var opaque && opaque.Length > 1 && opaque[0] == '"' && opaque[^1] == '"'
            && !opaque.Contains("\" ", StringComparison.Ordinal) && !opaque.Contains("\",", StringComparison.Ordinal);
}
