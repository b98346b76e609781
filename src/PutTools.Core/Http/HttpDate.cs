using System.Globalization;

namespace PutTools.Http;

/// <summary>Dates in header fields (RFC 9110 §5.6.7).</summary>
internal static class HttpDate
{
    // The current format, and the two obsolete ones that a recipient must accept.
    private static readonly string[] Forms =
    [
        "ddd, dd MMM yyyy HH:mm:ss 'GMT'", "dddd, dd-MMM-yy HH:mm:ss 'GMT'", "ddd MMM d HH:mm:ss yyyy",
    ];

    /// <summary>Parses a date; null if <paramref name="value"/> is not one.</summary>
    public static DateTimeOffset? Parse(string? value) => Parse(value, Forms);

    /// <summary>Parses a date in one of other formats; null if <paramref name="value"/> has none of them.</summary>
    public static DateTimeOffset? Parse(string? value, string[] forms)
        => DateTimeOffset.TryParseExact(
            value,
            forms,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces,
            out var moment) ? moment : null;

    public static string Format(DateTimeOffset moment) => moment.ToUniversalTime().ToString("r", CultureInfo.InvariantCulture);
}
