using System;
using System.Collections.Generic;
using System.Linq;

namespace PutTools.Http;

/// <summary>Entity tags as fields have them (RFC 9110 §8.8.3).</summary>
internal static class EntityTag
{
    /// <summary>True if representations with this tag may differ in their bytes (RFC 9110 §8.8.1).</summary>
    public static bool IsWeak(string tag) => tag.StartsWith("W/", StringComparison.OrdinalIgnoreCase);

    /// <summary>The value of <c>If-Match</c> or <c>If-None-Match</c>: the tags as they are, with commas between.</summary>
    /// <exception cref="RequestException">InvalidHeader: a tag is empty, or has a quote that is not closed.</exception>
    public static string Join(IEnumerable<string> tags) => string.Join(", ", tags.Select(static tag => Check(tag.Trim())));

    /// <summary>
    /// Passes a field's whole value, or one tag. A tag without quotes is one, too: some servers have such.
    /// </summary>
    /// <exception cref="RequestException">InvalidHeader: it is empty, or has a quote that is not closed.</exception>
    public static string Check(string field) => field.Trim().Length > 0 && (!field.Contains('"') || IsList(field))
        ? field
        : throw new RequestException(ErrorKind.InvalidHeader, HttpMessages.InvalidTag(field));

    /// <summary>
    /// True if a field's value is a list of tags as the RFC has them, of which a server can tell that none matches.
    /// </summary>
    public static bool IsList(string field)
    {
        var rest = field.Trim();
        while (true)
        {
            if (rest.StartsWith("W/", StringComparison.Ordinal))
                rest = rest[2..];
            var end = rest.StartsWith('"') ? rest.IndexOf('"', 1) : -1;
            if (end < 0)
                return false;
            rest = rest[(end + 1)..].TrimStart();
            if (rest.Length == 0)
                return true;
            if (!rest.StartsWith(','))
                return false;
            rest = rest[1..].TrimStart();
        }
    }
}
