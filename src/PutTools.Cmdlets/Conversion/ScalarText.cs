using System.Globalization;
using System.Management.Automation;
using System.Net;
using System.Net.Mail;
using System.Net.NetworkInformation;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace PutTools.Cmdlets.Conversion;

/// <summary>Formats single values as text, the same in JSON, urls, headers and forms, and on every machine.</summary>
internal static class ScalarText
{
    // A fraction only if there is one, as in ConvertTo-Json, so that a date of ConvertFrom-Json keeps its text.
    private const string DateFormat = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF";

    /// <summary>
    /// Returns the text of <paramref name="value"/>; null for numbers, booleans, and types without a text of their own.
    /// </summary>
    public static string? Of(object value) => value switch
    {
        string text => text,
        char c => c.ToString(),
        Guid guid => guid.ToString(),
        DateTime time => time.ToString(DateFormat + "K", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString(DateFormat + "zzz", CultureInfo.InvariantCulture),
        // [-][d.]hh:mm:ss[.fffffff], which a cast to [timespan] reads.
        TimeSpan span => span.ToString("c", CultureInfo.InvariantCulture),
        Uri uri => uri.OriginalString,
        FileSystemInfo file => file.FullName,
        PathInfo path => path.Path,
        Encoding encoding => encoding.WebName,
        TimeZoneInfo zone => zone.Id,
        // Attributes and texts have a value; what has none is sent as markup.
        XmlNode xml => xml.Value ?? xml.OuterXml,
        XDocument document => XmlPayload.TextOf(document),
        XAttribute attribute => attribute.Value,
        XText text => text.Value,
        XNode xml => xml.ToString(SaveOptions.DisableFormatting),
        Version or StringBuilder or IPAddress or IPEndPoint or PhysicalAddress or MailAddress or CultureInfo or Regex => value.ToString(),
        _ => OfNewerType(value),
    };

    /// <summary>Returns the text of a number; null if <paramref name="value"/> is not one.</summary>
    public static string? OfNumber(object value) => value switch
    {
        Enum => null,
        double number => number.ToRoundTripText(),
        float number => number.ToRoundTripText(),
        sbyte or byte or short or ushort or int or uint or long or ulong or decimal or System.Numerics.BigInteger
            => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        _ => IsNewerNumber(value.GetType()) ? ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture) : null,
    };

    /// <summary>True if a type is a number that .NET Framework lacks. Such types are found by name.</summary>
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
