using System;
using System.Globalization;

namespace PutTools.Http;

/// <summary>Reads <c>Retry-After</c> fields: seconds or a date (RFC 9110 §10.2.3).</summary>
internal static class RetryAfter
{
    private const double LongestSeconds = int.MaxValue;

    private const NumberStyles Seconds = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;

    /// <summary>How long to wait, seen from <paramref name="now"/>; zero for a date that has passed, null where there is no such field.</summary>
    public static TimeSpan? Parse(string? value, DateTimeOffset now)
    {
        // Whole seconds by the standard; some servers send parts of one. NaN is not >= 0.
        if (double.TryParse(value, Seconds, CultureInfo.InvariantCulture, out var seconds) && seconds >= 0)
            return TimeSpan.FromSeconds(Math.Min(seconds, LongestSeconds));
        if (HttpDate.Parse(value) is not { } moment)
            return null;
        return moment > now ? moment - now : TimeSpan.Zero;
    }
}
