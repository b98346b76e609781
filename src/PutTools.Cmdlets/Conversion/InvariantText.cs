using System;
using System.Globalization;
using System.Management.Automation;

namespace PutTools.Cmdlets.Conversion;

/// <summary>A single value as text for urls, queries, headers and forms: the same on every machine.</summary>
internal static class InvariantText
{
    /// <summary>The text; null for <c>$null</c>.</summary>
    public static string? Of(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        null or DBNull => null,
        string text => text,
        // As JSON and every web API write it, not as .NET does.
        bool flag => flag ? "true" : "false",
        SwitchParameter flag => flag ? "true" : "false",
        DateTime moment => moment.ToString("O", CultureInfo.InvariantCulture),
        DateTimeOffset moment => moment.ToString("O", CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        float number => number.ToString("R", CultureInfo.InvariantCulture),
        Uri uri => uri.OriginalString,
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        { } other => other.ToString(),
    };
}
