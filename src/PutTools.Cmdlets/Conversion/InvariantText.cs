using System;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace PutTools.Cmdlets.Conversion;

/// <summary>A single value as text for urls, queries, headers and forms: the same on every machine.</summary>
internal static class InvariantText
{
    /// <summary>The text; null for <c>$null</c>.</summary>
    public static string? Of(object? value) => InputObject.Base(value) switch
    {
        null or DBNull or NullString => null,
        string text => text,
        // As JSON and every web API write it, not as .NET does.
        bool flag => flag ? "true" : "false",
        SwitchParameter flag => flag ? "true" : "false",
        DateTime moment => moment.ToString("O", CultureInfo.InvariantCulture),
        DateTimeOffset moment => moment.ToString("O", CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        float number => number.ToString("R", CultureInfo.InvariantCulture),
        Uri uri => uri.OriginalString,
        IFormattable formattable => formattable.ToString(IsNewerDate(formattable) ? "O" : null, CultureInfo.InvariantCulture),
        { } other => other.ToString(),
    };

    // Types that the older framework lacks are known by their names.
    private static bool IsNewerDate(IFormattable value) => value.GetType().FullName is "System.DateOnly" or "System.TimeOnly";
}
