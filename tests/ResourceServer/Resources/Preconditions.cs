using System;
using System.Linq;
using Microsoft.Net.Http.Headers;

namespace PutTools.Testing;

/// <summary>RFC 9110 §13: conditional requests.</summary>
internal static class Preconditions
{
    /// <summary>Evaluates the conditions in the order of §13.2.2; returns 304, 412, or null if they hold.</summary>
    public static int? Failure(StoreRequest request, Resource? current)
    {
        if (request.IfMatch is not null)
        {
            if (!Matches(request.IfMatch, current, strongly: true)) return 412;
        }
        else if (Date(request.IfUnmodifiedSince) is { } unmodified && current?.LastModified > unmodified)
        {
            return 412;
        }

        var isRead = request.Method is "GET" or "HEAD";
        if (request.IfNoneMatch is not null)
            return Matches(request.IfNoneMatch, current, strongly: false) ? isRead ? 304 : 412 : null;

        return isRead && Date(request.IfModifiedSince) is { } modified && current?.LastModified <= modified ? 304 : null;
    }

    private static bool Matches(string field, Resource? current, bool strongly)
    {
        if (field.AsSpan().Trim() is "*") return current is not null;
        if (current?.EntityTag is not { } tag) return false;
        // The common case without parsing: the current tag alone.
        if (string.Equals(field, tag, StringComparison.Ordinal)) return !strongly || tag[0] == '"';

        var currentTag = EntityTagHeaderValue.Parse(tag);
        return EntityTagHeaderValue.TryParseList([field], out var tags)
            && tags.Any(given => given.Compare(currentTag, strongly));
    }

    // An invalid date is ignored (§13.1.4).
    private static DateTimeOffset? Date(string? field) =>
        field is not null && HeaderUtilities.TryParseDate(field, out var date) ? date : null;
}
