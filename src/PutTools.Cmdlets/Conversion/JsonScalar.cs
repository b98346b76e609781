using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Management.Automation;
using System.Net;
using System.Net.Mail;
using System.Numerics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using System.Xml;
using System.Xml.Linq;
using PutTools.Json;

namespace PutTools.Cmdlets.Conversion;

/// <summary>Values that are one JSON string, number or literal, and those that are not meant for JSON at all.</summary>
internal static class JsonScalar
{
    private const string Deserialized = "Deserialized.";

    // Leaves here that PowerShell's serialization takes apart, and our own responses, of which the content is meant as a rule.
    private static readonly HashSet<string> TakenApart = new(StringComparer.Ordinal)
    {
        "System.Numerics.BigInteger", "System.DateTimeOffset", "System.DateOnly", "System.TimeOnly", "System.Int128", "System.UInt128",
        "System.Half", "System.DBNull", "System.Text.Rune", "System.Management.Automation.SemanticVersion", "System.Text.RegularExpressions.Regex",
        "PutTools.ResourceResponse",
    };

    /// <summary>The type that <paramref name="value"/> had before it was serialized, where it should not be written as what is left of it; null for others.</summary>
    public static string? TypeTakenApart(PSObject value)
        => value.TypeNames.Count > 0 && value.TypeNames[0] is var name && name.StartsWith(Deserialized, StringComparison.Ordinal)
            && TakenApart.Contains(name[Deserialized.Length..]) ? name[Deserialized.Length..] : null;

    /// <summary>Writes <paramref name="value"/> where it is a leaf; false where it has members or elements.</summary>
    [MethodImpl(Jit.Optimize)]
    public static bool TryWrite(JsonText json, object value, bool enumsAsStrings)
    {
        switch (value)
        {
            case string text:
                json.WriteString(text);
                return true;
            case int number:
                json.Write(number);
                return true;
            case IDictionary:
                return false;
            case Enum @enum when enumsAsStrings:
                json.WriteString(@enum.ToString());
                return true;
            case bool flag:
                json.WriteAscii(flag ? "true" : "false");
                return true;
            case SwitchParameter flag:
                json.WriteAscii(flag.IsPresent ? "true" : "false");
                return true;
            case byte[] bytes:
                json.WriteBase64(bytes);
                return true;
            case Memory<byte> bytes:
                json.WriteBase64(bytes.Span);
                return true;
            case ReadOnlyMemory<byte> bytes:
                json.WriteBase64(bytes.Span);
                return true;
            case ArraySegment<byte> bytes:
                json.WriteBase64(bytes);
                return true;
        }

        if (TryWriteNumber(json, value))
            return true;
        if (ToText(value) is not { } other)
            return false;
        json.WriteString(other);
        return true;
    }

    /// <summary>The member name that a dictionary's key is; null where the key is no plain value.</summary>
    public static string? ToName(object key) => key switch
    {
        string text => text,
        Enum @enum => @enum.ToString(),
        IConvertible plain when plain.GetTypeCode() is not (TypeCode.Object or TypeCode.DateTime)
            => plain.ToString(CultureInfo.InvariantCulture),
        BigInteger number => number.ToString(CultureInfo.InvariantCulture),
        _ => ToText(key) ?? (IsNewerNumber(key.GetType()) ? Newer(key, null) : null),
    };

    /// <summary>Why a value is refused, as the rest of a sentence; null where it is not.</summary>
    public static string? WhyRefused(object value) => value switch
    {
        SecureString => "is a secret, which JSON would carry in the clear",
        ICredentials or X509Certificate => "holds a secret, which JSON would carry in the clear",
        ScriptBlock or Delegate or PSMemberInfo or CommandInfo => "is code, not data, and was perhaps meant to be run",
        Type or MemberInfo or Assembly or Module => "is a part of a program, not data",
        Stream or TextReader or TextWriter => "is a stream, which has no place within JSON",
        IntPtr or UIntPtr or Pointer or System.Runtime.InteropServices.SafeHandle => "is an address or handle, which means nothing elsewhere",
        Task => "is a task that may still be running; its Result was perhaps meant",
        _ => null,
    };

    [MethodImpl(Jit.Optimize)]
    private static bool TryWriteNumber(JsonText json, object value)
    {
        // An enum's code is that of the number it is.
        switch (Convert.GetTypeCode(value))
        {
            case TypeCode.SByte or TypeCode.Byte or TypeCode.Int16 or TypeCode.UInt16 or TypeCode.Int32 or TypeCode.UInt32 or TypeCode.Int64:
                json.Write(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                return true;
            case TypeCode.UInt64:
                json.WriteAscii(Convert.ToUInt64(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture));
                return true;
            case TypeCode.Decimal:
                json.WriteAscii(((decimal)value).ToString(CultureInfo.InvariantCulture));
                return true;
            case TypeCode.Double when !double.IsNaN((double)value) && !double.IsInfinity((double)value):
                json.Write((double)value);
                return true;
            case TypeCode.Double:
                throw NoNumber(((double)value).ToRoundTripText());
            case TypeCode.Single:
                json.WriteAscii(Fraction(((float)value).ToRoundTripText()));
                return true;
        }

        if (value is BigInteger number)
            json.WriteAscii(number.ToString(CultureInfo.InvariantCulture));
        else if (IsNewerNumber(value.GetType()))
            json.WriteAscii(value.GetType().Name is "Half" or "NFloat" ? Fraction(Newer(value, null)) : Newer(value, null));
        else
            return false;
        return true;
    }

    /// <summary>
    /// A binary fraction's text. A whole one keeps its kind with <c>.0</c>, as ConvertTo-Json has it and so that it
    /// is read as a double again.
    /// </summary>
    private static string Fraction(string text)
    {
        if (text[^1] is not (>= '0' and <= '9'))
            throw NoNumber(text);
        return text.IndexOfAny(['.', 'E']) < 0 ? text + ".0" : text;
    }

    private static NotSupportedException NoNumber(string text) => new($"JSON has no number for {text}.");

    [MethodImpl(Jit.Optimize)]
    private static string? ToText(object value) => value switch
    {
        char c => c.ToString(),
        Guid guid => guid.ToString(),
        DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("O", CultureInfo.InvariantCulture),
        // [-][d.]hh:mm:ss[.fffffff], which is also what a cast to [timespan] reads.
        TimeSpan span => span.ToString("c", CultureInfo.InvariantCulture),
        Uri uri => uri.OriginalString,
        FileSystemInfo file => file.FullName,
        Encoding encoding => encoding.WebName,
        TimeZoneInfo zone => zone.Id,
        XmlNode xml => xml.OuterXml,
        XObject xml => xml.ToString(),
        Version or StringBuilder or IPAddress or MailAddress or CultureInfo or Regex => value.ToString(),
        _ => value.GetType().FullName switch
        {
            "System.DateOnly" or "System.TimeOnly" => Newer(value, "O"),
            "System.Text.Rune" or "System.Management.Automation.SemanticVersion" => value.ToString(),
            _ => null,
        },
    };

    // Types that are newer than what this compiles against on the older framework are known by their names.
    private static bool IsNewerNumber(Type type)
        => type.IsValueType && type.FullName is "System.Half" or "System.Int128" or "System.UInt128" or "System.Runtime.InteropServices.NFloat";

    private static string Newer(object value, string? format) => ((IFormattable)value).ToString(format, CultureInfo.InvariantCulture);
}
