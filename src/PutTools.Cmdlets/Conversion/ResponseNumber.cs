using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using PutTools.Json;

namespace PutTools.Cmdlets.Conversion;

/// <summary>
/// Converts numbers of a response to the simplest type that keeps their value. Without fraction and exponent that is
/// <c>long</c> or <c>BigInteger</c>. Otherwise it is <c>double</c> if its shortest text has the same value, or
/// <c>decimal</c> if that holds all digits (an integer type if there is no fraction). Anything else becomes an <see cref="ExactNumber"/>.
/// </summary>
internal static class ResponseNumber
{
    // Any number with this many digits is the shortest text of its own double (IEEE 754 §5.12.2).
    private const int SureDigits = 15;

    // On older runtimes the time to parse grows with the square of the digits. A longer number becomes an ExactNumber.
    private const int LongestInteger = 10_000;

    public static object Read(ref Utf8JsonReader reader)
    {
        var utf8 = reader.ValueSpan;
        var isNegative = utf8[0] == '-';
        if (reader.TryGetInt64(out var integer) && (integer != 0 || !isNegative))
            return integer;

        var mark = utf8.IndexOfAny((byte)'.', (byte)'e', (byte)'E');
        if (mark < 0 && integer == 0 && utf8.Length == 2)
            return -0.0;
        // One of the characters is the decimal point.
        if (mark >= 0 && utf8.Length <= SureDigits + 1 && utf8.IndexOfAny((byte)'e', (byte)'E') < 0)
            return reader.GetDouble();

        var text = Encoding.UTF8.GetString(utf8);
        if (mark < 0 && utf8.Length <= LongestInteger)
            return ToInteger(text);
        return ReadFraction(text);
    }

    private static object ToInteger(string text)
        => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer)
            ? (object)integer // without the cast, the long would become a BigInteger
            : BigInteger.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    private static object ReadFraction(string text)
    {
        var value = JsonNumber.Parse(text);
        // .NET Framework fails on a number that is too large, instead of returning infinity, and loses the sign of zero.
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var nearest))
            nearest = text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
        else if (nearest == 0 && text[0] == '-')
            nearest = -0.0;
        if (!double.IsInfinity(nearest) && value == JsonNumber.Parse(nearest.ToRoundTripText()))
            return nearest;
        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact)
            && exact.ToString(CultureInfo.InvariantCulture) is var digits && value == JsonNumber.Parse(digits))
            // Without a fraction it would be sent as an integer, so it becomes one.
            return digits.IndexOf('.') < 0 ? ToInteger(digits) : exact;
        return ExactNumber.Wrap(nearest, text);
    }
}
