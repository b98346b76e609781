using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using PutTools.Json;
using PutTools.Text;

namespace PutTools.Cmdlets.Conversion;

/// <summary>
/// Recognizes common mistakes in a text that was given as JSON but is not JSON, so that the message can name the
/// remedy.
/// </summary>
internal static class JsonMistake
{
    private const int LongestText = 2000;

    // What repeats in these patterns is atomic, so that it is not tried again in other parts.
    private static readonly (Regex Pattern, string Words)[] OtherTexts =
    [
        Known(@"^\s*$", "it is empty. Give a body, or -Body '' for a request without content."),
        Known(@"^(?!\s*[{\[""])[^\x00\uFFFD]*[\x00\uFFFD]", "it has characters of a binary file, which was read as text. Send the file with -InFile, or its bytes as [byte[]]."),
        Known(@"^\s*\$\{?\w", "it is a variable in single quotes, which PowerShell leaves as it is. Give the variable itself, without quotes, as in -Body $user."),
        Known(@"^\s*@\{", "it is an object that quotes have turned into text. Give the object itself, without quotes, as in -Body $user; a hashtable is @{ name = 'Frodo' }."),
        Known(@"^\s*(?>(?:System|Microsoft|PutTools|Newtonsoft)\.[\w.+`]+(?:\[\])?\s*)+$", "it is the name of a type, which quotes have made of an object. Give the object itself, without quotes, as in -Body $user."),
        Known(@"^\s*https?://\S*\s*$", "it is a url. The url comes first and the payload second, as in Invoke-ResourcePut $url $body."),
        Known(@"^\s*<", "it looks like XML. Give -ContentType application/xml, or the document as [xml]."),
        Known(@"^@(?:[\w.~-]*[/\\]|[\w-]+\.\w)[^\s""'{}]*\s*$", "it is the path of a file, as curl takes it. Send the file with -InFile."),
        Known(@"^(?:@|~[/\\]|\.{0,2}[/\\]|[A-Za-z]:[/\\])?[^\r\n""'{}=]+\.(?:jsonc?|xml|txt|csv|ya?ml|html?|zip|pdf|png|jpe?g)\s*$", "it is the path of a file. Send the file with -InFile."),
        Known(@"^[\w.%+\[\]-]+=[^\r\n{=][^\r\n{]*$", "it looks like form fields. Give a hashtable, as in -Body @{ name = 'Frodo' }; it is sent as JSON, or as a form with -ContentType application/x-www-form-urlencoded."),
        Known(@"^\s*(?>""[^""\r\n]*""[,;\t])+""[^""\r\n]*""\s*(?:$|[\r\n])", "it looks like CSV. Give the objects themselves, without ConvertTo-Csv, or text with -ContentType text/csv."),
        Known(@"^ *-+(?: +-+)* *\r?$", "it is a table that PowerShell has printed. Give the objects themselves, without Format-Table and Out-String.", RegexOptions.Multiline),
        Known(@"^(?:---\r?\n|[\w-]+:(?> [^\r\n]*)?\r?\n *(?:- |[\w-]+:))", "it looks like YAML. Give -ContentType application/yaml, or an object."),
        Known(@"^\s*(?>\w[\w .]*? +: [^\r\n]*\s*)+$", "it is a list that PowerShell has printed. Give the object itself, without Format-List and Out-String."),
        Known(@"^(?!\s*(?:true|false|null|True|False|None|NaN|undefined)\b)(?!\s*(?>[+-]?[\d.]+\s*$|0[xX]))(?>[\d:][^{}\[\]""']*|[^{}\[\]""':]+)$", "it is plain text, and text in JSON has quotes. Give -Body (ConvertTo-Json $text), or send it as text with -ContentType text/plain."),
    ];

    private const string TypeName = @"System\.(?:\w+\[\]|Collections\.[\w.]+(?:`\d\[[\w.,`\[\]]*\])?|" + Text.PrintedObject.Secrets + ")";

    // One object or several, and what quotes leave behind it: "$user.name", "$users[0]".
    private static readonly Regex OfObject = LinearRegex.Create(@"^(?:@\{\w+=.*\}|" + TypeName + "(?: " + TypeName + @")*)(?:\.\w+|\[[^\]]*\])?$");

    private static readonly (Regex Pattern, string Words)[] Faults =
    [
        Known(@"(?:(?<=\\)|(?<=\\u[0-9a-fA-F]{0,3}))\G", @"In JSON text a backslash is written twice, as in C:\\users."),
        Known(@"\G[\r\n\t]", @"Within a JSON text, a line break is written as \n, and a tab as \t."),
        Known(@"\G'", "JSON has double quotes, not single ones."),
        Known(@"\G(?://|/\*|#)", "JSON has no comments."),
        Known(@"\G(?:True|False|None|undefined)\b", "JSON has true, false and null, in small letters."),
        Known(@"\G-?(?:NaN|Infinity)\b", "JSON has no such number; give null or text."),
        Known(@"\G[\p{Z}\p{Cf}]", "JSON does not know this space or invisible character, which copied text often has."),
        Known(@"\G[“”„«»‘’]", "JSON has straight double quotes, not typographic ones."),
        Known(@"(?<=:\s*)\G[,}\]]", "A value is missing after the colon; perhaps a variable is empty."),
        Known(@"\G[,}\]]", "JSON has no comma before a closing bracket, and none twice."),
        Known(@"(?<="")\G[^\s,:}\]""]", @"A double quote within a JSON text is written as \""."),
        Known(@"\G[\w$-]+\s*[:=]", "In JSON a name has double quotes and is followed by a colon."),
    ];

    /// <summary>Returns what the text is instead, and what to do, as the rest of a sentence; null if that is unknown.</summary>
    public static string? Instead(string text) => First(OtherTexts, Truncate.Of(text, LongestText), 0);

    /// <summary>Returns the mistake at the place of <paramref name="failure"/>; null if it is unknown.</summary>
    public static string? Fault(string text, JsonException failure)
    {
        if (failure is not { LineNumber: { } line, BytePositionInLine: { } position })
            return null;
        var at = Math.Min(text.Length, Position(text, line, position));
        return at == text.TrimEnd().Length && at > 0
            ? "It ends too early: read a file whole with Get-Content -Raw, or send it with -InFile."
            : IsNextValue(text, at) ? "It is more than one JSON value: lines of JSON need -ContentType application/x-ndjson."
            // What is far behind the mistake does not tell what it is, and a pattern would be tried at each place there.
            : First(Faults, Truncate.Of(text, at + LongestText), at);
    }

    private static bool IsNextValue(string text, int at)
    {
        if (at == text.Length || text[at] is not ('{' or '['))
            return false;
        using var first = JsonDefaults.TryParse(Encoding.UTF8.GetBytes(text[..at]));
        return first is not null;
    }

    /// <summary>True if the JSON is a string that contains the JSON of an object or a list.</summary>
    public static bool IsTwice(string text)
    {
        if (!text.TrimStart().StartsWith('"'))
            return false;
        using var outer = JsonDefaults.TryParse(Encoding.UTF8.GetBytes(text));
        if (outer is not { RootElement.ValueKind: JsonValueKind.String })
            return false;
        var content = outer.RootElement.GetString()!;
        if (content.TrimStart() is not ['{' or '[', ..])
            return false;
        using var inner = JsonDefaults.TryParse(Encoding.UTF8.GetBytes(content));
        return inner is not null;
    }

    /// <summary>
    /// Returns the property that ConvertTo-Json of Windows PowerShell has made of a value's own, as in <c>{"value":[1,2],"Count":2}</c> for
    /// a list, and what it adds for a date of Get-Date or a line of Get-Content; null if there is none.
    /// </summary>
    public static string? AddedProperty(ReadOnlyMemory<byte> json)
    {
        // Nearly no JSON has the names, and then it is not parsed again.
        if (json.Span.IndexOf("\"value\""u8) < 0 || !(json.Span.IndexOf("\"Count\""u8) >= 0 || json.Span.IndexOf("\"DisplayHint\""u8) >= 0 || json.Span.IndexOf("\"PSPath\""u8) >= 0))
            return null;
        using var document = JsonDefaults.TryParse(json);
        return document is null ? null : AddedProperty(document.RootElement);
    }

    private static string? AddedProperty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => AddedTo([.. value.EnumerateObject()]) ?? value.EnumerateObject().Select(static member => AddedProperty(member.Value)).FirstOrDefault(static name => name is not null),
        JsonValueKind.Array => value.EnumerateArray().Select(AddedProperty).FirstOrDefault(static name => name is not null),
        _ => null,
    };

    private static string? AddedTo(JsonProperty[] members) => members switch
    {
        [{ Name: "value", Value: { ValueKind: JsonValueKind.Array } list }, { Name: "Count", Value: { ValueKind: JsonValueKind.Number } count }]
            when count.TryGetInt32(out var number) && number == list.GetArrayLength() => "Count",
        [{ Name: "value" }, { Name: "DisplayHint" }, { Name: "DateTime" }] => "DisplayHint",
        [{ Name: "value" }, { Name: "PSPath" }, { Name: "PSParentPath" }, ..] => "PSPath",
        _ => null,
    };

    /// <summary>
    /// Returns the first value that is the text of an object, which is lost: ConvertTo-Json makes one of what is deeper than its
    /// -Depth, and Export-Csv of a list. Null if there is none.
    /// </summary>
    public static string? PrintedObject(ReadOnlySpan<byte> json) => Printed(json, "\"@{"u8) ?? Printed(json, "\"System."u8);

    /// <summary>Returns the text if it is that of an object, without the values within, which may be secrets; otherwise null.</summary>
    public static string? PrintedObject(string text)
        => text is not ['@' or 'S', ..] || !OfObject.IsMatch(Truncate.Of(text, LongestText)) ? null : text.IndexOf('=') is > 0 and var equals ? text[..equals] + "=…}" : text;

    private static string? Printed(ReadOnlySpan<byte> json, ReadOnlySpan<byte> start)
    {
        for (var at = json.IndexOf(start); at >= 0;)
        {
            json = json[(at + 1)..];
            var end = json.IndexOf((byte)'"');
            if (PrintedObject(Encoding.UTF8.GetString(json[..Math.Min(end < 0 ? json.Length : end, LongestText)].ToArray())) is { } text)
                return text;
            at = json.IndexOf(start);
        }

        return null;
    }

    private static string? First((Regex Pattern, string Words)[] kinds, string text, int at)
        => kinds.FirstOrDefault(kind => kind.Pattern.IsMatch(text, at)).Words;

    private static int Position(string text, long line, long bytes)
    {
        var start = 0;
        for (; line > 0; line--)
            start = text.IndexOf('\n', start) + 1;
        var end = text.IndexOf('\n', start) is >= 0 and var found ? found : text.Length;
        var utf8 = Encoding.UTF8.GetBytes(text[start..end]);
        return start + Encoding.UTF8.GetCharCount(utf8, 0, (int)Math.Min(bytes, utf8.Length));
    }

    private static (Regex Pattern, string Words) Known(string pattern, string words, RegexOptions options = RegexOptions.None)
        => (LinearRegex.Create(pattern, options), words);
}
