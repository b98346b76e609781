using System.Collections;
using System.Management.Automation;
using System.Text;
using System.Xml;
using PutTools.Http;
using PutTools.Json;
using PutTools.ServerMessages;
using PutTools.Text;

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
        if (value is string || PSValue.Elements(value) is not { } elements)
            return null;
        List<string> lines = [];
        foreach (var element in elements)
        {
            if (PSValue.Base(element) is string line)
                lines.Add(line);
            else if (IsOfFile(element) && Of(element) is { } some)
                lines.AddRange(some);
            else
                return null;
        }

        return lines.Count == 0 ? null : [.. lines];
    }

    /// <summary>True if Get-Content read the lines, one by one or several at once.</summary>
    public static bool AreOfFile(object value)
        => IsOfFile(value) || (PSValue.Base(value) is IList { Count: > 0 } list && IsOfFile(list[0]));

    /// <summary>
    /// Returns the JSON object or list that the lines form together; null if they are just a list of texts.
    /// </summary>
    /// <param name="lines">The lines.</param>
    /// <param name="areOfFile">True if Get-Content read them. Lines that look like parts of JSON must then be JSON.</param>
    /// <exception cref="RequestException">
    /// InvalidPayload: the lines begin and end like JSON, but are not JSON together; or they are an XML document or a page.
    /// </exception>
    public static string? ToJson(string[] lines, bool areOfFile)
    {
        var text = string.Join("\n", lines);
        var trimmed = text.AsSpan().Trim();
        if ((areOfFile && Array.Exists(lines, IsPartOfJson)) || AreCutJson(lines))
            return IsJson(text) ? text : throw new RequestException(ErrorKind.InvalidPayload, PayloadMessages.AmbiguousLines);
        // Lines that begin with a comment are neither JSON nor a list of texts.
        if (trimmed is not (['{' or '[', ..] or ['/', '/' or '*', ..]) || trimmed[^1] is not ('}' or ']'))
            return lines.Length > 1 && MarkupType(trimmed.ToString()) is { } type ? throw new RequestException(ErrorKind.InvalidPayload, PayloadMessages.LinesOfText(type)) : null;
        // A single line that is JSON by itself may also be meant as a text in a list.
        var isOne = lines.Count(static line => line.AsSpan().Trim().Length > 0) == 1;
        return !isOne && IsJson(text) ? text : throw new RequestException(ErrorKind.InvalidPayload, PayloadMessages.AmbiguousLines);
    }

    /// <summary>
    /// True for texts that are JSON only together. As the value of a member they would be a list of texts, as brackets alone may be meant.
    /// </summary>
    public static bool AreJson(object?[] items)
        => items.Length > 1 && PSValue.Base(items[0]) is string first && first.AsSpan().TrimStart() is ['{' or '[', ..]
            && Of(items) is { } lines && !IsJson(first) && !Array.TrueForAll(lines, static line => IsOnly(line, "{}[]")) && IsJson(string.Join("\n", lines));

    /// <summary>
    /// True for a later line of a file that is JSON only by chance, such as a number on a line of its own.
    /// </summary>
    public static bool IsStrayLine(object? value, string text)
        => value is PSObject line && PSValue.Base(line.Properties["ReadCount"]?.Value) is long and > 1
            && line.Properties["PSPath"] is not null && text.AsSpan().Trim() is not ['{' or '[', ..];

    // With -ReadCount, Get-Content outputs lists of lines, and adds the note properties to each list.
    private static bool IsOfFile(object? value)
        => value is PSObject { Properties: var notes } && notes["ReadCount"]?.Value is not null && notes["PSPath"] is not null;

    private static bool IsPartOfJson(string line) => line.AsSpan().Trim() is var text && text.Length > 0
        && (text.TrimStart("{}[],".AsSpan()).Length == 0 || (text[0] == '"' && text.IndexOf("\":".AsSpan(), StringComparison.Ordinal) > 0));

    // The first line opens JSON, or the last one closes it, and has nothing else.
    private static bool AreCutJson(string[] lines)
    {
        var texts = Array.FindAll(lines, static line => !string.IsNullOrWhiteSpace(line));
        return texts.Length > 1 && (IsOnly(texts[0], "{[") || IsOnly(texts[^1], "}]"));
    }

    private static bool IsOnly(string line, string brackets) => line.AsSpan().Trim().TrimStart(brackets.AsSpan()).Length == 0;

    private static string? MarkupType(string text) => HtmlText.IsPage(text) ? MediaType.Html : IsXml(text) ? "application/xml" : null;

    private static bool IsXml(string text)
    {
        if (text is not ['<', .., '>'])
            return false;
        using var reader = XmlReader.Create(new StringReader(text), SafeXml.Settings);
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (XmlException)
        {
            return false;
        }
    }

    private static bool IsJson(string text) => JsonSyntax.IsValid(Encoding.UTF8.GetBytes(text));
}
