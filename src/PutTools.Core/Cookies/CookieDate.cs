using System.Globalization;

namespace PutTools.Cookies;

/// <summary>Parses the end of a cookie, in the many forms that servers write (RFC 6265 §5.1.1).</summary>
internal static class CookieDate
{
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    /// <summary>Parses a date; null if <paramref name="value"/> is not one.</summary>
    public static DateTimeOffset? Parse(string value)
    {
        (int Hour, int Minute, int Second)? time = null;
        int? day = null, month = null, year = null;
        foreach (var token in new string([.. value.Select(static character => IsDelimiter(character) ? ' ' : character)]).Split(' '))
        {
            // The first token of each kind counts, in this order.
            if (time is null && Time(token) is { } found)
                time = found;
            else if (day is null && Number(token, 1, 2) is { } ofMonth)
                day = ofMonth;
            else if (month is null && token.Length >= 3 && Array.IndexOf(Months, token[..3].ToLowerInvariant()) is >= 0 and var index)
                month = index + 1;
            else if (year is null && Number(token, 2, 4) is { } any)
                year = any switch { < 70 => any + 2000, < 100 => any + 1900, _ => any };
        }

        if (time is not { } clock || day is not >= 1 || month is null || year is not >= 1601
            || day > DateTime.DaysInMonth(year.Value, month.Value) || clock is not { Hour: < 24, Minute: < 60, Second: < 60 })
            return null;
        return new DateTimeOffset(year.Value, month.Value, day.Value, clock.Hour, clock.Minute, clock.Second, TimeSpan.Zero);
    }

    /// <summary>Returns the end of a cookie with this <c>Max-Age</c> (RFC 6265 §5.2.2); null if it is not a number.</summary>
    public static DateTimeOffset? OfAge(string value, DateTimeOffset now)
    {
        var digits = value.StartsWith('-') ? value[1..] : value;
        if (digits.Length == 0 || !digits.All(static character => character is >= '0' and <= '9'))
            return null;
        if (value[0] == '-')
            return DateTimeOffset.MinValue;
        // .NET Framework fails on a number that is too large for a double.
        if (!double.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return DateTimeOffset.MaxValue;
        return seconds == 0 ? DateTimeOffset.MinValue
            : seconds < (DateTimeOffset.MaxValue - now).TotalSeconds - 1 ? now.AddSeconds(seconds) : DateTimeOffset.MaxValue;
    }

    private static bool IsDelimiter(char character)
        => character is '\t' or (>= ' ' and <= '/') or (>= ';' and <= '@') or (>= '[' and <= '`') or (>= '{' and <= '~');

    private static (int Hour, int Minute, int Second)? Time(string token)
        => token.Split(':') is [var hour, var minute, var second]
            && Number(hour, 1, 2, isWhole: true) is { } hours && Number(minute, 1, 2, isWhole: true) is { } minutes && Number(second, 1, 2) is { } seconds
            ? (hours, minutes, seconds) : null;

    // The leading digits of a token, if their number is within the limits.
    private static int? Number(string token, int least, int most, bool isWhole = false)
    {
        var count = token.TakeWhile(static character => character is >= '0' and <= '9').Count();
        return count >= least && count <= most && (!isWhole || count == token.Length) ? int.Parse(token[..count], CultureInfo.InvariantCulture) : null;
    }
}
