using System;
using System.Linq;
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

    // The patterns take linear time: what repeats is atomic, so it is not tried again in other parts.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private static readonly (Regex Pattern, string Words)[] OtherTexts =
    [
        Known(@"^\s*$", "it is empty. Give a body, or leave -Body out for a request without content."),
        Known(@"^\s*\$\{?\w", "it is a variable in single quotes, which PowerShell leaves as it is. Give the variable itself, without quotes, as in -Body $user."),
        Known(@"^\s*@\{", "it is an object that quotes have turned into text. Give the object itself, without quotes, as in -Body $user; a hashtable is @{ name = 'Frodo' }."),
        Known(@"^\s*(?>(?:System|Microsoft|PutTools|Newtonsoft)\.[\w.+`]+(?:\[\])?\s*)+$", "it is the name of a type, which quotes have made of an object. Give the object itself, without quotes, as in -Body $user."),
        Known(@"^\s*https?://\S*\s*$", "it is a url. The url comes first and the payload second, as in Invoke-ResourcePut $url $body."),
        Known(@"^\s*<", "it looks like XML. Give -ContentType application/xml, or the document as [xml]."),
        Known(@"^(?:@|~[/\\]|\.{0,2}[/\\]|[A-Za-z]:[/\\])?[^\r\n""'{}=]+\.(?:jsonc?|xml|txt|csv|ya?ml|html?|zip|pdf|png|jpe?g)\s*$", "it is the path of a file. Send the file with -InFile."),
        Known(@"^[\w.%+\[\]-]+=[^\r\n{]*$", "it looks like form fields. Give a hashtable, as in -Body @{ name = 'Frodo' }; it is sent as JSON, or as a form with -ContentType application/x-www-form-urlencoded."),
        Known(@"^ *-+(?: +-+)* *\r?$", "it is a table that PowerShell has printed. Give the objects themselves, without Format-Table and Out-String.", RegexOptions.Multiline),
        Known(@"^\s*(?>\w[\w .]*? +: [^\r\n]*\s*)+$", "it is a list that PowerShell has printed. Give the object itself, without Format-List and Out-String."),
        Known(@"^(?!\s*(?:true|false|null|True|False|None|NaN|undefined)\b)\s*\p{L}[\w ]*$", "it is a plain word, and text in JSON has quotes. Give -Body (ConvertTo-Json $text), or send it as text with -ContentType text/plain."),
    ];

    private static readonly (Regex Pattern, string Words)[] Faults =
    [
        Known(@"\G'", "JSON has double quotes, not single ones."),
        Known(@"\G(?://|/\*|#)", "JSON has no comments."),
        Known(@"\G(?:True|False|None|undefined)\b", "JSON has true, false and null, in small letters."),
        Known(@"\G-?(?:NaN|Infinity)\b", "JSON has no such number; give null or text."),
        Known(@"\G[,}\]]", "JSON has no comma before a closing bracket, and none twice."),
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
            : First(Faults, text, at);
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
        => (new Regex(pattern, options | RegexOptions.CultureInvariant, Limit), words);
}
