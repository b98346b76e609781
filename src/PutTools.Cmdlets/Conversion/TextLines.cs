using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text;
using System.Text.Json;
using PutTools.Http;
using PutTools.Json;

namespace PutTools.Cmdlets.Conversion;

/// <summary>
/// Lists of texts that are the lines of one text: what <c>Get-Content</c> reads without <c>-Raw</c>, and what a program
/// prints. PowerShell has no other mark of it than the texts themselves.
/// </summary>
internal static class TextLines
{
    /// <summary>The elements of <paramref name="value"/> where it is a list of nothing but texts; else null.</summary>
    public static string[]? Of(object? value)
    {
        if (value is string || InputObject.Elements(value) is not { } elements)
            return null;
        List<string> lines = [];
        foreach (var element in elements)
        {
            if (InputObject.Base(element) is not string line)
                return null;
            lines.Add(line);
        }

        return lines.Count == 0 ? null : [.. lines];
    }

    /// <summary>The JSON object or list that the lines make together; null where they are a list of texts.</summary>
    /// <exception cref="RequestException">
    /// InvalidPayload: they begin and end as JSON does, and are none together.
    /// </exception>
    public static string? ToJson(string[] lines)
    {
        var text = string.Join("\n", lines);
        var trimmed = text.AsSpan().Trim();
        // With comments before it, it is no JSON, and no list of texts either.
        if (trimmed is not (['{' or '[', ..] or ['/', '/' or '*', ..]) || trimmed[^1] is not ('}' or ']'))
            return null;
        // One line that is JSON by itself may be a text of a list as well.
        var isOne = lines.Count(static line => line.AsSpan().Trim().Length > 0) == 1;
        return !isOne && IsJson(text) ? text : throw new RequestException(ErrorKind.InvalidPayload, CmdletMessages.AmbiguousLines);
    }

    /// <summary>
    /// True if a text is a later line of a file, and JSON only by chance, as a number in a list of its own line is.
    /// </summary>
    public static bool IsStrayLine(object? value, string text)
        => value is PSObject line && InputObject.Base(line.Properties["ReadCount"]?.Value) is long and > 1
            && line.Properties["PSPath"] is not null && text.AsSpan().Trim() is not ['{' or '[', ..];

    private static bool IsJson(string text)
    {
        try
        {
            JsonSyntax.Check(Encoding.UTF8.GetBytes(text));
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
