using System.Globalization;

namespace PutTools.Json;

/// <summary>Compares dates and times in strings (RFC 3339), which JSON has no type for.</summary>
internal static class JsonTimestamp
{
    private const int WithoutFraction = 19;

    /// <summary>
    /// True if both are the same local time and offset: 05.120Z is 05.12Z, and Z is +00:00. Another offset is another value, even
    /// at the same moment.
    /// </summary>
    public static bool AreSame(string one, string other) => Canonical(one) is { } canonical && canonical == Canonical(other);

    // Without zeros at the end of the fraction; null if the text is no date and time.
    private static string? Canonical(string text)
    {
        if (text.Length < WithoutFraction || !DateTime.TryParseExact(text[..WithoutFraction], "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            return null;
        var end = text.IndexOfAny(['Z', '+', '-'], WithoutFraction) is >= 0 and var zone ? zone : text.Length;
        var fraction = text[WithoutFraction..end];
        if (fraction.Length > 0 && (fraction[0] != '.' || !fraction[1..].All(static digit => digit is >= '0' and <= '9')))
            return null;
        return text[..WithoutFraction] + fraction.TrimEnd('0').TrimEnd('.') + (text[end..] is "+00:00" or "-00:00" ? "Z" : text[end..]);
    }
}
