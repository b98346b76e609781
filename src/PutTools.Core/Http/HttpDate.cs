using System;
using System.Globalization;

namespace PutTools.Http;

/// <summary>Dates as header fields have them (RFC 9110 §5.6.7).</summary>
internal static class HttpDate
{
    // The form to send, and the two obsolete ones that must be understood.
    private static readonly string[] Forms =
    [
        "ddd, dd MMM yyyy HH:mm:ss 'GMT'", "dddd, dd-MMM-yy HH:mm:ss 'GMT'", "ddd MMM d HH:mm:ss yyyy",
    ];

    /// <summary>The moment; null where <paramref name="value"/> is none.</summary>
    public static DateTimeOffset? Parse(string? value) => Parse(value, Forms);

    /// <summary>The moment in one of other forms; null where <paramref name="value"/> has none of them.</summary>
    public static DateTimeOffset? Parse(string? value, string[] forms)
        => DateTimeOffset.TryParseExact(
            value,
            forms,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces,
            out var moment) ? moment : null;

    public static string Format(DateTimeOffset moment) => moment.ToUniversalTime().ToString("r", CultureInfo.InvariantCulture);
}
