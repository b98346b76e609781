using System.Globalization;
using System.Text.Json;

namespace PutTools.Text;

/// <summary>Formats numbers, times and reasons for messages.</summary>
internal static class Wording
{
    private static readonly string[] SizeUnits = ["bytes", "KiB", "MiB", "GiB", "TiB"];

    public static string Seconds(TimeSpan time)
        => time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture) + (time == TimeSpan.FromSeconds(1) ? " second" : " seconds");

    public static string Bytes(long count) => Number(count) + (count == 1 ? " byte" : " bytes");

    public static string Size(double bytes)
    {
        var unit = 0;
        for (; bytes >= 1024 && unit < SizeUnits.Length - 1; unit++)
            bytes /= 1024;
        return bytes.ToString(unit == 0 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + SizeUnits[unit];
    }

    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Innermost(Exception failure)
    {
        while (failure.InnerException is { } inner)
            failure = inner;
        var reason = failure.Message.TrimEnd('.', ' ');
        // The runtime appends the name of a constant to its sentence.
        return reason.EndsWith(")", StringComparison.Ordinal) && reason.LastIndexOf(". (", StringComparison.Ordinal) is > 0 and var sentence ? reason[..sentence] : reason;
    }

    /// <summary>Describes a JSON error and its position, without the advice to programmers that the runtime adds.</summary>
    public static string JsonFault(Exception failure)
    {
        if (failure is not JsonException { LineNumber: { } line, BytePositionInLine: { } position })
            return failure.Message.TrimEnd('.');
        var words = failure.Message;
        foreach (var end in (string[])[" Expected the input to start", " There is an open JSON", " LineNumber:", " Change the reader options", " Path:"])
        {
            if (words.IndexOf(end, StringComparison.Ordinal) is > 0 and var cut)
                words = words[..cut];
        }

        return $"{words.TrimEnd('.')} (line {Number(line + 1)}, byte {Number(position + 1)})";
    }
}
