using System.Globalization;
using System.Numerics;

namespace PutTools.Patching;

/// <summary>Numbers compared by their value at any precision, which no .NET number type can do for all of JSON's.</summary>
internal static class JsonNumber
{
    /// <summary>
    /// One text for each value: two JSON numbers are equal (RFC 6902 §4.6) exactly where their canonical texts are.
    /// It is the significant digits and a power of ten, as in <c>-15e-1</c>; an integer without trailing zeros stays.
    /// </summary>
    public static string Canonical(string number)
    {
        if (IsCanonical(number))
            return number;
        var end = number.IndexOfAny(['e', 'E']);
        var exponent = BigInteger.Zero;
        if (end >= 0)
            exponent = BigInteger.Parse(number[(end + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        else
            end = number.Length;

        var negative = number[0] == '-';
        var mantissa = number[(negative ? 1 : 0)..end];
        var point = mantissa.IndexOf('.');
        if (point >= 0)
        {
            exponent -= mantissa.Length - point - 1;
            mantissa = mantissa.Remove(point, 1);
        }

        var digits = mantissa.TrimEnd('0');
        exponent += mantissa.Length - digits.Length;
        digits = digits.TrimStart('0');
        if (digits.Length == 0)
            return "0"; // Zero has neither sign nor exponent.
        var sign = negative ? "-" : string.Empty;
        return exponent.IsZero ? sign + digits : sign + digits + "e" + exponent.ToString(CultureInfo.InvariantCulture);
    }

    private static bool IsCanonical(string number)
        => number.IndexOfAny(['.', 'e', 'E']) < 0 && (number[number.Length - 1] != '0' || number.Length == 1);
}
