using System;
using System.Globalization;
using System.IO;
using System.Management.Automation;
using System.Net;
using System.Net.Mail;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace PutTools.Cmdlets.Conversion;

/// <summary>The text of values that are one: the same in JSON, urls, headers and forms, and on every machine.</summary>
internal static class ScalarText
{
    // A fraction only where there is one, as ConvertTo-Json has it: what ConvertFrom-Json made a date of keeps its text.
    private const string DateFormat = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF";

    /// <summary>
    /// The text of <paramref name="value"/>; null where it has none of its own, and for numbers and booleans.
    /// </summary>
    public static string? Of(object value) => value switch
    {
        string text => text,
        char c => c.ToString(),
        Guid guid => guid.ToString(),
        DateTime time => time.ToString(DateFormat + "K", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString(DateFormat + "zzz", CultureInfo.InvariantCulture),
        // [-][d.]hh:mm:ss[.fffffff], which is also what a cast to [timespan] reads.
        TimeSpan span => span.ToString("c", CultureInfo.InvariantCulture),
        Uri uri => uri.OriginalString,
        FileSystemInfo file => file.FullName,
        PathInfo path => path.Path,
        Encoding encoding => encoding.WebName,
        TimeZoneInfo zone => zone.Id,
        XmlNode xml => xml.OuterXml,
        XDocument document => XmlPayload.TextOf(document),
        XNode xml => xml.ToString(SaveOptions.DisableFormatting),
        Version or StringBuilder or IPAddress or IPEndPoint or MailAddress or CultureInfo or Regex => value.ToString(),
        _ => OfNewerType(value),
    };

    /// <summary>The text of a number; null where <paramref name="value"/> is none.</summary>
    public static string? OfNumber(object value) => value switch
    {
        Enum => null,
        double number => number.ToRoundTripText(),
        float number => number.ToRoundTripText(),
        sbyte or byte or short or ushort or int or uint or long or ulong or decimal or System.Numerics.BigInteger
            => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        _ => IsNewerNumber(value.GetType()) ? ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture) : null,
    };

    /// <summary>
    /// True if a type is one of the numbers that the older framework lacks. They are known by their names.
    /// </summary>
    public static bool IsNewerNumber(Type type)
        => type.IsValueType && type.FullName is "System.Half" or "System.Int128" or "System.UInt128" or "System.Runtime.InteropServices.NFloat";

    private static string? OfNewerType(object value) => value.GetType().FullName switch
    {
        "System.DateOnly" => ((IFormattable)value).ToString("O", CultureInfo.InvariantCulture),
        "System.TimeOnly" => ((IFormattable)value).ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        "System.Text.Rune" or "System.Management.Automation.SemanticVersion" or "System.Net.IPNetwork" => value.ToString(),
        _ => null,
    };
}
