using System.Globalization;
using System.Numerics;

namespace PutTools.Json;

/// <summary>
/// The value of a JSON number at any precision, which no .NET number type holds. Two numbers are equal (RFC 6902 §4.6) if
/// and only if these are: zero has no sign, and trailing zeros of an integer are part of the exponent.
/// </summary>
/// <param name="IsNegative">True if the number is less than zero.</param>
/// <param name="Digits">The significant digits, without zeros at either end.</param>
/// <param name="Exponent">The power of ten by which the digits are multiplied.</param>
internal readonly record struct JsonNumber(bool IsNegative, string Digits, BigInteger Exponent)
{
    // The time to parse an exponent grows with the square of its length. A longer one equals only the same text.
    private const int LongestExponent = 100;

    /// <summary>Parses a number that is known to be valid JSON.</summary>
    public static JsonNumber Parse(string text)
    {
        var end = text.IndexOfAny(['e', 'E']);
        if (end >= 0 && text.Length - end > LongestExponent)
            return new(false, text, BigInteger.Zero);
        var exponent = end < 0 ? BigInteger.Zero : BigInteger.Parse(text[(end + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var isNegative = text[0] == '-';
        var digits = text[(isNegative ? 1 : 0)..(end < 0 ? text.Length : end)];
        var point = digits.IndexOf('.');
        if (point >= 0)
        {
            exponent -= digits.Length - point - 1;
            digits = digits.Remove(point, 1);
        }

        var significant = digits.TrimEnd('0');
        exponent += digits.Length - significant.Length;
        significant = significant.TrimStart('0');
        return significant.Length == 0 ? new(false, "0", BigInteger.Zero) : new(isNegative, significant, exponent);
    }
}
