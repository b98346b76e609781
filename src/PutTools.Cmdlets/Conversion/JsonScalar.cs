using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Numerics;
using PutTools.Json;

namespace PutTools.Cmdlets.Conversion;

/// <summary>Writes values that are a single JSON string, number or literal.</summary>
internal static class JsonScalar
{
    /// <summary>
    /// Writes <paramref name="value"/> if its type is one of those that most scalars have. They are sealed, so that finding them takes the
    /// least time.
    /// </summary>
    public static bool TryWriteUsual(JsonText json, object? value)
    {
        switch (value)
        {
            case string text:
                json.WriteString(text);
                return true;
            case int number:
                json.Write(number);
                return true;
            case double number when !double.IsNaN(number) && !double.IsInfinity(number):
                json.Write(number);
                return true;
            case bool flag:
                json.WriteAscii(flag ? "true" : "false");
                return true;
            default:
                return false;
        }
    }

    /// <summary>Writes <paramref name="value"/> if it is a scalar. Returns false if it has members or elements.</summary>
    public static bool TryWrite(JsonText json, object value, bool enumsAsStrings)
    {
        if (TryWriteUsual(json, value))
            return true;
        switch (value)
        {
            case IDictionary:
                return false;
            case object[] and not [byte or PSObject { BaseObject: byte }, ..]:
                return false;
            case Enum @enum when enumsAsStrings:
                json.WriteString(@enum.ToString());
                return true;
            case SwitchParameter flag:
                json.WriteAscii(flag.IsPresent ? "true" : "false");
                return true;
        }

        if (TryWriteNumber(json, value))
            return true;
        if (ByteSequence.Of(value) is { } bytes)
            json.WriteBase64(bytes.Span);
        else if (ScalarText.Of(value) is { } other)
            json.WriteString(other);
        else
            return false;
        return true;
    }

    /// <summary>Returns a dictionary's key as the name of a member; null if the key is not a single value.</summary>
    public static string? ToName(object key) => key switch
    {
        string text => text,
        Enum @enum => @enum.ToString(),
        IConvertible plain when plain.GetTypeCode() is not (TypeCode.Object or TypeCode.DateTime)
            => plain.ToString(CultureInfo.InvariantCulture),
        BigInteger number => number.ToString(CultureInfo.InvariantCulture),
        _ => ScalarText.Of(key) ?? ScalarText.OfNumber(key),
    };

    private static bool TryWriteNumber(JsonText json, object value)
    {
        // The type code of an enum is that of its underlying number, and that of Newtonsoft's JValue the one of its value.
        switch (Convert.GetTypeCode(value))
        {
            case TypeCode.SByte or TypeCode.Byte or TypeCode.Int16 or TypeCode.UInt16 or TypeCode.Int32 or TypeCode.UInt32 or TypeCode.Int64:
                json.Write(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                return true;
            case TypeCode.UInt64:
                json.WriteAscii(Convert.ToUInt64(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture));
                return true;
            case TypeCode.Decimal:
                json.WriteAscii(Convert.ToDecimal(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture));
                return true;
            case TypeCode.Double:
                json.WriteAscii(Fraction(Convert.ToDouble(value, CultureInfo.InvariantCulture).ToRoundTripText()));
                return true;
            case TypeCode.Single:
                json.WriteAscii(Fraction(Convert.ToSingle(value, CultureInfo.InvariantCulture).ToRoundTripText()));
                return true;
        }

        if (value is BigInteger number)
            json.WriteAscii(number.ToString(CultureInfo.InvariantCulture));
        else if (ScalarText.IsNewerNumber(value.GetType()))
            json.WriteAscii(value.GetType().Name is "Half" or "NFloat" ? Fraction(ScalarText.OfNumber(value)!) : ScalarText.OfNumber(value)!);
        else
            return false;
        return true;
    }

    /// <summary>
    /// Returns the text of a binary floating-point number. A whole one gets <c>.0</c>, as in ConvertTo-Json, so that it is
    /// read as a double again.
    /// </summary>
    private static string Fraction(string text)
    {
        if (text[^1] is not (>= '0' and <= '9'))
            throw new NotFiniteNumberException(text);
        return text.IndexOfAny(['.', 'E']) < 0 ? text + ".0" : text;
    }
}
