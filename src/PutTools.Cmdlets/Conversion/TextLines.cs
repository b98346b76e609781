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
/// Recognizes lists of texts that are the lines of one text, as <c>Get-Content</c> without <c>-Raw</c> and programs output
/// them. PowerShell does not mark such lists; only the texts themselves tell.
/// </summary>
internal static class TextLines
{
    /// <summary>Returns the elements of <paramref name="value"/> if it is a list of only texts; otherwise null.</summary>
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

    /// <summary>
    /// Returns the JSON object or list that the lines form together; null if they are just a list of texts.
    /// </summary>
    /// <exception cref="RequestException">
    /// InvalidPayload: the lines begin and end like JSON, but are not JSON together.
    /// </exception>
    public static string? ToJson(string[] lines)
    {
        var text = string.Join("\n", lines);
        var trimmed = text.AsSpan().Trim();
        // Lines that begin with a comment are neither JSON nor a list of texts.
        if (trimmed is not (['{' or '[', ..] or ['/', '/' or '*', ..]) || trimmed[^1] is not ('}' or ']'))
            return null;
        // A single line that is JSON by itself may also be meant as a text in a list.
        var isOne = lines.Count(static line => line.AsSpan().Trim().Length > 0) == 1;
        return !isOne && IsJson(text) ? text : throw new RequestException(ErrorKind.InvalidPayload, CmdletMessages.AmbiguousLines);
    }

    /// <summary>
    /// True for a later line of a file that is JSON only by chance, such as a number on a line of its own.
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
