using System;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using PutTools.Json;

namespace PutTools.Cmdlets.Conversion;

/// <summary>
/// The numbers of a response as the simplest type that keeps the value: <c>long</c> or <c>BigInteger</c> without a
/// fraction or exponent, else <c>double</c> where its shortest text has the same value, else <c>decimal</c> where it
/// holds all digits (an integer type again where it has no fraction), else the nearest double that carries its digits (<see cref="ExactNumber"/>).
/// </summary>
internal static class ResponseNumber
{
    // Any number of so many digits is the shortest text of its own double (IEEE 754 §5.12.2).
    private const int SureDigits = 15;

    // Parsing takes time quadratic in the digits on older runtimes. Longer ones keep their digits as ExactNumber does.
    private const int LongestInteger = 10_000;

    [MethodImpl(Jit.Optimize)]
    public static object Read(ref Utf8JsonReader reader)
    {
        var utf8 = reader.ValueSpan;
        var isNegative = utf8[0] == '-';
        if (reader.TryGetInt64(out var integer) && (integer != 0 || !isNegative))
            return integer;

        var mark = utf8.IndexOfAny((byte)'.', (byte)'e', (byte)'E');
        if (mark < 0 && integer == 0 && utf8.Length == 2)
            return -0.0;
        // One of the characters is the point.
        if (mark >= 0 && utf8.Length <= SureDigits + 1 && utf8.IndexOfAny((byte)'e', (byte)'E') < 0)
            return reader.GetDouble();

        var text = Encoding.UTF8.GetString(utf8);
        if (mark < 0 && utf8.Length <= LongestInteger)
            return ToInteger(text);
        return ReadFraction(text);
    }

    private static object ToInteger(string text)
        => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer)
            ? (object)integer // a long would become a BigInteger otherwise
            : BigInteger.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    private static object ReadFraction(string text)
    {
        var value = JsonNumber.Parse(text);
        // The older framework says false, not infinity, where a number is too large, and drops the sign of zero.
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var nearest))
            nearest = text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
        else if (nearest == 0 && text[0] == '-')
            nearest = -0.0;
        if (!double.IsInfinity(nearest) && value == JsonNumber.Parse(nearest.ToRoundTripText()))
            return nearest;
        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact)
            && exact.ToString(CultureInfo.InvariantCulture) is var digits && value == JsonNumber.Parse(digits))
            // Written without a fraction, it would come back as an integer: so it is one.
            return digits.IndexOf('.') < 0 ? ToInteger(digits) : exact;
        return ExactNumber.Wrap(nearest, text);
    }
}
