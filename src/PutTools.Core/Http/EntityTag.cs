using System;
using System.Collections.Generic;
using System.Linq;

namespace PutTools.Http;

/// <summary>Entity tags as fields have them (RFC 9110 §8.8.3).</summary>
internal static class EntityTag
{
    /// <summary>Whether representations with this tag may differ in their bytes (RFC 9110 §8.8.1).</summary>
    public static bool IsWeak(string tag) => tag.StartsWith("W/", StringComparison.OrdinalIgnoreCase);

    /// <summary>The value of <c>If-Match</c>, which compares strongly (RFC 9110 §13.1.1).</summary>
    /// <exception cref="RequestException">A tag is weak, so that it could never match, or is none.</exception>
    public static string ToIfMatch(IEnumerable<string> tags) => Join(tags, static tag => IsWeak(tag)
        ? throw new RequestException(ErrorKind.InvalidHeader, Messages.WeakTag(tag))
        : tag);

    /// <summary>The value of <c>If-None-Match</c>, which compares weakly.</summary>
    /// <exception cref="RequestException">A tag is none.</exception>
    public static string ToIfNoneMatch(IEnumerable<string> tags) => Join(tags, static tag => tag);

    private static string Join(IEnumerable<string> tags, Func<string, string> check) => string.Join(", ", tags.Select(tag => check(Quote(tag.Trim()))));

    // Taken with and without quotes, and a field's whole list as it came.
    private static string Quote(string tag)
    {
        var opaque = IsWeak(tag) ? tag[2..] : tag;
        if (tag == "*" || (opaque.Length >= 2 && opaque.StartsWith('"') && opaque.EndsWith('"')))
            return tag;
        return opaque.Length > 0 && !opaque.Contains('"')
            ? tag[..^opaque.Length] + '"' + opaque + '"'
            : throw new RequestException(ErrorKind.InvalidHeader, Messages.InvalidTag(tag));
    }
}
